import Bench

extension Coordinator {
    /// One shard a worker and round, so that an early worker does not take all of a small run.
    mutating func grant(now: Moment) {
        if isClosing { return }
        var isGranting = true
        while isGranting {
            isGranting = false
            for id in peers.keys.sorted() where grantOne(to: id, now: now) { isGranting = true }
        }
    }

    private mutating func grantOne(to id: ConnectionID, now: Moment) -> Bool {
        guard let peer = peers[id], var wants = peer.wants, wants.samples > 0, !peer.isDraining
        else { return false }
        var grant: Grant
        if let choice = choose(for: peer, now: now) {
            guard mayHoldMore(peer),
                let ready = runs[choice.place].grant(
                    model: choice.model,
                    to: peer.home,
                    now: now,
                    leaseMilliseconds: terms.leaseMilliseconds
                )
            else { return false }
            grant = ready
            effects.append(.commit(.grant(grant.lease, holder: peer.home)))
        } else if let straggler = straggler(for: peer, now: now), mayHoldMore(peer) {
            grant = runs[straggler.place].grantShadow(
                straggler.shard,
                to: peer.home,
                now: now,
                leaseMilliseconds: terms.leaseMilliseconds
            )
            effects.append(.commit(.shadow(grant.lease, holder: peer.home)))
        } else {
            return false
        }
        grant.purses = purses(for: grant.lease)
        wants.samples -= grant.wanted.count
        peers[id]?.wants = wants
        effects.append(.send(id, .grant(grant)))
        return true
    }

    /// Whether a worker that comes back can still name all that it holds in one frame, shadows
    /// included.
    private func mayHoldMore(_ peer: Peer) -> Bool {
        runs.reduce(0) { $0 + $1.held(by: peer.home) } < Worker.heldMax
    }

    private func purses(for lease: Lease) -> [String] {
        guard let plan = runs.first(where: { $0.id == lease.run })?.plan else { return [] }
        let model = plan.spec.roster.models[plan.shard(lease.shard).model]
        return budgets.purses(of: model, in: lease.run)
    }

    /// The runs that a peer may work on, in the order in which it is their turn: by priority, then
    /// whoever has the fewest samples under lease, then the oldest.
    private func runs(for peer: Peer) -> [Int] {
        runs.indices.filter { place in
            !runs[place].isDone && runs[place].state == .open
                && runs[place].isOpen(to: peer.member.organisation)
        }.sorted { one, other in
            let (left, right) = (runs[one], runs[other])
            if left.priority != right.priority { return left.priority > right.priority }
            if left.leasedSamples != right.leasedSamples {
                return left.leasedSamples < right.leasedSamples
            }
            return one < other
        }
    }

    /// The models of a run that a peer can be asked to ask.
    private func models(of run: RunBook, for peer: Peer) -> [Int] {
        run.plan.spec.roster.models.indices.filter { model in
            let id = ModelID(run: run.id, model: model)
            guard peer.incapable[id] == nil, peer.wants?.without.contains(id) == false else {
                return false
            }
            // Who does not know purses would ask beyond what a run may cost.
            guard peer.paysPurses || (budgets.perRun == nil && budgets.perModel == nil) else {
                return false
            }
            // Who does not say what it can use may be asked for anything but planted subjects, which
            // a worker must have of its own.
            return peer.offers.map { offers in run.accounts[model].allSatisfy(offers.contains) }
                ?? !run.accounts[model].contains(Planted.authority)
        }
    }

    /// The model with the fewest samples under lease: all models of a run go forward together, so
    /// that none is asked hours after the others.
    private func choose(for peer: Peer, now: Moment) -> (place: Int, model: Int)? {
        for place in runs(for: peer) {
            let run = runs[place]
            let ready = models(of: run, for: peer).filter { run.hasReady($0, at: now) }
            let least = ready.min { run.leasedSamples(of: $0) < run.leasedSamples(of: $1) }
            if let least { return (place, least) }
        }
        return nil
    }

    /// A shard that somebody else has held for too long, when nothing else is left to do.
    private func straggler(for peer: Peer, now: Moment) -> (place: Int, shard: Int)? {
        for place in runs(for: peer) {
            let models = models(of: runs[place], for: peer)
            let shard = runs[place].straggler(
                for: peer.home,
                among: models,
                slowMilliseconds: terms.slowMilliseconds,
                now: now
            )
            if let shard { return (place, shard) }
        }
        return nil
    }
}
