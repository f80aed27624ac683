import Forwarder

extension World {
    /// Draws what will happen when.
    func plan() {
        var time: Int64 = 60_000
        var left = Int64(trade.sales)
        while left > 0 {
            time += shopDice.happens(40) ? shopDice.pick(3_600_000...43_200_000) : shopDice.span(200...600_000)
            let count = min(left, shopDice.happens(trade.crowds) ? shopDice.pick(trade.crowd) : 1)
            agenda.enter(.customers(Int(count)), at: time)
            left -= count
            if shopDice.happens(120) { agenda.enter(.print, at: time + shopDice.span(1...60_000)) }
        }
        let end = time + shopDice.span(60_000...7_200_000)
        func moment() -> Int64 { machineDice.pick(60_000...end) }
        for _ in 0..<storm.outages {
            let begin = moment()
            agenda.enter(.outage(true), at: begin)
            agenda.enter(.outage(false), at: begin + machineDice.span(600_000...108_000_000))
        }
        for _ in 0..<storm.crashes * trade.days {
            agenda.enter(.crash(powerCut: machineDice.happens(500)), at: moment())
        }
        for _ in 0..<storm.clockJumps * trade.days {
            let begin = moment()
            if machineDice.happens(250) {
                agenda.enter(.clockLost, at: begin)
            } else {
                let jump = machineDice.span(1_000...172_800_000)
                agenda.enter(.clock(offset: machineDice.happens(500) ? jump : -jump), at: begin)
            }
            if machineDice.happens(700) {
                agenda.enter(.clock(offset: 0), at: begin + machineDice.span(60_000...86_400_000))
            }
        }
        for _ in 0..<storm.freezes * trade.days {
            agenda.enter(.freeze(machineDice.span(1_000...3_600_000)), at: moment())
        }
        for _ in 0..<storm.pauses * trade.days { agenda.enter(.pause, at: moment()) }
        for _ in 0..<3 * trade.days { agenda.enter(.visit, at: moment()) }
        for _ in 0..<2 * trade.days { agenda.enter(.care, at: moment()) }
        agenda.enter(.calm, at: end)
    }

    /// All troubles end: from now on the lane must come to rest.
    func becomeCalm() async throws {
        say("calm")
        weather = .calm
        isCalm = true
        isOut = false
        clock.setOffset(0)
        disk.fail(perMillion: 0)
        agenda.strike {
            switch $0 {
            case .crash, .clock, .clockLost, .outage, .freeze, .pause, .print, .care: true
            default: false
            }
        }
        ledger.calmSince = clock.elapsed
        machine?.ring(.routeReturned)
        agenda.enter(.visit, at: clock.elapsed + 1_000)
    }
}
