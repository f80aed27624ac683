import ArgumentParser

/// How a verb writes its result.
struct FormatOptions: ParsableArguments {
    @Option(help: "How results are written: table or json.")
    var format = OutputFormat.table

    /// Where results go.
    var output: Output { Output(format) }
}
