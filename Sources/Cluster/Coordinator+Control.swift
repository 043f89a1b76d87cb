import Bench

extension Coordinator {
    /// Does with a run what a client asks.
    mutating func control(_ control: Control, _ id: ConnectionID, now: Moment) {
        guard let organisation = peers[id]?.member.organisation,
            let place = places[control.run], runs[place].isOpen(to: organisation)
        else {
            let text = "no open run \(control.run) is known here"
            effects.append(.send(id, .error(.unexpected, text: text, isFatal: false)))
            return
        }
        let text = act(control, on: place, now: now)
        effects.append(.send(id, .controlled(control.run, text: text)))
    }

    private mutating func act(_ control: Control, on place: Int, now: Moment) -> String {
        let run = runs[place].id
        if runs[place].isDone, control.action != .release { return "nothing of it is left to do" }
        switch control.action {
        case .pause:
            guard set(.paused, of: place) else { return "it is \(runs[place].state.rawValue)" }
            return "paused: what is leased is finished"
        case .resume:
            guard runs[place].state != .cancelled, set(.open, of: place) else {
                return "it is \(runs[place].state.rawValue)"
            }
            return "resumed"
        case .cancel:
            guard set(.cancelled, of: place) else { return "it is cancelled already" }
            cancel(place, now: now)
            return "cancelled: what is not asked yet is missing for that reason"
        case .release:
            let shards = runs[place].releaseQuarantined(now: now)
            guard !shards.isEmpty else { return "no shard of it was given up" }
            effects.append(.commit(.release(run, shards)))
            return "\(shards.count) shards are given out again"
        case .prioritise:
            runs[place].priority = control.priority
            effects.append(.commit(.priority(run, control.priority)))
            return "its priority is \(control.priority)"
        }
    }

    private mutating func set(_ state: StoredRun.State, of place: Int) -> Bool {
        guard runs[place].state != state else { return false }
        runs[place].state = state
        effects.append(.commit(.state(runs[place].id, state)))
        return true
    }

    /// Drops what nobody holds, and tells those who hold something to start nothing more of it.
    private mutating func cancel(_ place: Int, now: Moment) {
        let run = runs[place].id
        for model in runs[place].plan.spec.roster.models.indices { runs[place].drop(model) }
        for shard in runs[place].leased.sorted() {
            endShadow(of: shard, run: place, .cancelled)
            guard let home = runs[place].holder(of: shard)?.home,
                let epoch = runs[place].epoch(of: shard)
            else { continue }
            if let id = peers.first(where: { $0.value.home == home })?.key {
                let lease = Lease(run: run, shard: shard, epoch: epoch)
                effects.append(.send(id, .cancel(lease, text: "the run was cancelled")))
            }
            giveBack(shard, of: place, .cancelled, now: now)
        }
        if runs[place].isDone { effects.append(.commit(.runDone(run))) }
    }
}
