import Bench

extension Worker {
    /// The longest that a coordinator's farewell keeps a worker away.
    static let goawayMilliseconds = 60_000

    /// Something has come over the connection.
    public mutating func receive(_ item: Inbox.Item, now: Moment) {
        heardAt = now
        switch item {
        case .message(let message, _): receive(message, now: now)
        case .spec(let digest, let bytes): learn(digest, bytes)
        case .submission: complain("a submission reached a worker")
        }
    }

    /// The coordinator sent bytes that are no frame.
    public mutating func fault(_ error: FrameError, now: Moment) {
        complain("the coordinator at \(identity.address): \(error)")
    }

    private mutating func complain(_ text: String) {
        effects.append(.log(text))
        effects.append(.disconnect)
    }

    private mutating func receive(_ message: Message, now: Moment) {
        switch (session, message) {
        case (_, .ping(let nonce)): send(.pong(nonce: nonce), now: now)
        case (_, .pong): break
        case (_, .error(let code, let text, let isFatal)):
            refused(code, text: text, isFatal: isFatal)
        case (_, .goaway(let wait, let next, let text)):
            endpoints = next
            waitsUntil = now + min(wait, Self.goawayMilliseconds)
            effects.append(.log("the coordinator says goodbye: \(text)"))
            effects.append(.disconnect)
        case (.greeting, .welcome(let welcome)): welcomed(welcome, now: now)
        case (.active, .grant(let grant)): take(grant, now: now)
        case (.active, .renewed(let renewals)):
            for renewal in renewals { judge(renewal, now: now) }
        case (.active, .acked(let sequence)):
            for item in unacked.prefix(while: { $0.sequence <= sequence }) {
                let delivery = item.delivery
                toKeep.append(.acked(delivery.lease, sample: delivery.record.sample))
            }
            unacked.removeAll { $0.sequence <= sequence }
        case (.active, .completed(let lease, let completion)): completed(lease, completion)
        case (.active, .noted(let lease)): forget(lease)
        case (.active, .budget(let allotment)): take(allotment, now: now)
        case (.active, .receipt(let receipt)): keep(receipt)
        case (.active, .cancel(let lease, let text)):
            effects.append(.log("\(lease.run) shard \(lease.shard) cancelled: \(text)"))
            lose(lease)
        default: complain("the coordinator sent a \(message.type) frame out of place")
        }
    }

    /// A receipt is kept where it proves what was delivered; anything else is the operator's to know.
    private mutating func keep(_ receipt: Receipt) {
        guard let shard = held[receipt.lease] else { return }
        let digests = shard.digests.sorted { $0.key < $1.key }.map(\.value)
        if receipt.proves(root: Merkle.root(digests)) {
            effects.append(.receipt(receipt))
        } else {
            let lease = receipt.lease
            effects.append(
                .log("\(lease.run) shard \(lease.shard): the coordinator's receipt proves nothing")
            )
        }
    }

    private mutating func refused(_ code: ErrorCode, text: String, isFatal: Bool) {
        if code == .busy || !isFatal {
            complain("the coordinator says: \(text)")
        } else {
            stop(
                "the coordinator at \(identity.address) refused this worker: \(text)",
                isFailure: true
            )
        }
    }

    private mutating func welcomed(_ welcome: Welcome, now: Moment) {
        guard welcome.leaderEpoch >= leaderEpoch else {
            complain("this coordinator's store has been taken over by another one")
            return
        }
        leaderEpoch = welcome.leaderEpoch
        terms = welcome.terms
        session = .active
        toldBatches = []
        lostAt = nil
        reconnects = 0
        for lease in order { held[lease]?.isAnnounced = false }
        for renewal in welcome.verdicts { judge(renewal, now: now) }
        if isDraining { send(.drain, now: now) }
        let missing = Set(
            order.compactMap { lease in
                held[lease].flatMap { $0.plan == nil && !$0.isLost ? $0.grant.spec : nil }
            }
        )
        for digest in missing.sorted() {
            switch plans[digest] {
            case .known, .bad: break
            case .fetching, nil:
                plans[digest] = .fetching
                send(.fetch(digest), now: now)
            }
        }
    }

    private mutating func judge(_ renewal: Renewal, now: Moment) {
        switch renewal.verdict {
        case .lost: lose(renewal.lease)
        case .kept:
            let until = deadline(now: now)
            held[renewal.lease]?.until = until
        }
    }

    /// Until when a lease may be relied on: a twentieth before the coordinator's clock says so,
    /// since a clock may run slow.
    private func deadline(now: Moment) -> Moment {
        now + (terms.leaseMilliseconds - terms.leaseMilliseconds / 20)
    }

    /// Starts nothing more of a shard; what is in flight is paid for and still delivered.
    private mutating func lose(_ lease: Lease) {
        held[lease]?.isLost = true
        held[lease]?.queue = []
    }

    private mutating func take(_ grant: Grant, now: Moment) {
        if var asked = requested {
            asked.samples = max(0, asked.samples - grant.wanted.count)
            requested = asked
        }
        guard held[grant.lease] == nil else { return }
        held[grant.lease] = HeldShard(
            grant: grant,
            plan: nil,
            queue: [],
            until: deadline(now: now),
            renewAt: now + terms.leaseMilliseconds / 3
        )
        order.append(grant.lease)
        toKeep.append(.grant(grant))
        send(.hold(grant.lease), now: now)
        switch plans[grant.spec] {
        case .known(let plan): begin(grant.lease, plan)
        case .fetching, .bad: break
        case nil:
            dropUnusedSpecs()
            plans[grant.spec] = .fetching
            send(.fetch(grant.spec), now: now)
        }
    }

    private mutating func dropUnusedSpecs() {
        let used = Set(held.values.map(\.grant.spec))
        for digest in plans.keys.sorted() where plans.count >= Self.specsMax {
            if !used.contains(digest) { plans[digest] = nil }
        }
    }

    /// A specification has come: every shard that waits for it can begin.
    private mutating func learn(_ digest: Digest, _ bytes: [UInt8]) {
        guard case .fetching = plans[digest] else { return }
        plans[digest] = Self.read(bytes)
        guard case .known(let plan) = plans[digest] else { return }
        for lease in order where held[lease]?.grant.spec == digest { begin(lease, plan) }
    }

    private static func read(_ bytes: [UInt8]) -> SpecState {
        do throws(JSONError) {
            let json = try JSON(parsing: bytes, rules: .wire)
            do throws(FieldError) {
                return .known(Plan(try Spec(json: json)))
            } catch { return .bad("the specification cannot be read: \(error)") }
        } catch { return .bad("the specification is no JSON: \(error)") }
    }

    private mutating func begin(_ lease: Lease, _ plan: Plan) {
        guard let wanted = held[lease]?.grant.wanted else { return }
        guard (0..<plan.shards).contains(lease.shard),
            plan.shard(lease.shard).samples == wanted.range
        else {
            plans[plan.spec.digest] = .bad("shard \(lease.shard) is not in the plan")
            return
        }
        held[lease]?.plan = plan
        let place = plan.shard(lease.shard).model
        let id = ModelID(run: lease.run, model: place)
        let needed = [plan.spec.roster.models[place]] + plan.spec.roster.judges
        let accounts = Account.names(of: needed)
        let purses = held[lease]?.grant.purses ?? []
        held[lease]?.accounts = accounts + purses
        held[lease]?.account = accounts[0]
        if let refusal = needed.compactMap(policy.refusal).first {
            incapable[id] = Incapacity(text: refusal, until: nil)
        }
        guard incapable[id] == nil, !isDraining, held[lease]?.isLost == false else { return }
        let digests = held[lease]?.digests ?? [:]
        held[lease]?.queue = wanted.samples.filter { digests[$0] == nil }[...]
    }

    private mutating func completed(_ lease: Lease, _ completion: Completion) {
        switch completion {
        case .done, .stale: forget(lease)
        case .incomplete(let missing):
            guard let shard = held[lease] else { return }
            held[lease]?.isAnnounced = false
            let undelivered = Set(
                unacked.map(\.delivery).filter { $0.lease == lease }.map(\.record.sample)
            )
            held[lease]?.queue =
                missing.samples.filter {
                    !shard.inFlight.contains($0) && !undelivered.contains($0)
                }[...]
            if isDraining { held[lease]?.queue = [] }
        }
    }
}
