import Bench
import Cluster
import Testing

struct LedgerTests {
    func at(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }

    func spend(
        seen: Int = 0,
        inFlight: Int = 0,
        wanted: Int = 10,
        used: Amounts = Amounts(),
        each: Amounts = Amounts(requests: 1, tokens: 100, nanodollars: 1_000)
    ) -> Spend {
        Spend(account: "a", seen: seen, inFlight: inFlight, wanted: wanted, used: used, each: each)
    }

    @Test func `two workers share what may be in flight, and a third waits for its part`() {
        var ledger = Ledger(limits: AccountLimits(inFlight: 10), isFresh: true, now: at(0))
        let first = ledger.ask(spend(), process: "p", now: at(0))
        #expect(first.inFlight == 10)
        let second = ledger.ask(spend(), process: "q", now: at(1))
        #expect(second.inFlight == 0, "the first may be using all of it")
        // The first asks again, has seen its allotment, and gets its fair part.
        let less = ledger.ask(
            spend(seen: first.number, inFlight: 3),
            process: "p",
            now: at(2)
        )
        #expect(less.inFlight == 5)
        #expect(ledger.ask(spend(seen: second.number), process: "q", now: at(3)).inFlight == 0)
        // Only when it says that it has seen the smaller one is the rest free.
        _ = ledger.ask(spend(seen: less.number, inFlight: 3), process: "p", now: at(4))
        #expect(ledger.ask(spend(), process: "q", now: at(5)).inFlight == 5)
        #expect(ledger.committed <= 10)
    }

    @Test func `a lost worker's part is out of use until nothing of it can be under way`() {
        var ledger = Ledger(limits: AccountLimits(inFlight: 4), isFresh: true, now: at(0))
        _ = ledger.ask(spend(), process: "p", now: at(0))
        ledger.lose("p")
        #expect(ledger.ask(spend(), process: "q", now: at(20_000)).inFlight == 0)
        let over = Int64(Ledger.validMilliseconds + Ledger.requestMilliseconds)
        let early = ledger.tick(now: at(over - 1))
        #expect(early.isEmpty)
        let gone = ledger.tick(now: at(over))
        #expect(gone.map(\.process) == ["p"])
        #expect(ledger.ask(spend(), process: "q", now: at(over)).inFlight == 4)
    }

    @Test func `no minute sees more requests than the limit, whoever asks and when`() {
        var ledger = Ledger(limits: AccountLimits(requestsPerMinute: 60), isFresh: true, now: at(0))
        var used = 0
        var granted: [(at: Int64, count: Int)] = []
        for second in 0..<400 {
            let now = Int64(second) * 1_000
            let allotment = ledger.ask(
                spend(wanted: 50, used: Amounts(requests: used)),
                process: "p",
                now: at(now)
            )
            let count = (allotment.requests ?? 0) - used
            used += count
            granted.append((now, count))
        }
        // What was allotted may be used until it runs out: count it at its latest.
        for start in granted {
            let minute = granted.filter {
                $0.at + Int64(Ledger.validMilliseconds) >= start.at && $0.at < start.at + 60_000
            }
            #expect(minute.reduce(0) { $0 + $1.count } <= 60)
        }
        #expect(used > 250, "the limit is used, not only kept: \(used) of 400 s")
    }

    @Test func `what is not used comes back`() {
        var ledger = Ledger(
            limits: AccountLimits(requestsPerMinute: 120),
            isFresh: true,
            now: at(0)
        )
        #expect(ledger.ask(spend(wanted: 99), process: "p", now: at(0)).requests == 10)
        #expect(ledger.ask(spend(wanted: 99), process: "p", now: at(0)).requests == 10)
    }

    @Test func `money is never promised twice`() {
        let limits = AccountLimits(nanodollars: 10_000)
        var ledger = Ledger(limits: limits, isFresh: true, now: at(0))
        #expect(ledger.ask(spend(wanted: 6), process: "p", now: at(0)).nanodollars == 6_000)
        #expect(ledger.ask(spend(wanted: 6), process: "q", now: at(0)).nanodollars == 4_000)
        #expect(ledger.ask(spend(wanted: 6), process: "r", now: at(0)).nanodollars == 0)
        #expect(ledger.nanodollars == 10_000)
        // The first has used little of it: the rest is free again.
        let used = Amounts(requests: 6, nanodollars: 600)
        _ = ledger.ask(spend(wanted: 0, used: used), process: "p", now: at(1))
        #expect(ledger.ask(spend(wanted: 6), process: "r", now: at(1)).nanodollars == 5_000)
    }

    @Test func `money that is used up stops the account, and says so`() {
        var ledger = Ledger(limits: AccountLimits(nanodollars: 1_500), isFresh: true, now: at(0))
        let used = Amounts(requests: 1, nanodollars: 900)
        let allotment = ledger.ask(spend(used: used), process: "p", now: at(0))
        #expect(allotment.nanodollars == 900)
        #expect(allotment.stopped != nil)
    }

    @Test func `a worker that is gone for good has spent all that it was given`() {
        let limits = AccountLimits(nanodollars: 10_000)
        var ledger = Ledger(limits: limits, isFresh: true, now: at(0))
        _ = ledger.ask(spend(wanted: 6), process: "p", now: at(0))
        let spent = ledger.forget("p")
        #expect(spent == 6_000)
        #expect(ledger.ask(spend(wanted: 9), process: "q", now: at(0)).nanodollars == 4_000)
    }

    @Test func `a new coordinator knows what the last one had allotted`() {
        let limits = AccountLimits(inFlight: 4, nanodollars: 10_000)
        let old = ["p": StoredShare(home: "h", inFlight: 3, nanodollars: 6_000)]
        var ledger = Ledger(limits: limits, allotted: old, isFresh: false, now: at(0))
        let other = ledger.ask(spend(), process: "q", now: at(0))
        #expect(other.inFlight == 1)
        #expect(other.nanodollars == 4_000)
        // It comes back, and its own count takes the place of the books'.
        let used = Amounts(requests: 2, nanodollars: 2_000)
        _ = ledger.ask(spend(inFlight: 1, wanted: 1, used: used), process: "p", now: at(1))
        #expect(ledger.nanodollars <= 10_000)
        let spent = ledger.forget("p")
        #expect(spent == 3_000)
    }

    @Test func `a complaint halves, a burst of them once, and quiet lets it grow`() {
        var ledger = Ledger(limits: AccountLimits(inFlight: 16), isFresh: true, now: at(0))
        _ = ledger.ask(spend(wanted: 16), process: "p", now: at(0))
        let complaint = Throttle(account: "a", waitMilliseconds: 0, isSpent: false, text: "429")
        let changed1 = ledger.complain(complaint, now: at(10))
        #expect(changed1)
        #expect(ledger.inFlightCap == 8)
        let changed2 = ledger.complain(complaint, now: at(20))
        #expect(!changed2)
        #expect(ledger.inFlightCap == 8)
        _ = ledger.tick(now: at(1_010))
        #expect(ledger.inFlightCap == 9)
        var rare = complaint
        rare.percent = 5
        let isHeeded = ledger.complain(rare, now: at(5_000))
        #expect(!isHeeded, "one request in twenty is no reason to halve")
        let spent = Throttle(account: "a", waitMilliseconds: 0, isSpent: true, text: "no credit")
        let changed3 = ledger.complain(spent, now: at(20_000))
        #expect(changed3)
        let allotment = ledger.ask(spend(), process: "p", now: at(20_001))
        #expect(allotment.inFlight == 0)
        #expect(allotment.stopped == "no credit")
    }

    @Test func `a reminder never gives more than before`() throws {
        var ledger = Ledger(limits: AccountLimits(inFlight: 10), isFresh: true, now: at(0))
        let first = ledger.ask(spend(wanted: 4), process: "p", now: at(0))
        let said = ledger.remind("a", process: "p", now: at(1))
        let reminder = try #require(said)
        #expect(reminder.isReminder)
        #expect(reminder.inFlight <= first.inFlight)
        ledger.lose("p")
        let silence = ledger.remind("a", process: "p", now: at(2))
        #expect(silence == nil)
    }
}

struct TokenBucketTests {
    private func at(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }

    @Test func `what comes back unused never makes a minute larger than the limit`() {
        // Twelve workers take what there is, wait, and give it back late.
        var bucket = TokenBucket(
            perMinute: 1_200,
            validMilliseconds: 10_000,
            isFull: true,
            now: at(0)
        )
        var handed: [(at: Int64, amount: Double)] = []
        var now: Int64 = 0
        while now < 300_000 {
            let amount = bucket.available(at: at(now))
            bucket.take(amount, at: at(now))
            handed.append((now, amount))
            // Half of what was taken 100 s ago was never used.
            if let old = handed.first(where: { $0.at == now - 100_000 }) {
                bucket.putBack(old.amount / 2, takenAt: at(old.at))
            }
            now += 500
        }
        // Five minutes' worth, at least.
        #expect(handed.reduce(0) { $0 + $1.amount } > 4_800)
        for start in handed.map(\.at) {
            let minute = handed.filter { $0.at >= start && $0.at < start + 60_000 }
            #expect(minute.reduce(0) { $0 + $1.amount } <= 1_200)
        }
    }
}

struct WalletTests {
    func at(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }
    let each = Amounts(requests: 1, tokens: 100, nanodollars: 10)

    func filled(_ allotment: Allotment) -> Wallet {
        var wallet = Wallet()
        _ = wallet.ask("a", wanted: 4, each: each, now: at(0))
        wallet.put(allotment, now: at(0))
        return wallet
    }

    @Test
    func `an allotment that was asked about and not answered is not used after a reconnection`() {
        var wallet = Wallet()
        _ = wallet.ask("a", wanted: 4, each: each, now: at(0))
        let allotment = Allotment(
            account: "a",
            number: 1,
            inFlight: 4,
            nanodollars: 100,
            validMilliseconds: 10_000
        )
        wallet.put(allotment, now: at(0))
        #expect(wallet.hasRoom(for: each, now: at(1)))
        // The coordinator may take back what it hears is not used, and its answer is lost.
        _ = wallet.ask("a", wanted: 1, each: each, now: at(2))
        wallet.reconnect()
        #expect(!wallet.hasRoom(for: each, now: at(3)))
        let isDue = wallet.isDue(wanted: 1, needsMore: true, isLeaving: false, now: at(3))
        #expect(isDue)
        _ = wallet.ask("a", wanted: 1, each: each, now: at(3))
        wallet.put(allotment, now: at(4))
        #expect(wallet.hasRoom(for: each, now: at(5)))
    }

    @Test func `a share of refusals is spoken of from the third on`() {
        var wallet = Wallet()
        for _ in 0..<20 { wallet.start(each) }
        // One of four would be a quarter, and two may be one unlucky moment.
        #expect(wallet.complaint(now: at(0)) == nil)
        #expect(wallet.complaint(now: at(300)) == nil)
        #expect(wallet.complaint(now: at(600)) == 15)
        // Counted anew, over the requests since then.
        for _ in 0..<4 { wallet.start(each) }
        #expect(wallet.complaint(now: at(900)) == nil)
        #expect(wallet.complaint(now: at(1_200)) == nil)
        #expect(wallet.complaint(now: at(1_500)) == 75)
    }

    @Test func `nothing starts without an allotment, beyond it, or after its time`() {
        #expect(!Wallet().hasRoom(for: each, now: at(0)))
        var wallet = filled(
            Allotment(account: "a", number: 1, inFlight: 2, validMilliseconds: 1_000)
        )
        #expect(wallet.hasRoom(for: each, now: at(949)))
        #expect(!wallet.hasRoom(for: each, now: at(950)), "a twentieth before the end")
        wallet.start(each)
        wallet.start(each)
        #expect(!wallet.hasRoom(for: each, now: at(1)))
        wallet.finish(each, used: Amounts(requests: 1))
        #expect(wallet.hasRoom(for: each, now: at(1)))
    }

    @Test func `what is under way counts in full until it is known`() {
        var wallet = filled(
            Allotment(
                account: "a",
                number: 1,
                inFlight: 9,
                requests: 3,
                tokens: 250,
                nanodollars: 1_000,
                validMilliseconds: 1_000
            )
        )
        wallet.start(each)
        wallet.start(each)
        #expect(!wallet.hasRoom(for: each, now: at(1)), "300 tokens would be over 250")
        wallet.finish(each, used: Amounts(requests: 1, tokens: 40, nanodollars: 2))
        #expect(wallet.hasRoom(for: each, now: at(1)))
        wallet.start(each)
        #expect(!wallet.hasRoom(for: each, now: at(1)), "three requests were allotted")
    }

    @Test func `between question and answer nothing metered starts`() {
        var wallet = filled(
            Allotment(account: "a", number: 1, inFlight: 9, requests: 5, validMilliseconds: 1_000)
        )
        _ = wallet.ask("a", wanted: 4, each: each, now: at(10))
        #expect(!wallet.hasRoom(for: each, now: at(10)))
        wallet.put(
            Allotment(
                account: "a",
                number: 2,
                inFlight: 9,
                requests: 99,
                validMilliseconds: 1_000,
                isReminder: true
            ),
            now: at(11)
        )
        #expect(!wallet.hasRoom(for: each, now: at(11)), "a reminder is no answer")
        wallet.put(
            Allotment(account: "a", number: 3, inFlight: 9, requests: 5, validMilliseconds: 1_000),
            now: at(12)
        )
        #expect(wallet.hasRoom(for: each, now: at(12)))
    }

    @Test func `an account that lies idle is given back once, at once when leaving`() {
        var wallet = filled(
            Allotment(account: "a", number: 1, inFlight: 9, validMilliseconds: 10_000)
        )
        func due(_ now: Int64, leaving: Bool = false) -> Bool {
            wallet.isDue(wanted: 0, needsMore: false, isLeaving: leaving, now: at(now))
        }
        #expect(!due(100))
        #expect(due(100, leaving: true))
        #expect(due(100 + 3_000))
        _ = wallet.ask("a", wanted: 0, each: each, now: at(4_000))
        wallet.put(
            Allotment(account: "a", number: 2, inFlight: 0, validMilliseconds: 9),
            now: at(4_001)
        )
        #expect(!due(9_000))
    }
}
