/// What an accepted call is answered with: a code, its text and the data.
struct OSCUVerdict: Sendable {
    /// The result code; `000` done, `001` nothing found.
    let code: String
    /// The text beside the code; never to be matched on.
    let text: String
    /// The data, or null.
    let data: ExactJSON

    /// Done.
    static func done(_ data: ExactJSON = .null) -> OSCUVerdict {
        OSCUVerdict(code: "000", text: "Successful", data: data)
    }

    /// Nothing found, which is no error.
    static let nothingFound = OSCUVerdict(code: "001", text: "There is no search result", data: .null)

    /// A list under its name, or nothing found when it is empty.
    static func list(_ name: String, _ elements: [ExactJSON]) -> OSCUVerdict {
        elements.isEmpty ? .nothingFound : .done(.object([.init(name: name, value: .array(elements))]))
    }
}
