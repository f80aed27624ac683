public import ArgumentParser
public import Spool

// What a person may type as it is.
extension ExportFormat: ExpressibleByArgument {}
