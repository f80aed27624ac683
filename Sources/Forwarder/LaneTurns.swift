/// Lets one at a time write down how a lane stands, in the order in which they came.
actor LaneTurns {
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Comes back once it is the caller's turn, who must ``give()`` it back.
    func take() async {
        guard isTaken else {
            isTaken = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// The turn is over: it goes to whoever waits longest.
    func give() {
        guard waiting.isEmpty else { return waiting.removeFirst().resume() }
        isTaken = false
    }
}
