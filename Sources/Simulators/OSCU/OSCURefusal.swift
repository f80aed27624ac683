/// Why a call was not accepted: the code of section 4.1 and, where one was seen live, the text of section 4.4.
struct OSCURefusal: Error, Equatable, Sendable {
    /// The result code, for the direct route.
    let code: String
    /// The text, for both routes.
    let text: String

    init(_ code: String, _ text: String) {
        self.code = code
        self.text = text
    }

    /// 900: a header that names the device is missing.
    static let noHeader = OSCURefusal("900", "There is no header information")
    /// 901: this PIN, branch and key are no device.
    static let notADevice = OSCURefusal("901", "It is not valid device")
    /// 902: this device was initialised before.
    static let installed = OSCURefusal("902", "This device is installed")
    /// 911: the body is missing.
    static let noBody = OSCURefusal("911", "Request body does not exist")
    /// 912: not a POST.
    static let method = OSCURefusal("912", "Request method error")
    /// 994: a document with this number and content is already there.
    static let overlapped = OSCURefusal("994", "There is an overlapped Data")

    /// 910 for one field, in the words seen live.
    static func parameter(_ field: String, _ problem: String) -> OSCURefusal {
        OSCURefusal("910", "Request parameter error[<\(field)> : \(problem)]")
    }

    /// 913: a code that is not in its list.
    static func code(_ field: String, _ value: String) -> OSCURefusal {
        OSCURefusal("913", "Code value error among the request parameters[<\(field)> : \(value)]")
    }

    /// 910 for an amount of a line, in the words seen live.
    static func amount(
        _ field: String, line: Int, expected: ExactDecimal, found: ExactDecimal
    ) -> OSCURefusal {
        OSCURefusal(
            "910",
            "Invalid \(field) on item: \(line). Expected: \(expected.fixed(2)), But Found: \(found.fixed(2))")
    }

    /// 910 for an amount of the header.
    static func amount(_ field: String, expected: ExactDecimal, found: ExactDecimal) -> OSCURefusal {
        OSCURefusal("910", "Invalid \(field). Expected: \(expected.fixed(2)), But Found: \(found.fixed(2))")
    }

    /// 910 for a value of a line that is missing, empty or zero.
    static func missing(_ field: String, line: Int) -> OSCURefusal {
        OSCURefusal("910", "Expected a value for \(field) on item \(line)")
    }

    /// The refusals that speak of the device or the registration; on the integrator route they come in E2 or E3.
    var isAboutDevice: Bool {
        ["900", "901", "902", "903", "905", "911", "912", "994"].contains(code)
    }
}
