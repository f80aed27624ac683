/// What the door does with a request once the world has spoken and a fault may have struck.
enum OSCUReaction: Sendable {
    /// Sends the answer.
    case answer(OSCUAnswer)
    /// Sends the answer byte by byte.
    case drip(OSCUAnswer)
    /// Closes the connection without a word.
    case close
    /// Says nothing until the caller gives up, then closes.
    case hold
}
