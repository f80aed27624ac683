import Commands

/// Hands over to the verbs.
@main
enum Risiti {
    static func main() async {
        await RisitiCommand.start()
    }
}
