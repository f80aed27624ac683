public import ArgumentParser

extension AmountConvention: ExpressibleByArgument {}
