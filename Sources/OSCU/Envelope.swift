import Fiscal

/// What the body of an answer says, whichever of the five envelopes it came in (reference §1.4).
struct Envelope {
    /// Who decided: KRA, the gateway in front of it, or nobody that is known.
    enum Voice: Hashable {
        /// `resultCd`, success variants already made `000`.
        case kra(String)
        /// `responseCode` of the gateway.
        case gateway(Int)
        /// An Apigee fault's `errorcode`, in lower case.
        case fault(String)
        /// JSON of some other kind.
        case unknown
    }

    let voice: Voice
    /// What was said, the most telling first.
    let texts: [String]
    let answeredAt: Timestamp?
    let data: OSCUValue?
    let referenceID: String?

    /// Reads a body; nil where it is not a JSON object.
    init?(body: [UInt8]) {
        guard let value = OSCUValue(json: body), value.isObject else { return nil }
        let header = value["responseHeader"] ?? value["header"]
        let result = [value, value["responseBody"], value["body"]].compactMap { $0 }.first { $0["resultCd"] != nil }
        let fault = value["fault"]
        if let code = result?["resultCd"]?.string {
            voice = .kra(Self.normalised(code))
        } else if let code = header?["responseCode"]?.whole {
            voice = .gateway(Int(clamping: code))
        } else if let fault {
            voice = .fault((fault["detail"]?["errorcode"]?.string ?? fault["faultstring"]?.string ?? "").lowercased())
        } else {
            voice = .unknown
        }
        texts = [
            result?["resultMsg"], header?["debugMessage"], header?["responseMessage"], header?["customerMessage"],
            fault?["faultstring"],
        ].compactMap { $0?.string }
        answeredAt = result?["resultDt"]?.time
        data = result?["data"].flatMap { $0 == .null ? nil : $0 }
        referenceID = header?["responseRefID"]?.string ?? header?["requestRefId"]?.string
    }

    /// The code as §4.1 writes it; `0`, `00` and `0000` are sibling products' `000`.
    private static func normalised(_ code: String) -> String {
        let code = code.filter { !$0.isWhitespace }.uppercased()
        return !code.isEmpty && code.allSatisfy { $0 == "0" } ? "000" : code
    }
}
