/// Where a lane waits: for something to happen, or for a time.
actor Doorbell {
    private var rung: [LaneEvent] = []
    private var waiting: CheckedContinuation<LaneEvent, Never>?
    private var waits = 0

    /// Says that something happened; what happens while nobody waits is kept, the same thing once.
    ///
    /// Of pauses and resumptions only the last is kept: it is what the person wants now.
    func ring(_ event: LaneEvent) {
        if let waiting {
            self.waiting = nil
            waiting.resume(returning: event)
            return
        }
        if event.isWish { rung.removeAll(where: \.isWish) }
        if !rung.contains(event) { rung.append(event) }
    }

    /// Whether a person asked for the lane to stand or to run, and it has not heard that yet.
    var hasWish: Bool { rung.contains(where: \.isWish) }

    /// What was rung while the lane was busy, or nil.
    func pending() -> LaneEvent? {
        rung.isEmpty ? nil : rung.removeFirst()
    }

    /// A pause that was rung while the lane was busy.
    func takePause() -> LaneEvent? {
        let place = rung.firstIndex {
            if case .paused = $0 { true } else { false }
        }
        return place.map { rung.remove(at: $0) }
    }

    /// Waits for the next event; after `timeout` it is `.woke`.
    func wait(timeout: Duration?, clock: any Clock<Duration>) async -> LaneEvent {
        if let event = pending() { return event }
        waits += 1
        let turn = waits
        let alarm = timeout.map { timeout in
            Task {
                try? await clock.sleep(for: timeout)
                if !Task.isCancelled { self.alarm(turn) }
            }
        }
        defer { alarm?.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled { continuation.resume(returning: .woke) } else { waiting = continuation }
            }
        } onCancel: {
            Task { await self.ring(.woke) }
        }
    }

    private func alarm(_ turn: Int) {
        if turn == waits { ring(.woke) }
    }
}

extension LaneEvent {
    /// Whether a person asks for the lane to stand or to run.
    fileprivate var isWish: Bool {
        switch self {
        case .paused, .resumed: true
        default: false
        }
    }
}
