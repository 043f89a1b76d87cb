import Bench

/// What the books hold of one process's part in an account.
public struct StoredShare: Sendable, Equatable {
    /// The home of the process.
    public var home: String
    /// Requests that it may have in flight.
    public var inFlight: Int
    /// Money that it has spent or may have, in billionths of a dollar.
    public var nanodollars: Int64

    package init(home: String, inFlight: Int, nanodollars: Int64) {
        self.home = home
        self.inFlight = inFlight
        self.nanodollars = nanodollars
    }
}

/// One account's books: what the fleet may use of it, and who has been given how much.
///
/// At every instant the sum over all workers stays within the limits, those that are lost
/// included: what was allotted to them is out of use until nothing of it can be under way.
public struct Ledger: Sendable {
    let limits: AccountLimits
    private var requests: TokenBucket?
    private var tokens: TokenBucket?
    /// What may be in flight as the vendor's complaints have taught; nil before the first.
    private(set) var learnt: Double?
    /// Whether no complaint has come yet, and what may be in flight doubles while it is used.
    private(set) var isStarting: Bool
    private var halvedAt: Moment?
    private var grewAt: Moment?
    private(set) var pausedUntil: Moment?
    private(set) var stopped: String?
    private(set) var shares: [String: Share] = [:]
    /// Money that was used or may have been, by processes that no longer ask.
    private(set) var spentBefore: Int64
    private var number = 0

    /// How long an allotment holds.
    public static let validMilliseconds = 10_000
    /// How long a request can be under way at most.
    public static let requestMilliseconds = 600_000
    /// Requests in flight with which an account that nobody knows is begun.
    public static let startInFlight = 8
    /// Two complaints inside so many milliseconds are about one burst.
    public static let quietMilliseconds = 1_000
    /// How long without a complaint lets a sixteenth more in flight.
    public static let cleanMilliseconds = 1_000
    /// Complaints about fewer of a hundred requests than this are about single models or moments, which
    /// retries and each worker's own restraint deal with.
    public static let percentMin = 10
    /// Requests in flight that a worker is given where nothing limits them.
    public static let inFlightMax = 65_536
    /// Requests that one allotment of money covers, at most.
    public static let prepaidMax: Int64 = 256

    /// One worker's part.
    struct Share: Sendable {
        /// What it may have in flight by each allotment that it has not confirmed to be replaced.
        var caps: [(number: Int, inFlight: Int)] = []
        var inFlight = 0
        var wanted = 0
        var each = Amounts()
        /// What it has used by its own count, and what it may use in all.
        var used = Amounts()
        var granted = Amounts()
        var until: Moment
        var isConnected = true
        /// What it may have spent by the books of an earlier coordinator, until it is heard from.
        var before: Int64?

        /// What may be in flight there now.
        var committed: Int { max(inFlight, caps.map(\.inFlight).max() ?? 0) }

        /// Notes what it may have in flight from now on; what allows less and goes sooner does not
        /// matter beside it.
        mutating func cap(_ number: Int, _ inFlight: Int) {
            caps.removeAll { $0.inFlight <= inFlight }
            caps.append((number, inFlight))
        }

        var outstanding: Int64 { max(0, granted.nanodollars - used.nanodollars) }
    }

    /// An account with what an earlier coordinator has allotted, by process.
    ///
    /// `isFresh` says that nothing was used of it in the last minute; with `startsSlowly` few
    /// requests are in flight at first, and twice as many after each second in which they were used
    /// and nobody complained.
    ///
    /// Source: slow start, as in RFC 5681.
    package init(
        limits: AccountLimits,
        allotted: [String: StoredShare] = [:],
        isFresh: Bool,
        startsSlowly: Bool = false,
        now: Moment
    ) {
        self.limits = limits
        isStarting = startsSlowly
        if startsSlowly {
            learnt = Double(Self.startInFlight)
            grewAt = now
        }
        spentBefore = 0
        for (process, stored) in allotted {
            spentBefore = spentBefore.clampedSum(stored.nanodollars)
            guard stored.inFlight > 0 || stored.nanodollars > 0 else { continue }
            var share = Share(until: now + Self.validMilliseconds)
            share.caps = [(0, stored.inFlight)]
            share.isConnected = false
            share.before = stored.nanodollars
            shares[process] = share
        }
        let valid = Self.validMilliseconds
        requests = limits.requestsPerMinute.map {
            TokenBucket(perMinute: $0, validMilliseconds: valid, isFull: isFresh, now: now)
        }
        tokens = limits.tokensPerMinute.map {
            TokenBucket(perMinute: $0, validMilliseconds: valid, isFull: isFresh, now: now)
        }
    }

    /// What may be in flight over the whole fleet.
    package var inFlightCap: Int {
        min(limits.inFlight ?? Self.inFlightMax, learnt.map { max(1, Int($0)) } ?? .max)
    }

    /// What may be in flight now, over all workers.
    package var committed: Int { shares.values.reduce(0) { $0 + $1.committed } }

    /// Money that was used or may still be.
    package var nanodollars: Int64 {
        shares.values.reduce(spentBefore) {
            $0.clampedSum($1.used.nanodollars).clampedSum($1.outstanding)
        }
    }

    /// A worker says what it has used and what it wants; it is told what it may use.
    package mutating func ask(_ spend: Spend, process: String, now: Moment) -> Allotment {
        settle(spend, process: process, now: now)
        return allot(spend.account, process: process, now: now)
    }

    private mutating func settle(_ spend: Spend, process: String, now: Moment) {
        var share = shares[process] ?? Share(until: now)
        share.isConnected = true
        share.caps.removeAll { $0.number < spend.seen }
        share.inFlight = spend.inFlight
        share.wanted = spend.wanted
        share.each = spend.each
        if shares[process] == nil || share.before != nil {
            // Its own count goes back to before this coordinator: what it used then is in the books
            // already.
            share.used = spend.used
            share.granted = spend.used
            spentBefore -= share.before ?? 0
            share.before = nil
        }
        // What was allotted and not used comes back; what is used in the meantime is counted by
        // the totals of the next allotment.
        let takenAt = share.until + -Self.validMilliseconds
        requests?.putBack(
            Double(max(0, share.granted.requests - spend.used.requests)),
            takenAt: takenAt
        )
        tokens?.putBack(
            Double(max(0, share.granted.tokens - spend.used.tokens)),
            takenAt: takenAt
        )
        share.used = spend.used
        share.granted = spend.used
        shares[process] = share
    }

    private mutating func allot(_ account: String, process: String, now: Moment) -> Allotment {
        guard var share = shares[process] else {
            preconditionFailure("an allotment follows a settlement")
        }
        number += 1
        let room = max(0, inFlightCap - (committed - share.committed))
        var inFlight = min(share.wanted, room, part(of: process))
        if stopped != nil { inFlight = 0 }
        var count = share.wanted
        if requests != nil {
            count = min(count, Int(requests?.available(at: now) ?? 0))
        }
        if tokens != nil, share.each.tokens > 0 {
            let level = tokens?.available(at: now) ?? 0
            count = min(count, max(0, Int(level) / share.each.tokens))
        }
        if inFlight == 0 { count = 0 }
        share.granted.requests = share.used.requests + count
        // At most 2¹⁶ requests of 2⁴⁰ tokens: what nobody meters is not multiplied at all.
        let metered = tokens == nil ? 0 : count * share.each.tokens
        share.granted.tokens = share.used.tokens + metered
        requests?.take(Double(count), at: now)
        tokens?.take(Double(metered), at: now)
        shares[process] = share
        let money = prepay(process: process, count: count)
        share = shares[process] ?? share
        share.cap(number, inFlight)
        share.until = now + Self.validMilliseconds
        shares[process] = share
        return Allotment(
            account: account,
            number: number,
            inFlight: inFlight,
            requests: requests == nil ? nil : share.granted.requests,
            tokens: tokens == nil ? nil : share.granted.tokens,
            nanodollars: money,
            validMilliseconds: Self.validMilliseconds,
            pauseMilliseconds: pausedUntil.map { max(0, $0 - now) } ?? 0,
            stopped: stopped ?? spentOut(share.each.nanodollars)
        )
    }

    /// A worker's fair part of what may be in flight: what others do not want, and an even share.
    private func part(of process: String) -> Int {
        let askers = shares.filter { $0.value.isConnected && $0.value.wanted > 0 }
        let fair = max(1, inFlightCap / max(1, askers.count))
        let others = askers.reduce(0) { sum, other in
            other.key == process ? sum : sum + min(other.value.wanted, fair)
        }
        return max(fair, inFlightCap - others)
    }

    /// Money for the next requests, and never more than is left.
    private mutating func prepay(process: String, count: Int) -> Int64? {
        guard let cap = limits.nanodollars, var share = shares[process] else { return nil }
        share.granted.nanodollars = share.used.nanodollars
        shares[process] = share
        let left = max(0, cap - nanodollars)
        let wish = share.each.nanodollars * min(Int64(count), Self.prepaidMax)
        // Whole requests only: a part of one can start nothing.
        let each = max(1, share.each.nanodollars)
        share.granted.nanodollars += min(wish, left / each * each)
        shares[process] = share
        return share.granted.nanodollars
    }

    /// Why not even one more request can be paid for.
    private func spentOut(_ each: Int64) -> String? {
        guard let cap = limits.nanodollars else { return nil }
        guard each > 0, shares.values.allSatisfy({ $0.inFlight == 0 }) else { return nil }
        let spent = shares.values.reduce(spentBefore) { $0.clampedSum($1.used.nanodollars) }
        guard spent.clampedSum(each) > cap else { return nil }
        return "the next request may cost more than is left of the limit"
    }

    /// The vendor has complained: half of what may be in flight, or nothing any more.
    ///
    /// Whether anything has changed.
    package mutating func complain(_ throttle: Throttle, now: Moment) -> Bool {
        if throttle.isSpent {
            guard stopped == nil else { return false }
            stopped = throttle.text
            return true
        }
        if throttle.waitMilliseconds > 0 {
            let until = now + throttle.waitMilliseconds
            pausedUntil = max(pausedUntil ?? until, until)
        }
        if throttle.percent < Self.percentMin { return false }
        if let halvedAt, now - halvedAt < Self.quietMilliseconds { return false }
        isStarting = false
        halvedAt = now
        grewAt = now
        let base = min(Double(inFlightCap), Double(max(1, committed)))
        learnt = max(1, base / 2)
        return true
    }

    /// Lets what may be in flight grow again, and forgets workers that are lost for good.
    ///
    /// Returns the processes that were forgotten, with the money that they have spent for good.
    package mutating func tick(now: Moment) -> [(process: String, nanodollars: Int64)] {
        if let until = pausedUntil, until <= now { pausedUntil = nil }
        if let cap = learnt, let since = grewAt, now - since >= Self.cleanMilliseconds {
            grewAt = now
            grow(from: cap)
        }
        let gone = shares.filter { _, share in
            !share.isConnected && share.until + Self.requestMilliseconds <= now
        }.keys.sorted()
        return gone.compactMap { process in forget(process).map { (process, $0) } }
    }

    private mutating func grow(from cap: Double) {
        // What is not used proves nothing about what the vendor bears.
        let used = shares.values.reduce(0) { $0 + $1.inFlight }
        if isStarting, pausedUntil != nil || 2 * used < Int(cap) { return }
        let next = isStarting ? 2 * cap : cap + max(1, cap / 16)
        learnt = next
        if next >= Double(limits.inFlight ?? Self.inFlightMax) {
            learnt = nil
            isStarting = false
        }
    }

    /// A worker's process is known to be over: nothing of it is under way any more.
    ///
    /// Money that it was given and has not accounted for stays spent.
    ///
    /// Returns that money; nil for a process that is not known.
    package mutating func forget(_ process: String) -> Int64? {
        guard let share = shares.removeValue(forKey: process) else { return nil }
        // What an earlier coordinator's books say is in `spentBefore` already.
        if let before = share.before { return before }
        let money = share.used.nanodollars + share.outstanding
        spentBefore = spentBefore.clampedSum(money)
        return money
    }

    /// A worker's connection has ended; it may still be asking.
    package mutating func lose(_ process: String) { shares[process]?.isConnected = false }

    /// The processes that are connected and should hear of a change.
    package var listeners: [String] {
        shares.filter { $0.value.isConnected }.keys.sorted()
    }

    /// The same terms again for a worker that did not ask.
    package mutating func remind(_ account: String, process: String, now: Moment) -> Allotment? {
        guard let share = shares[process], share.isConnected else { return nil }
        number += 1
        // Never more than before: what others have is not theirs to give up unheard.
        let last = share.caps.last?.inFlight ?? 0
        let inFlight = stopped == nil ? min(last, part(of: process)) : 0
        shares[process]?.cap(number, inFlight)
        let valid = max(1, share.until - now)
        return Allotment(
            account: account,
            number: number,
            inFlight: inFlight,
            requests: requests == nil ? nil : share.granted.requests,
            tokens: tokens == nil ? nil : share.granted.tokens,
            nanodollars: limits.nanodollars == nil ? nil : share.granted.nanodollars,
            validMilliseconds: valid,
            pauseMilliseconds: pausedUntil.map { max(0, $0 - now) } ?? 0,
            stopped: stopped,
            isReminder: true
        )
    }
}
