import ArgumentParser

/// `risiti-sim quickbooks`: the strict QuickBooks Online.
struct QuickBooksCommand: BooksCommand {
    typealias Simulator = QuickBooksSimulator

    static let configuration = plays("QuickBooks Online", as: "quickbooks")
    static let defaultPort = 4791

    @OptionGroup var books: BooksArguments
}
