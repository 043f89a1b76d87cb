import Bench
import Cluster

extension Drill {
    /// Where a coordinator can die in its turn.
    enum CrashPoint { case beforeCommit, beforeSend }

    /// Makes one of all possible kinds of trouble, now and then.
    mutating func trouble() {
        guard generator.below(30) == 0, !sites.isEmpty else { return }
        let index = generator.below(sites.count)
        switch generator.below(13) {
        case 0: count("worker killed") { $0.kill(index) }
        case 1: count("coordinator killed before its commit") { $0.crash = .beforeCommit }
        case 2: count("coordinator killed before it spoke") { $0.crash = .beforeSend }
        case 3: count("worker stopped") { $0.stop(index) }
        case 4:
            count("coordinator stopped") {
                $0.coordinatorStopsUntil = $0.now + 200 + $0.generator.below(4_000)
            }
        case 5, 6: count("connection broken") { $0.breakConnection(index) }
        case 7: count("half-open connection") { $0.halfOpen(index, both: true) }
        case 8: count("one-way partition") { $0.halfOpen(index, both: false) }
        case 9: count("worker made slow") { $0.sites[index].isSlow.toggle() }
        case 10: count("run paused or resumed") { $0.pauseOrResume() }
        case 11: revoke(index)
        default: count("shards released") { $0.control(.release) }
        }
    }

    private mutating func count(_ kind: String, _ make: (inout Drill) -> Void) {
        troubles[kind, default: 0] += 1
        make(&self)
    }

    /// A member is turned out while the coordinator runs, and its process ends: it may not come back
    /// with what it has on disk.
    private mutating func revoke(_ index: Int) {
        guard coordinatorStopsUntil == nil, !sites[index].member.serial.isEmpty else { return }
        count("member revoked") {
            $0.coordinator.revoke([$0.sites[index].member.serial], now: $0.now)
            $0.kill(index, isRevoked: true)
        }
    }

    private mutating func stop(_ index: Int) {
        let until = now + 200 + generator.below(8_000)
        sites[index].stopsUntil = until
    }

    /// Both sides learn of it, each in its time; some of what was under way arrives.
    private mutating func breakConnection(_ index: Int) {
        guard let id = sites[index].connection, let connection = connections[id] else { return }
        connections[id]?.up.cut(keeping: generator.below(connection.up.count + 1))
        connections[id]?.down.cut(keeping: 0)
        lose(index)
    }

    /// Nobody learns of it: only silence tells.
    private mutating func halfOpen(_ index: Int, both: Bool) {
        guard let id = sites[index].connection, let connection = connections[id] else { return }
        connections[id]?.up.cut(keeping: generator.below(connection.up.count + 1))
        if both {
            connections[id]?.down.cut(keeping: generator.below(connection.down.count + 1))
        }
    }

    private mutating func pauseOrResume() {
        control(books.state == .paused ? .resume : .pause)
    }

    /// A client connects, says one thing and leaves.
    private mutating func control(_ action: Control.Action) {
        guard coordinatorStopsUntil == nil else { return }
        lastConnection += 1
        let id = ConnectionID(number: lastConnection)
        coordinator.connect(id, now: now)
        let digits = String(lastConnection, radix: 16)
        let hello = Hello(
            role: .client,
            instance: String(repeating: "f", count: 32 - digits.count) + digits,
            name: "client",
            software: "drill"
        )
        coordinator.receive(.hello(hello), sequence: 1, from: id, now: now)
        let control = Control(run: plan.spec.run, action: action)
        coordinator.receive(.control(control), sequence: 2, from: id, now: now)
        coordinator.disconnect(id)
    }

    /// After the trouble nobody is slow and nothing is paused: everything must come to its end.
    mutating func calm() {
        for index in sites.indices { sites[index].isSlow = false }
        if books.state == .paused { control(.resume) }
        if coordinator.report(now: now).runs.contains(where: { $0.quarantined > 0 }) {
            control(.release)
        }
    }
}
