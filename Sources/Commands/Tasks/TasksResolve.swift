import ArgumentParser
import LocalAPI

/// `risiti tasks resolve`: clears a task.
struct TasksResolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Clears a task: sends its document again, or leaves it.",
        discussion: """
            Examples:
              risiti tasks resolve 7 --retry
              risiti tasks resolve 7 --discard --note "entered by hand on the portal" --yes
              risiti tasks resolve 7 --signed 0040095500000000017
            """)

    /// What becomes of the document; spelled as a flag.
    enum Choice: String, EnumerableFlag {
        case retry, discard

        static func help(for value: Choice) -> ArgumentHelp? {
            switch value {
            case .retry: "Send it again."
            case .discard: "Never send it; it has been put right elsewhere."
            }
        }
    }

    @Argument(help: "The task's number.")
    var task: Int64

    @Flag(exclusivity: .exclusive)
    var choice: Choice?

    @Option(help: "The CU invoice number under which a control unit signed the document, as you saw it there.")
    var signed: String?

    @Option(help: "Why, for the audit trail.")
    var note: String?

    @OptionGroup var confirmation: Confirmation
    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard (choice == nil) != (signed == nil) else {
            throw ValidationError("Say one of --retry, --discard and --signed NUMBER.")
        }
        guard note.map({ $0.count <= 200 }) ?? true else { throw ValidationError("--note has at most 200 characters.") }
    }

    func run() async throws {
        let action: TaskResolution.Action
        switch choice {
        case nil: action = .signed
        case .retry: action = .retry
        case .discard:
            if !confirmation.yes, let question = try await question() { try confirmation.ask(question) }
            action = .discard
        }
        let reply = try await agent.ask { (client) async throws(ClientError) in
            try await client.resolve(task, TaskResolution(action: action, number: signed, note: note))
        }
        format.output.one(reply, reply.parts)
    }

    /// One task may hold up many documents: whoever gives them up knows which.
    ///
    /// Nil where the task has ended already.
    private func question() async throws -> String? {
        let reply = try await agent.ask { (client) async throws(ClientError) in try await client.task(task) }
        return reply.resolvedAt == nil ? reply.discardQuestion : nil
    }
}
