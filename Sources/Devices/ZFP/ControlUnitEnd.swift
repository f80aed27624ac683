/// What a job wants of whoever works the device.
public enum ControlUnitStep: Sendable, Equatable {
    /// Ask the device this, and hand over how the exchange ended.
    case ask(ZFPCommand)
    /// Put this on stable storage first, then ask: the next command is one that a power cut must not make forgotten.
    case keep(ControlUnitJournal, then: ZFPCommand)
    /// The job is over.
    case ended(ControlUnitEnd)
}

/// How a job with a control unit ended.
public enum ControlUnitEnd: Sendable, Equatable {
    /// The unit signed it.
    case signed(ControlUnitReceipt)
    /// The unit has nothing of it: it may be mended, or sent again as another job under the same trader number.
    case notSigned(ControlUnitRefusal)
    /// Only a person can say what became of it. Nothing is sent for it again before one did.
    case needsPerson(ControlUnitDoubt)
    /// The device left or fell silent. Go on with what was kept last, once it is back.
    case suspended(EngineFault)
}

/// What a unit gave for a document.
public struct ControlUnitReceipt: Sendable, Equatable {
    /// How the number became known.
    public enum Proof: String, Sendable {
        /// The unit answered the close with it.
        case answer
        /// The answer was lost; nothing is open, and the unit's last number is one higher (reference §6.6).
        case counter
    }

    /// The CU invoice number.
    public let number: ControlUnitNumber
    /// How it became known.
    public let proof: Proof

    /// Where the QR code leads.
    public var link: String { number.link }
}

/// Why a unit has nothing of a document.
public struct ControlUnitRefusal: Error, Sendable, Equatable {
    /// What kind of thing is wrong; stable.
    public enum Code: String, Sendable {
        /// The unit wants a Z report first.
        case zRequired = "control_unit.z_required"
        /// The unit refused the document or a line of it, and would again.
        case refused = "control_unit.refused"
        /// Each attempt was cut short; nothing is open, and no number was used.
        case keepsFailing = "control_unit.keeps_failing"
    }

    /// What kind of thing is wrong.
    public let code: Code
    /// A sentence with the values.
    public let sentence: String
    /// The refusal in the vocabulary of all devices.
    public let conditions: Set<DeviceCondition>
}

/// What a person must look at.
public struct ControlUnitDoubt: Error, Sendable, Equatable {
    /// What is in doubt, and what to look at.
    public let sentence: String
    /// The last commands and what came of each, oldest first; at most forty.
    public let evidence: [String]

    /// Makes a doubt.
    public init(sentence: String, evidence: [String] = []) {
        self.sentence = sentence
        self.evidence = evidence
    }
}

/// What must outlive a power cut before a document is opened, and before it is closed.
public struct ControlUnitJournal: Sendable, Equatable, Codable {
    /// How far it had come.
    public enum Stage: String, Sendable, Codable {
        /// It may be open, with some of its lines; no close was ever sent.
        case opening
        /// A close may have been sent: it is never cancelled from here on.
        case closing
    }

    /// Whose document it is.
    public let traderNumber: String
    /// The unit's last number before this document; nil where it had signed none.
    public let last: ControlUnitNumber?
    /// How far it had come.
    public let stage: Stage
}
