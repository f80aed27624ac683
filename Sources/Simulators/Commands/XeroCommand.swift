import ArgumentParser

/// `risiti-sim xero`: the strict Xero.
struct XeroCommand: BooksCommand {
    typealias Simulator = XeroSimulator

    static let configuration = plays("Xero", as: "xero")
    static let defaultPort = 4792

    @OptionGroup var books: BooksArguments
}
