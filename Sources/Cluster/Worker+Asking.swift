import Bench

extension Worker {
    /// A sample is through.
    public mutating func finished(_ id: AskID, _ result: AskResult, now: Moment) {
        guard let ask = asks.removeValue(forKey: id) else { return }
        again.removeAll { $0.id == id }
        for account in ask.attempt?.accounts ?? [] {
            wallets[account]?.finish(ask.attempt?.each ?? .init(), used: .init())
        }
        models[ask.model.id]?.finish()
        held[ask.lease]?.inFlight.remove(ask.sample)
        switch result {
        case .record(let record):
            let delivery = Delivery(lease: ask.lease, record: record)
            held[ask.lease]?.digests[ask.sample] = delivery.digest
            toKeep.append(.result(delivery))
            unsent.append(delivery)
        case .incapable(let text, let isLasting):
            giveUp(on: ask, text, until: isLasting ? nil : now + Self.pauseMilliseconds)
        }
    }

    private mutating func giveUp(on ask: Ask, _ text: String, until: Moment?) {
        guard let model = held[ask.lease]?.model else { return }
        giveUp(on: ModelID(run: ask.lease.run, model: model), text, until: until)
    }

    private mutating func giveUp(on id: ModelID, _ text: String, until: Moment?) {
        if incapable[id] == nil { effects.append(.log(text)) }
        incapable[id] = Incapacity(text: text, until: until)
        for lease in order where lease.run == id.run && held[lease]?.model == id.model {
            held[lease]?.queue = []
        }
    }

    /// Starts samples while there is room: shard by shard in the order of their grants, so that
    /// the arms of a pair, which are neighbours in a shard, go out together.
    ///
    /// What has been asked before goes first: it holds a slot.
    mutating func start(now: Moment) {
        startResumed()
        startAgain(now: now)
        guard session != .stopped, !isDraining, asks.count < identity.slots,
            unsent.count <= 2 * terms.windowResults
        else { return }
        for lease in order {
            while asks.count < identity.slots, startOne(of: lease, now: now) {}
            if asks.count >= identity.slots { return }
        }
    }

    private mutating func startOne(of lease: Lease, now: Moment) -> Bool {
        guard let shard = held[lease], let plan = shard.plan, let next = shard.queue.first,
            now < shard.until
        else { return false }
        let sample = plan.sample(next)
        let model = plan.spec.roster.models[sample.model]
        if models[model.id] == nil {
            models[model.id] = Limiter(limitMax: inFlightMax(of: model))
        }
        guard models[model.id]?.hasRoom == true else { return false }
        if isBought(sample, of: plan, in: lease.run) {
            begin(next, of: lease, model: model, attempt: nil)
            effects.append(.ask(AskID(number: lastAsk), plan, sample))
            return true
        }
        open(shard.accounts)
        if let stopped = shard.paying.first(where: { wallets[$0]?.stopped != nil }) {
            giveUp(
                on: ModelID(run: lease.run, model: sample.model),
                "\(stopped) is stopped: \(wallets[stopped]?.stopped ?? "")",
                until: now + Wallet.stoppedMilliseconds
            )
            return false
        }
        if let unpriced = unpriced(model, plan) {
            // Whether money is metered is known once every account has answered.
            guard shard.accounts.allSatisfy({ wallets[$0]?.allotment != nil }) else { return false }
            if let paid = shard.accounts.first(where: { wallets[$0]?.isPaid == true }) {
                giveUp(
                    on: ModelID(run: lease.run, model: sample.model),
                    "\(unpriced): its price is not known, and money is metered on \(paid): give "
                        + "it a price in the roster",
                    until: nil
                )
                return false
            }
        }
        let attempt = Attempt(
            accounts: shard.paying,
            each: estimate(sample, of: plan, over: shard.paying)
        )
        guard hasRoom(for: attempt, now: now) else { return false }
        start(attempt)
        begin(next, of: lease, model: model, attempt: attempt)
        effects.append(.ask(AskID(number: lastAsk), plan, sample))
        return true
    }

    private mutating func begin(_ next: Int, of lease: Lease, model: Model, attempt: Attempt?) {
        lastAsk += 1
        held[lease]?.queue.removeFirst()
        held[lease]?.inFlight.insert(next)
        models[model.id]?.start()
        asks[AskID(number: lastAsk)] = Ask(
            lease: lease,
            sample: next,
            model: model,
            attempt: attempt
        )
    }

    private func isBought(_ sample: Sample, of plan: Plan, in run: RunID) -> Bool {
        guard let draws = bought[run] else { return false }
        return draws.contains(plan.draw(of: plan.key(of: sample)))
    }

    /// Requests to a model at once; what waits in a batch burdens nobody.
    func inFlightMax(of model: Model) -> Int {
        identity.isBatching ? identity.slots : model.inFlightMax
    }

    /// The lease under which a sample is asked; nil for one that is through.
    public func lease(of id: AskID) -> Lease? { asks[id]?.lease }

    /// Lets go of a sample without a record, since the worker ends: its batch goes on without it, and
    /// what it may cost stays spent.
    public mutating func abandon(_ id: AskID) {
        guard let ask = asks[id] else { return }
        answered(id, used: nil)
        asks[id] = nil
        again.removeAll { $0.id == id }
        models[ask.model.id]?.finish()
        held[ask.lease]?.inFlight.remove(ask.sample)
    }

    /// Who is asked for a sample and has no price, the judges included; nil where all have one.
    private func unpriced(_ model: Model, _ plan: Plan) -> String? {
        if model.price?.rates(inBatch: identity.isBatching) == nil {
            return identity.isBatching ? model.id + ", in a batch" : model.id
        }
        guard case .judge = plan.spec.pack.scorer else { return nil }
        return plan.spec.roster.judges.first { $0.price == nil }?.id
    }

    private mutating func open(_ accounts: [String]) {
        for account in accounts where wallets[account] == nil { wallets[account] = Wallet() }
    }

    private func hasRoom(for attempt: Attempt, now: Moment) -> Bool {
        attempt.accounts.allSatisfy { wallets[$0]?.hasRoom(for: attempt.each, now: now) == true }
    }

    private mutating func start(_ attempt: Attempt) {
        for account in attempt.accounts { wallets[account]?.start(attempt.each) }
    }

    /// What a sample's first request may use.
    private func estimate(_ sample: Sample, of plan: Plan, over accounts: [String]) -> Amounts {
        let model = plan.spec.roster.models[sample.model]
        let isMetered = accounts.contains { account in
            guard let allotment = wallets[account]?.allotment else { return true }
            return allotment.tokens != nil || allotment.nanodollars != nil
        }
        guard isMetered else { return Amounts(requests: 1) }
        let pack = plan.spec.pack
        let messages = pack.firstMessages(scenario: sample.scenario, arm: sample.arm)
        var bytes = messages.reduce(0) { $0 + $1.text.utf8.count }
        if pack.belief == nil {
            bytes += pack.tools(scenario: sample.scenario).reduce(0) { $0 + $1.bytesMax }
        }
        return .estimate(
            of: model,
            bytes: bytes,
            outputTokensMax: model.sampling(over: plan.spec.pack.sampling).outputTokensMax,
            inBatch: identity.isBatching
        )
    }
}

// MARK: Attempts

extension Worker {
    /// A sample needs one more request: another try, or its judge.
    ///
    /// `again` of the effects says when it may be made.
    public mutating func again(
        _ id: AskID,
        model: Model,
        bytes: Int,
        outputTokensMax: Int?,
        now: Moment
    ) {
        guard let lease = asks[id]?.lease else { return }
        let accounts = [Account.name(of: model)] + (held[lease]?.grant.purses ?? [])
        open(accounts)
        let each = Amounts.estimate(of: model, bytes: bytes, outputTokensMax: outputTokensMax)
        again.append((id, Attempt(accounts: accounts, each: each)))
    }

    private mutating func startAgain(now: Moment) {
        var waiting: [(id: AskID, attempt: Attempt)] = []
        for next in again {
            guard hasRoom(for: next.attempt, now: now) else {
                waiting.append(next)
                continue
            }
            start(next.attempt)
            asks[next.id]?.attempt = next.attempt
            effects.append(.again(next.id))
        }
        again = waiting
    }

    /// An attempt has ended and has used so much; nil where that is not known, and all of the
    /// estimate has to be counted.
    public mutating func answered(_ id: AskID, used: Amounts?) {
        guard let attempt = asks[id]?.attempt else { return }
        asks[id]?.attempt = nil
        for account in attempt.accounts {
            wallets[account]?.finish(attempt.each, used: used ?? attempt.each)
        }
    }

    /// The vendor said «too many», or that no credit is left, about a sample.
    public mutating func throttled(
        _ id: AskID,
        by model: Model,
        waitMilliseconds: Int,
        isSpent: Bool,
        text: String,
        now: Moment
    ) {
        let account = Account.name(of: model)
        // Vendors limit models as well as accounts: this worker asks this one less at once.
        models[model.id]?.complain(now: now)
        let share = wallets[account]?.complaint(now: now)
        guard session == .active, isSpent || share != nil else { return }
        send(
            .throttled(
                Throttle(
                    account: account,
                    waitMilliseconds: min(waitMilliseconds, 86_400_000),
                    isSpent: isSpent,
                    percent: share ?? 100,
                    text: text
                )
            ),
            now: now
        )
    }

    /// An allotment has come.
    mutating func take(_ allotment: Allotment, now: Moment) {
        guard wallets[allotment.account] != nil else { return }
        wallets[allotment.account]?.put(allotment, now: now)
        guard let text = allotment.stopped else { return }
        for lease in order {
            guard let shard = held[lease], let place = shard.model else { continue }
            if shard.accounts.contains(allotment.account) {
                giveUp(
                    on: ModelID(run: lease.run, model: place),
                    "\(allotment.account) is stopped: \(text)",
                    until: now + Wallet.stoppedMilliseconds
                )
            }
        }
    }

    /// Says what is used and wanted, account by account, where it is time to.
    mutating func askForBudgets(now: Moment) {
        let demands = demands()
        for (account, wallet) in wallets.sorted(by: { $0.key < $1.key }) {
            let demand = demands[account]
            let wanted =
                isDraining && demand == nil ? wallet.inFlight : demand?.wanted ?? wallet.inFlight
            let each = demand?.each ?? Amounts(requests: 1)
            let needsMore = demand.map { !wallet.hasRoom(for: $0.each, now: now) } ?? false
            let isDue = wallets[account]?.isDue(
                wanted: wanted,
                needsMore: needsMore,
                isLeaving: isDraining,
                now: now
            )
            guard isDue == true else { continue }
            guard let spend = wallets[account]?.ask(account, wanted: wanted, each: each, now: now)
            else { continue }
            send(.spend(spend), now: now)
        }
    }

    /// What each account is wanted for: requests in flight and those that could be, and what the
    /// next one may use.
    private func demands() -> [String: (wanted: Int, each: Amounts)] {
        var demands: [String: (wanted: Int, each: Amounts)] = [:]
        func add(_ account: String, _ count: Int, _ each: Amounts) {
            let known = demands[account] ?? (wallets[account]?.inFlight ?? 0, each)
            demands[account] = (
                known.wanted + count,
                Amounts(
                    requests: 1,
                    tokens: max(known.each.tokens, each.tokens),
                    nanodollars: max(known.each.nanodollars, each.nanodollars)
                )
            )
        }
        for next in again {
            for account in next.attempt.accounts { add(account, 1, next.attempt.each) }
        }
        var seen: Set<String> = []
        for lease in order where !isDraining {
            guard let shard = held[lease], let plan = shard.plan, let next = shard.queue.first,
                let place = shard.model
            else { continue }
            let model = plan.spec.roster.models[place]
            guard seen.insert(model.id).inserted else { continue }
            let each = estimate(plan.sample(next), of: plan, over: shard.paying)
            for account in shard.paying { add(account, 1, each) }
            for account in shard.accounts where !shard.paying.contains(account) {
                add(account, 1, Amounts(requests: 1))
            }
        }
        // Whoever wants any wants all that it has slots for: what is in hand changes by the second.
        for account in demands.keys.sorted() { demands[account]?.wanted = identity.slots }
        return demands
    }
}
