public import ArgumentParser
public import Fiscal
public import LocalAPI

// Words of the API that a person may type as they are.
extension SaleState: ExpressibleByArgument {}
extension ReceiptForm: ExpressibleByArgument {}
extension TokenRole: ExpressibleByArgument {}
extension CreditReason: ExpressibleByArgument {}

extension CreditRequest: ExpressibleByArgument {
    /// Reads `2:1.5`: one and a half of line 2.
    public init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let line = Int(parts[0]), line > 0, let quantity = Quantity(parts[1]) else {
            return nil
        }
        self.init(line: line, quantity: quantity)
    }
}
