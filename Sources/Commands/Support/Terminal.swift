import Foundation

/// What standard input and error are connected to.
enum Terminal {
    /// Whether a person reads standard error as it is written.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }
    /// Whether a person types at standard input.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 }
    /// Whether a person reads standard output.
    static var showsResults: Bool { isatty(STDOUT_FILENO) == 1 }

    /// How many columns a person sees of standard output; nil where it is no terminal, or does not say.
    static var width: Int? {
        var size = winsize()
        guard showsResults, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Reads one line without showing what is typed.
    static func readSecret(_ prompt: String) -> String? {
        Output.overwrite(prompt)
        var before = termios()
        let isKnown = tcgetattr(STDIN_FILENO, &before) == 0
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        if isKnown { tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) }
        defer {
            if isKnown { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) }
            Output.talk("")
        }
        return readLine()
    }
}
