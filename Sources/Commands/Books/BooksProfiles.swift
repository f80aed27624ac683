import Accounting
import ArgumentParser
import Foundation

/// `risiti books profiles`: what exports can look like.
struct BooksProfiles: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profiles",
        abstract: "Lists export profiles, shows one to be cloned, and checks your own.",
        discussion: """
            Examples:
              risiti books profiles show xero > my.yaml
              risiti books profiles check my.yaml
            """,
        subcommands: [List.self, Show.self, Check.self, Fields.self], defaultSubcommand: List.self)

    private struct Line: Encodable {
        let id: String
        let title: String
        let tables: [String]
    }

    /// `risiti books profiles list`: those that come with the program.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists the profiles that come with the program.",
            discussion: """
                Examples:
                  risiti books profiles list
                  risiti books profiles list --format json
                """)

        @OptionGroup var format: FormatOptions

        func run() throws {
            let profiles = try ShippedExports.files.map { try ExportProfile.read($0.text, file: "\($0.name).yaml") }
            format.output.list(
                profiles.map { Line(id: $0.id, title: $0.title, tables: $0.tables.map(\.name)) },
                [
                    Column("PROFILE", \.id), Column("TITLE", \.title),
                    Column("TABLES") { $0.tables.joined(separator: ", ") },
                ])
        }
    }

    /// `risiti books profiles show`: a profile's file.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Writes a profile as YAML, to be cloned and changed.",
            discussion: """
                Examples:
                  risiti books profiles show xero
                  risiti books profiles show sage50 > my-sage.yaml
                """)

        @Argument(help: "The profile.")
        var profile: String

        func run() throws {
            guard let file = ShippedExports.files.first(where: { $0.name == profile }) else {
                throw ValidationError(
                    "There is no profile \(profile); there are \(ShippedExports.names.joined(separator: ", ")).")
            }
            Output.bytes(Array(file.text.utf8))
        }
    }

    /// `risiti books profiles fields`: what a column can say.
    struct Fields: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "fields", abstract: "Lists what a column's `from` and `or` can name, and in which rows.",
            discussion: """
                Examples:
                  risiti books profiles fields
                  risiti books profiles fields --format json
                """)

        private struct Line: Encodable {
            let field: String
            let kind: String
            let rows: [String]
        }

        @OptionGroup var format: FormatOptions

        func run() throws {
            format.output.list(
                ExportField.allCases.map { field in
                    Line(
                        field: field.rawValue, kind: field.kind.rawValue,
                        rows: ExportRows.allCases.filter { $0.knows(field) }.map(\.rawValue))
                },
                [
                    Column("FIELD", \.field), Column("KIND", \.kind),
                    Column("ROWS") { $0.rows.joined(separator: ", ") },
                ])
        }
    }

    /// `risiti books profiles check`: what is wrong with profiles of your own.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Checks profiles: file, line, key, rule, and what to write instead.",
            discussion: """
                Exit code 65 where something is wrong.

                Examples:
                  risiti books profiles check my.yaml
                  risiti books profiles check shop/*.yaml
                """)

        @Argument(help: "Files.")
        var files: [String]

        func run() throws {
            var count = 0
            for path in files {
                guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                    throw ValidationError("\(path) cannot be read.")
                }
                do throws(ExportError) {
                    _ = try ExportProfile.read(text, file: path)
                } catch {
                    count += error.faults.count
                    for fault in error.faults { Output.bytes(Array("\(fault)\n".utf8)) }
                }
            }
            Output.talk("\(files.count) profiles, \(count == 0 ? "nothing" : "\(count) things") wrong")
            if count > 0 { throw ExitCode.badInput }
        }
    }
}
