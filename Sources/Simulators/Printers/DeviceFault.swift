/// A way an exchange with a device on the counter fails; the raw value is its name in a fault plan.
///
/// Source: fiscal-hardware.md, sections 6.6 and 8.1. "Before", "in" and "after" say where the command's frame stood.
public enum DeviceFault: String, Sendable, CaseIterable {
    /// The command never arrives; nothing comes back.
    case lostCommand = "lost_command"
    /// The command is carried out; its answer never arrives.
    case lostAnswer = "lost_answer"
    /// The command is carried out; its answer breaks off.
    case tornAnswer = "torn_answer"
    /// The command is carried out; its answer's check is wrong.
    case wrongCheck = "wrong_check"
    /// The command is carried out; its answer comes in front of the next one.
    case lateAnswer = "late_answer"
    /// The command is carried out; its answer comes twice.
    case doubleAnswer = "double_answer"
    /// The command is refused as unreadable, and not carried out.
    case nack
    /// The command is put off, and not carried out.
    case retry
    /// The device says "busy" for a while; what was being sent is not carried out, but by one that says so while it works.
    case busy
    /// Noise, then the answer.
    case garbageBefore = "garbage_before"
    /// Noise within the answer.
    case garbageInside = "garbage_inside"
    /// The command comes back as it was sent, and is not carried out.
    case echo
    /// The line breaks before the command arrives.
    case unplugBefore = "unplug_before"
    /// The line breaks while the answer is on its way.
    case unplugIn = "unplug_in"
    /// The command is carried out and the line breaks.
    case unplugAfter = "unplug_after"
    /// Power goes before the command is carried out.
    case powerCutBefore = "power_cut_before"
    /// Power goes after the command was carried out.
    case powerCutAfter = "power_cut_after"
    /// Power goes and comes back after the command was carried out; the line holds, and nothing is answered.
    case powerBlink = "power_blink"
    /// The 24 hours since the first document are over: the command meets the block.
    case dayOver = "day_over"
    /// The paper ends; somebody brings more after a while.
    case paperOut = "paper_out"
    /// The paper's end is near.
    case paperLow = "paper_low"
    /// Somebody opens the cover, and shuts it after a while.
    case coverOpen = "cover_open"
    /// The print head is too hot for a while.
    case headHot = "head_hot"

    /// Whether it befalls the paper and not the line; a device without paper passes it over.
    var isOfPaper: Bool { [.paperOut, .paperLow, .coverOpen, .headHot].contains(self) }

    /// Whether the command is carried out all the same.
    var isAfterwards: Bool {
        switch self {
        case .lostCommand, .nack, .retry, .busy, .echo, .unplugBefore, .powerCutBefore, .dayOver: false
        default: true
        }
    }
}
