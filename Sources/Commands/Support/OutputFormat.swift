import ArgumentParser

/// How results are written.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    /// For people: aligned columns.
    case table
    /// For scripts.
    case json
}
