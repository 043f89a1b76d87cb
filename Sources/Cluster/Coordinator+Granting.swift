import Bench

extension Coordinator {
    /// One shard a worker and round, so that an early worker does not take all of a small run.
    mutating func grant(now: Moment) {
        var isGranting = true
        while isGranting {
            isGranting = false
            for id in peers.keys.sorted() where grantOne(to: id, now: now) { isGranting = true }
        }
    }

    private mutating func grantOne(to id: ConnectionID, now: Moment) -> Bool {
        guard let peer = peers[id], var wants = peer.wants, wants.samples > 0, !peer.isDraining
        else { return false }
        guard let choice = choose(for: peer, now: now) else { return false }
        let place = choice.place
        guard
            let grant = runs[place].grant(
                model: choice.model,
                to: peer.instance,
                now: now,
                leaseMilliseconds: terms.leaseMilliseconds
            )
        else { return false }
        wants.samples -= grant.wanted.count
        peers[id]?.wants = wants
        effects.append(.commit(.grant(grant.lease, holder: peer.instance)))
        effects.append(.send(id, .grant(grant)))
        return true
    }

    /// The model with the fewest samples under lease, of the oldest run that has one: all models
    /// of a run go forward together, so that none is asked hours after the others.
    private func choose(for peer: Peer, now: Moment) -> (place: Int, model: Int)? {
        for place in runs.indices where !runs[place].isDone {
            let run = runs[place]
            let models = run.plan.spec.roster.models.indices.filter { model in
                let id = ModelID(run: run.id, model: model)
                return run.hasReady(model, at: now) && peer.incapable[id] == nil
                    && peer.wants?.without.contains(id) == false
            }
            let least = models.min { run.leasedSamples(of: $0) < run.leasedSamples(of: $1) }
            if let least { return (place, least) }
        }
        return nil
    }
}
