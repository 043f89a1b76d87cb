import Bench

extension Worker {
    /// A sample is through.
    public mutating func finished(_ id: AskID, _ result: AskResult, now: Moment) {
        guard let ask = asks.removeValue(forKey: id) else { return }
        models[ask.model.id]?.finish()
        accounts[Self.account(of: ask.model)]?.finish()
        held[ask.lease]?.inFlight.remove(ask.sample)
        switch result {
        case .record(let record):
            let delivery = Delivery(lease: ask.lease, record: record)
            held[ask.lease]?.digests[ask.sample] = delivery.digest
            unsent.append(delivery)
        case .incapable(let text, let isLasting):
            giveUp(on: ask, text, until: isLasting ? nil : now + Self.pauseMilliseconds)
        }
    }

    private mutating func giveUp(
        on ask: (lease: Lease, sample: Int, model: Model),
        _ text: String,
        until: Moment?
    ) {
        guard let model = held[ask.lease]?.model else { return }
        let id = ModelID(run: ask.lease.run, model: model)
        if incapable[id] == nil { effects.append(.log(text)) }
        incapable[id] = Incapacity(text: text, until: until)
        for lease in order where lease.run == ask.lease.run && held[lease]?.model == model {
            held[lease]?.queue = []
        }
    }

    /// The vendor said «too many» about a sample that is being asked.
    public mutating func throttled(_ id: AskID, now: Moment) {
        guard let ask = asks[id] else { return }
        accounts[Self.account(of: ask.model)]?.complain(now: now)
    }

    /// Starts samples while there is room: shard by shard in the order of their grants, so that
    /// the arms of a pair, which are neighbours in a shard, go out together.
    mutating func start(now: Moment) {
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
        guard room(for: model) else { return false }
        lastAsk += 1
        let id = AskID(number: lastAsk)
        held[lease]?.queue.removeFirst()
        held[lease]?.inFlight.insert(next)
        models[model.id]?.start()
        accounts[Self.account(of: model)]?.start()
        asks[id] = (lease, next, model)
        effects.append(.ask(id, plan, sample))
        return true
    }

    private mutating func room(for model: Model) -> Bool {
        let account = Self.account(of: model)
        if models[model.id] == nil { models[model.id] = Limiter(limitMax: model.inFlightMax) }
        if accounts[account] == nil {
            accounts[account] = Limiter(limitMax: max(identity.slots, 1))
        }
        return models[model.id]?.hasRoom == true && accounts[account]?.hasRoom == true
    }
}
