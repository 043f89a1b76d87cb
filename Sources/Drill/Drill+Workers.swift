import Bench
import Cluster

extension Drill {
    /// A worker's moment.
    mutating func run(_ index: Int) {
        if let until = sites[index].stopsUntil {
            if now < until { return }
            sites[index].stopsUntil = nil
        }
        connect(index)
        hear(index)
        answer(index)
        act(index)
    }

    private mutating func connect(_ index: Int) {
        guard let at = sites[index].connectAt, at <= now else { return }
        sites[index].connectAt = nil
        if coordinatorStopsUntil != nil {
            sites[index].worker.unreachable("nobody answers", now: now)
            return
        }
        lastConnection += 1
        let id = ConnectionID(number: lastConnection)
        connections[id] = Connection(site: index)
        sites[index].connection = id
        coordinator.connect(id, as: sites[index].member, now: now)
        sites[index].worker.connected(now: now)
    }

    private mutating func hear(_ index: Int) {
        guard let id = sites[index].connection else { return }
        guard connections[id]?.isOpenBelow == true else {
            lose(index)
            return
        }
        for frame in connections[id]?.down.receive(now: now) ?? [] {
            do {
                guard let item = try connections[id]?.toWorker.read(frame) else { continue }
                if case .message(.error(_, let text, true), _) = item {
                    faults.append("the coordinator refused a worker: \(text)")
                }
                sites[index].worker.receive(item, now: now)
            } catch { faults.append("a worker cannot read a frame: \(error)") }
        }
        if connections[id]?.isOpenAbove == false, connections[id]?.down.isEmpty == true,
            connections[id]?.down.isCut == false
        {
            lose(index)
        }
    }

    /// The connection is gone, as the worker sees it.
    mutating func lose(_ index: Int) {
        guard let id = sites[index].connection else { return }
        sites[index].connection = nil
        closeBelow(id)
        sites[index].worker.disconnected(now: now)
    }

    /// Vendor replies that have come; now and then the vendor wants less, or fails.
    private mutating func answer(_ index: Int) {
        for ask in sites[index].asks where ask.at <= now {
            finish(ask, index)
            let used = Amounts(requests: 1, tokens: Self.tokens, nanodollars: Self.cost)
            sites[index].worker.answered(ask.id, used: generator.below(20) == 0 ? nil : used)
            guard let (plan, sample) = sites[index].samples[ask.id] else { continue }
            let model = plan.spec.roster.models[sample.model]
            if generator.below(12) == 0 {
                sites[index].worker.throttled(
                    ask.id,
                    by: model,
                    waitMilliseconds: generator.below(300),
                    isSpent: false,
                    text: "slow down",
                    now: now
                )
                sites[index].waits.append((now + generator.below(400), ask.id))
                continue
            }
            sites[index].samples[ask.id] = nil
            sites[index].worker.finished(ask.id, .record(record(sample)), now: now)
        }
        sites[index].asks.removeAll { $0.at <= now }
        for wait in sites[index].waits where wait.at <= now {
            guard let (plan, sample) = sites[index].samples[wait.id] else { continue }
            sites[index].worker.again(
                wait.id,
                model: plan.spec.roster.models[sample.model],
                bytes: 200,
                outputTokensMax: 64,
                now: now
            )
        }
        sites[index].waits.removeAll { $0.at <= now }
    }

    /// What a request really costs: less than it may.
    static let cost: Int64 = 60_000
    /// What a request really uses.
    static let tokens = 20

    /// The vendor has answered, whoever still listens.
    private mutating func finish(_ ask: Site.Ask, _ index: Int) {
        let organisation = sites[index].member.organisation
        vendors[organisation]?.finish(ask.request, tokens: Self.tokens, cost: Self.cost, now: now)
        purses.pay(Self.cost, model: ask.model)
    }

    /// Each asking has bytes of its own, and all have one outcome.
    private mutating func record(_ sample: Sample) -> Record {
        Record(
            sample: sample.index,
            key: plan.key(of: sample),
            outcome: Self.outcome(of: sample),
            reason: "a rule",
            reply: Reply(text: "reply \(generator.next())", stop: .stop, servedModel: "m"),
            attempts: [Attempt(status: 200, durationMilliseconds: 5)],
            nanodollars: Self.cost,
            askedAtMilliseconds: now.milliseconds,
            durationMilliseconds: 5
        )
    }

    private mutating func act(_ index: Int) {
        for effect in sites[index].worker.settle(now: now) {
            switch effect {
            case .connect(let wait, _): sites[index].connectAt = now + wait
            case .keep(let entries): sites[index].disk.append(entries)
            case .send(let bytes): sendUp(bytes, index)
            case .disconnect: lose(index)
            case .ask(let id, let plan, let sample):
                sites[index].samples[id] = (plan, sample)
                request(id, index)
            case .again(let id), .resumed(let id): request(id, index)
            case .receipt(let receipt):
                if receipt.leaf >= books.leaves.count
                    || books.leaves[receipt.leaf].lease != receipt.lease
                {
                    faults.append("a receipt for a shard that is not in the log")
                }
            case .log(let text) where text.hasSuffix("receipt proves nothing"): faults.append(text)
            case .log: break
            case .stop(let reason, _): faults.append("a worker stopped: \(reason)")
            }
        }
    }

    private mutating func request(_ id: AskID, _ index: Int) {
        lastRequest += 1
        vendors[sites[index].member.organisation]?.start(lastRequest, now: now)
        lastAskedAt = now
        let slowness = sites[index].isSlow ? 20 : 1
        let wait = (20 + generator.below(200)) * slowness
        let model = sites[index].samples[id]?.sample.model ?? 0
        sites[index].asks.append(
            Site.Ask(at: now + wait, id: id, request: lastRequest, model: model)
        )
    }

    private mutating func sendUp(_ bytes: [UInt8], _ index: Int) {
        guard let id = sites[index].connection else { return }
        guard let frames = Wire.frames(bytes) else {
            faults.append("a worker sent what is no frame")
            return
        }
        let wait = delay()
        connections[id]?.up.send(frames, now: now, delay: wait)
    }

    /// A worker's process dies and another takes its place, with its disk or with a new one.
    ///
    /// A member that was revoked has joined anew, under another name.
    mutating func kill(_ index: Int, isRevoked: Bool = false) {
        for ask in sites[index].asks { finish(ask, index) }
        let organisation = sites[index].member.organisation
        let member = isRevoked ? newMember(of: organisation) : sites[index].member
        if let id = sites[index].connection {
            // The machine may die with the process: then nobody says that the connection is over.
            if generator.below(2) == 0 { connections[id]?.up.cut(keeping: 0) }
            closeBelow(id)
        }
        var disk = sites[index].disk
        disk.crash(&generator)
        let isNew = isRevoked || generator.below(5) == 0
        var next = makeSite(home: isNew ? nil : sites[index].home, member: member)
        if !isNew {
            next.worker.recover(disk.recover(&generator), now: now)
            next.disk = disk
        }
        next.connectAt = now + generator.below(2_000)
        sites[index] = next
    }
}
