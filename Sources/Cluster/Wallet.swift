/// What a worker has of one account: the allotment, what is in flight, and what it has used.
public struct Wallet: Sendable {
    private(set) var allotment: Allotment?
    private(set) var inFlight = 0
    /// Used by attempts that have ended; requests count when they start.
    private(set) var used = Amounts()
    /// What attempts in flight may use.
    private(set) var reserved = Amounts()
    private var validUntil = Moment(milliseconds: 0)
    private var pausedUntil = Moment(milliseconds: 0)
    private var askedAt: Moment?
    private var isAnswered = true
    private var complainedAt: Moment?
    private var complaints = 0
    private var requestsBefore = 0
    private var saidNothingWanted = true
    private var idleSince: Moment?

    /// How long an answer may take before it is asked for again.
    static let patienceMilliseconds = 5_000
    /// How often an allotment that is too small is asked about again.
    static let eagernessMilliseconds = 100
    /// How often an account that was stopped is asked about again.
    static let stoppedMilliseconds = 30_000
    /// How long an account lies idle before it is given back: the next shard is often a moment away.
    static let idleMilliseconds = 3_000
    /// Refusals from which on a share of the requests says something about the account.
    static let complaintsMin = 3
    /// The least time between two complaints about one account.
    static let complaintMilliseconds = 200

    /// A wallet that nothing was put into.
    package init() {}

    /// Why the account is not to be used; nil where it may be, or nobody has said.
    package var stopped: String? { allotment?.stopped }

    /// Whether money is metered.
    package var isPaid: Bool { allotment?.nanodollars != nil }

    /// Whether one more attempt may start that uses so much at most.
    package func hasRoom(for each: Amounts, now: Moment) -> Bool {
        guard let allotment, allotment.stopped == nil, now < validUntil, now >= pausedUntil,
            inFlight < allotment.inFlight
        else { return false }
        let isMetered =
            allotment.requests != nil || allotment.tokens != nil || allotment.nanodollars != nil
        if isMetered, !isAnswered { return false }
        if let limit = allotment.requests, used.requests + 1 > limit { return false }
        if let limit = allotment.tokens, used.tokens + reserved.tokens + each.tokens > limit {
            return false
        }
        if let limit = allotment.nanodollars,
            used.nanodollars + reserved.nanodollars + each.nanodollars > limit
        {
            return false
        }
        return true
    }

    /// An attempt starts.
    package mutating func start(_ each: Amounts) {
        inFlight += 1
        used.requests += 1
        reserved.tokens += each.tokens
        reserved.nanodollars += each.nanodollars
    }

    /// An attempt has ended and has used so much.
    package mutating func finish(_ each: Amounts, used amounts: Amounts) {
        inFlight -= 1
        reserved.tokens -= each.tokens
        reserved.nanodollars -= each.nanodollars
        used.tokens += amounts.tokens
        used.nanodollars += amounts.nanodollars
    }

    /// An allotment has come.
    package mutating func put(_ new: Allotment, now: Moment) {
        let from = new.isReminder ? now : askedAt ?? now
        let valid = new.validMilliseconds - new.validMilliseconds / 20
        if new.isReminder, let old = allotment {
            // The totals of a reminder are older than those of an answer under way.
            var mixed = old
            mixed.number = new.number
            mixed.inFlight = new.inFlight
            mixed.stopped = new.stopped
            allotment = mixed
        } else {
            allotment = new
            validUntil = from + valid
            isAnswered = true
        }
        pausedUntil = now + new.pauseMilliseconds
    }

    /// The connection is new: whoever is there has not been heard yet.
    ///
    /// What was asked and not answered stays so: the coordinator may have taken back what the old
    /// allotment says, and lent it to others.
    package mutating func reconnect() {
        askedAt = nil
        saidNothingWanted = inFlight == 0
    }

    /// Whether to say again what is used and wanted.
    ///
    /// `needsMore` says that something waits for room, `isLeaving` that nothing will come any more.
    package mutating func isDue(
        wanted: Int,
        needsMore: Bool,
        isLeaving: Bool,
        now: Moment
    ) -> Bool {
        if wanted == 0 {
            let since = idleSince ?? now
            idleSince = since
            if saidNothingWanted || (!isAnswered && askedAt != nil) { return false }
            return isLeaving || now - since >= Self.idleMilliseconds
        }
        idleSince = nil
        guard let askedAt else { return true }
        if !isAnswered { return now - askedAt >= Self.patienceMilliseconds }
        guard let allotment else { return true }
        if allotment.stopped != nil { return now - askedAt >= Self.stoppedMilliseconds }
        if now - askedAt >= allotment.validMilliseconds / 2 { return true }
        return needsMore && now >= pausedUntil && now - askedAt >= Self.eagernessMilliseconds
    }

    /// What to say to the coordinator.
    package mutating func ask(
        _ account: String,
        wanted: Int,
        each: Amounts,
        now: Moment
    ) -> Spend {
        let isFirst = askedAt == nil
        askedAt = now
        isAnswered = false
        saidNothingWanted = wanted == 0
        return Spend(
            account: account,
            seen: isFirst ? 0 : allotment?.number ?? 0,
            inFlight: inFlight,
            wanted: wanted,
            used: Amounts(
                requests: used.requests,
                tokens: used.tokens + reserved.tokens,
                nanodollars: used.nanodollars + reserved.nanodollars
            ),
            each: each
        )
    }

    /// Counts a complaint of the vendor; what part of the requests it has refused lately, where that
    /// is to be passed on: one message for a burst is enough.
    package mutating func complaint(now: Moment) -> Int? {
        complaints += 1
        if let complainedAt, now - complainedAt < Self.complaintMilliseconds { return nil }
        let requests = max(complaints, used.requests - requestsBefore)
        // One refusal among four requests is 25 %, and may well be about one model or moment.
        guard complaints >= Self.complaintsMin else { return nil }
        defer {
            complainedAt = now
            complaints = 0
            requestsBefore = used.requests
        }
        return complaints * 100 / requests
    }
}
