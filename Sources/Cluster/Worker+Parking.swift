import Bench

/// Samples that wait so long that their slots are lent to others.
///
///     asked ──park──▶ parked ──resume──▶ resuming ──a slot is free──▶ asked again
///
/// The lease is kept meanwhile. What resumes goes before what has not been asked, so a parked
/// sample waits for its vendor and for one slot, and for nothing else.
extension Worker {
    /// Samples that may be parked at once; one more keeps its slot.
    public static let parkedMax = 4_096

    /// Frees the slot of a sample whose vendor asks for a long wait; false where too many are
    /// parked, and it keeps its slot.
    ///
    /// Its attempt must have ended. The shell calls `resume` when the wait is over.
    public mutating func park(_ id: AskID) -> Bool {
        guard parked.count < Self.parkedMax, !isDraining, let ask = asks.removeValue(forKey: id)
        else { return false }
        parked[id] = ask
        models[ask.model.id]?.leave()
        return true
    }

    /// The wait of a parked sample is over: `.resumed` says when it has a slot again.
    public mutating func resume(_ id: AskID) {
        guard parked[id] != nil, !resuming.contains(id) else { return }
        resuming.append(id)
    }

    /// Samples of a lease that are parked.
    func parked(of lease: Lease) -> Int {
        parked.isEmpty ? 0 : parked.values.count { $0.lease == lease }
    }

    /// Gives slots to what resumes, as far as there are any.
    mutating func startResumed() {
        while asks.count < identity.slots, let id = resuming.first {
            resuming.removeFirst()
            guard let ask = parked.removeValue(forKey: id) else { continue }
            asks[id] = ask
            models[ask.model.id]?.start()
            effects.append(.resumed(id))
        }
    }

    /// A worker that stops waits for nobody: the shards go back with these samples not asked.
    mutating func dropParked() {
        for (_, ask) in parked { held[ask.lease]?.inFlight.remove(ask.sample) }
        parked = [:]
        resuming = []
    }
}
