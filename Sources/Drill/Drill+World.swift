import Bench
import Cluster

extension Drill {
    static func spec(_ generator: inout SeededGenerator) -> Spec {
        let scenarios = 20 + generator.below(generator.below(3) == 0 ? 200 : 50)
        let arms = ["monitored", "unmonitored"]
        let texts = ["a", "b"] + (0..<scenarios).map { "Write text \($0)." }
        let prompts = (0..<scenarios).map { scenario in
            (0..<2).map { arm in
                [
                    Pack.PromptMessage(role: .system, text: arm),
                    Pack.PromptMessage(role: .user, text: 2 + scenario),
                ]
            }
        }
        let pack = Pack(
            id: "drill",
            version: "1",
            title: "A drill",
            arms: arms.map { Pack.Arm(id: $0) },
            scenarios: (0..<scenarios).map {
                Pack.Scenario(id: "s-\($0)", cluster: "c-\($0)")
            },
            texts: texts,
            prompts: prompts,
            replicates: 1,
            sampling: Sampling(temperature: 1, outputTokensMax: 64),
            scorer: .rules(version: 1),
            metrics: [Metric(id: "gap", minuend: arms[0], subtrahend: arms[1])]
        )
        let models = (0..<1 + generator.below(2)).map { index in
            Model(
                id: "m-\(index)",
                vendor: .openai,
                endpoint: "http://127.0.0.1:9/v1",
                name: "m",
                price: Price(input: 1, output: 2),
                inFlightMax: 8
            )
        }
        return Spec(pack: pack, roster: Roster(models: models), seed: 1, label: "")
    }

    /// Limits that bind, or none: rates that make a run last minutes, and now and then less money than
    /// it costs.
    static func limits(_ generator: inout SeededGenerator, samples: Int) -> AccountLimits {
        AccountLimits(
            requestsPerMinute: generator.below(4) == 0
                ? max(20, samples * (1 + generator.below(3)) / 2) : nil,
            tokensPerMinute: generator.below(5) == 0
                ? max(20, samples) * (60 + generator.below(200)) : nil,
            inFlight: generator.below(2) == 0 ? 2 + generator.below(8) : nil,
            nanodollars: money(&generator, samples: samples, oneOf: 4)
        )
    }

    /// From a third of what samples cost to more than all of it; mostly no limit.
    static func money(
        _ generator: inout SeededGenerator,
        samples: Int,
        oneOf chances: Int
    ) -> Int64? {
        guard generator.below(chances) == 0 else { return nil }
        return Int64(samples) * cost * Int64(1 + generator.below(6)) / 3
    }

    mutating func makeSite(home: String?, member: Member) -> Site {
        lastStart += 1
        let instance = Self.digits(lastStart)
        let identity = WorkerIdentity(
            instance: instance,
            home: home ?? instance,
            name: "w-\(lastStart)",
            software: "drill",
            slots: 4 + generator.below(8),
            address: "here",
            patienceMilliseconds: 100_000_000,
            seed: UInt64(lastStart)
        )
        let policy = AskPolicy(
            allowed: [.init(authority: "127.0.0.1:9", variable: nil)],
            present: []
        )
        return Site(
            worker: Worker(identity, policy: policy),
            home: home ?? instance,
            member: member,
            connectAt: now + generator.below(100)
        )
    }

    private static func digits(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }

    mutating func delay() -> Int { 1 + generator.below(generator.below(8) == 0 ? 400 : 30) }

    /// One moment: trouble perhaps, then everybody does what there is to do.
    mutating func step(isTroubled: Bool) {
        now = now + Self.stepMilliseconds
        if isTroubled { trouble() }
        for index in sites.indices { run(index) }
        if let until = coordinatorStopsUntil {
            if now < until { return }
            coordinatorStopsUntil = nil
        }
        hearAll()
        coordinator.tick(now: now)
        settle()
    }

    /// The coordinator's turn: what decides is committed, and only then is anything sent.
    private mutating func settle() {
        let effects = coordinator.settle(now: now)
        let writes = effects.compactMap { effect in
            if case .commit(let write) = effect { write } else { nil }
        }
        // A crash before the commit loses the turn; one after it loses what would have been said.
        if crash == .beforeCommit {
            crash = nil
            restart()
            return
        }
        let again = books.commit(writes)
        for _ in 0..<again { coordinator.countAlternate(of: plan.spec.run) }
        if crash == .beforeSend {
            crash = nil
            restart()
            return
        }
        for effect in effects {
            switch effect {
            case .send(let id, let message): tell(message, id)
            case .sendSpec(let id, _): tell(blob: plan.spec.json.canonicalBytes, id)
            case .close(let id): closeAbove(id)
            case .commit, .log: break
            }
        }
    }

    private mutating func tell(_ message: Cluster.Message, _ id: ConnectionID) {
        guard connections[id]?.isOpenAbove == true else { return }
        var bytes: [UInt8] = []
        connections[id]?.outbox.write(message, to: &bytes)
        if case .acked(let through) = message { acknowledge(id, through) }
        sendDown(bytes, id)
    }

    private mutating func acknowledge(_ id: ConnectionID, _ through: UInt32) {
        for item in connections[id]?.results ?? [] where item.sequence <= through {
            acknowledged.insert(item.digest)
        }
        connections[id]?.results.removeAll { $0.sequence <= through }
    }

    private mutating func tell(blob: [UInt8], _ id: ConnectionID) {
        guard connections[id]?.isOpenAbove == true else { return }
        var bytes: [UInt8] = []
        connections[id]?.outbox.write(blob: blob, to: &bytes)
        sendDown(bytes, id)
    }

    private mutating func sendDown(_ bytes: [UInt8], _ id: ConnectionID) {
        guard let frames = Wire.frames(bytes) else {
            faults.append("the coordinator sent what is no frame")
            return
        }
        let wait = delay()
        connections[id]?.down.send(frames, now: now, delay: wait)
    }

    /// What has arrived at the coordinator, connection by connection.
    private mutating func hearAll() {
        for id in connections.keys.sorted() {
            guard var connection = connections[id], connection.isOpenAbove else { continue }
            let frames = connection.up.receive(now: now)
            let isOver = !connection.isOpenBelow && connection.up.isEmpty
            connections[id] = connection
            for frame in frames { hear(frame, id) }
            // The end of a connection arrives after what was sent on it, unless it is half-open.
            if isOver, connections[id]?.up.isCut == false || generator.below(40) == 0 {
                closeAbove(id)
                coordinator.disconnect(id)
            }
        }
    }

    private mutating func hear(_ frame: Frame, _ id: ConnectionID) {
        do {
            guard let item = try connections[id]?.fromWorker.read(frame) else { return }
            guard case .message(let message, let sequence) = item else { return }
            if case .result(let delivery) = message {
                connections[id]?.results.append((sequence, delivery.digest))
            }
            if case .error(_, let text, _) = message { faults.append("a worker says: \(text)") }
            coordinator.receive(message, sequence: sequence, from: id, now: now)
        } catch { faults.append("the coordinator cannot read a frame: \(error)") }
    }

    mutating func closeAbove(_ id: ConnectionID) {
        connections[id]?.isOpenAbove = false
        if connections[id]?.isOpenBelow == false { connections[id] = nil }
    }

    mutating func closeBelow(_ id: ConnectionID) {
        connections[id]?.isOpenBelow = false
        if connections[id]?.isOpenAbove == false { connections[id] = nil }
    }

    /// A new coordinator takes up the books.
    mutating func restart() {
        for id in connections.keys.sorted() { closeAbove(id) }
        leaderEpoch += 1
        coordinator = Coordinator(
            leaderEpoch: leaderEpoch,
            terms: Self.terms,
            budgets: budgets,
            isFresh: false
        )
        coordinator.load(books.log)
        coordinator.load(books.run(of: plan, owner: owner, shared: shared), now: now)
        coordinator.load(allotted: books.allotted, now: now)
    }
}
