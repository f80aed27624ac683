import Outbound

/// Why the agent did not do what a client asked.
public enum ClientError: Error, Sendable {
    /// There was no answer; `mayHaveActed` tells whether the agent can have done it all the same.
    case unreachable(sentence: String, mayHaveActed: Bool)
    /// The agent answered with a problem.
    case refused(Problem)
    /// The agent's answer could not be read.
    case misread(sentence: String)

    /// The failure of an exchange with the agent at a place, such as a socket's path.
    init(_ failure: OutboundFailure, at place: String) {
        switch failure {
        case .notSent(.notConnected, _):
            self = .unreachable(
                sentence: "no agent answers at \(place); is `risiti run` up, is --data-dir right?", mayHaveActed: false)
        case .notSent(_, let sentence):
            self = .unreachable(
                sentence: "the agent at \(place) cannot be asked: \(sentence)", mayHaveActed: false)
        case .unclear(_, let sentence):
            self = .unreachable(sentence: "the agent at \(place) gave no answer: \(sentence)", mayHaveActed: true)
        }
    }

    /// The sentence for a person, with the way out where there is one.
    public var sentence: String {
        switch self {
        case .unreachable(let sentence, _), .misread(let sentence): sentence
        case .refused(let problem): problem.detail.isEmpty ? problem.title : "\(problem.title): \(problem.detail)"
        }
    }

    /// Whether the same request may do better a little later.
    public var isWorthRepeating: Bool {
        switch self {
        case .unreachable: true
        case .refused(let problem): [429, 502, 503, 504].contains(problem.status)
        case .misread: false
        }
    }
}

extension ClientError: CustomStringConvertible {
    /// The sentence.
    public var description: String { sentence }
}
