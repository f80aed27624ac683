import ArgumentParser
import Foundation
import LocalAPI

/// How a verb finds the agent.
struct AgentOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The agent's data directory, whose risiti.sock is spoken to.", valueName: "dir"))
    var dataDir: String?

    /// Where the agent is.
    var address: AgentAddress {
        AgentAddress(dataDirectory: dataDir, environment: ProcessInfo.processInfo.environment)
    }

    /// A client of the agent.
    func client() -> AgentClient {
        AgentClient(address)
    }

    /// Asks the agent, and turns what it cannot do into a sentence on standard error and an exit code.
    func ask<Answer>(
        _ question: (AgentClient) async throws(ClientError) -> Answer
    ) async throws -> Answer {
        do throws(ClientError) {
            return try await question(client())
        } catch {
            Output.talk(error)
            throw error.exitCode
        }
    }
}
