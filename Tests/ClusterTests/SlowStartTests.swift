import Bench
import Cluster
import Testing

/// How an account that nobody knows is begun.
struct SlowStartTests {
    func at(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }

    func spend(seen: Int = 0, inFlight: Int = 0, wanted: Int) -> Spend {
        Spend(
            account: "a",
            seen: seen,
            inFlight: inFlight,
            wanted: wanted,
            used: Amounts(),
            each: Amounts(requests: 1)
        )
    }

    /// What may be in flight after each second in which a worker uses so much of what it has.
    func caps(share: Double, seconds: Int, complainsAt: Int = .max) -> [Int] {
        var ledger = Ledger(
            limits: AccountLimits(inFlight: 100),
            isFresh: true,
            startsSlowly: true,
            now: at(0)
        )
        var caps = [ledger.inFlightCap]
        var last = ledger.ask(spend(wanted: 1_000), process: "p", now: at(0))
        for second in 1...seconds {
            let now = at(Int64(second) * 1_000)
            let used = Int(Double(last.inFlight) * share)
            last = ledger.ask(
                spend(seen: last.number, inFlight: used, wanted: 1_000),
                process: "p",
                now: now
            )
            if second == complainsAt {
                let throttle = Throttle(account: "a", waitMilliseconds: 0, isSpent: false, text: "")
                _ = ledger.complain(throttle, now: now)
            }
            _ = ledger.tick(now: now)
            caps.append(ledger.inFlightCap)
        }
        return caps
    }

    @Test func `an account begins with eight in flight and doubles in each clean second`() {
        #expect(caps(share: 1, seconds: 5).prefix(2) == [8, 16])
        let caps = caps(share: 1, seconds: 12)
        #expect(caps.last == 100)
        #expect(zip(caps, caps.dropFirst()).allSatisfy { $1 == min(100, 2 * $0) || $1 == $0 })
    }

    @Test func `what is not used does not double`() {
        #expect(caps(share: 0.25, seconds: 5) == [8, 8, 8, 8, 8, 8])
    }

    @Test func `the first complaint ends the doubling, and from then on it grows slowly`() {
        let caps = caps(share: 1, seconds: 9, complainsAt: 4)
        #expect(caps[3] == 64)
        // Half of it, then a sixteenth more in each second: 32 × 1.0625ⁿ, rounded down.
        #expect(caps.dropFirst(4) == [32, 34, 36, 38, 40, 43])
    }

    @Test(arguments: [
        ("127.0.0.1:8080=KEY", true), ("localhost", true), ("localhost:1", true), ("[::1]:9", true),
        ("api.openai.com=OPENAI_API_KEY", false), ("localhost.example.org=K", false),
    ])
    func `only servers of other machines are begun slowly`(_ name: String, _ isOwn: Bool) {
        #expect(Account(name: name).isOfThisMachine == isOwn)
    }

    @Test(arguments: [(true, 8), (false, 900)])
    func `an account begins slowly, but not where all goes by batch`(
        startsSlowly: Bool,
        inFlight: Int
    ) {
        let fleet = ControlTests()
        var budgets = Budgets()
        budgets.startsSlowly = startsSlowly
        var coordinator = Coordinator(leaderEpoch: 1, terms: fleet.terms, budgets: budgets)
        _ = fleet.join(&coordinator, fleet.worker)
        var spend = spend(wanted: 900)
        spend.account = "https://vendor.example KEY"
        coordinator.receive(.spend(spend), sequence: 3, from: fleet.worker, now: at(1))
        let told = coordinator.settle(now: at(1)).compactMap { effect in
            if case .send(_, .budget(let allotment)) = effect { allotment.inFlight } else { nil }
        }
        #expect(told == [inFlight])
    }
}
