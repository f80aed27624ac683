public import ArgumentParser

extension OSCURoute: ExpressibleByArgument {}
