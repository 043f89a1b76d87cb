import Bench
import Rehearsal
import Synchronization
import Transfers

/// Who answers for planted subjects: simulated vendors on this machine's loopback interface, inside
/// the worker, started when the first of them is asked.
///
/// A request to `planted.localhost` goes there over HTTP like any other, with a key that this process
/// alone knows. Nothing of it leaves the machine.
final class PlantedVendors: Sendable {
    private enum State {
        case idle
        /// These wait for the port.
        case starting([@Sendable (Int?) -> Void])
        case running(port: Int)
        /// It could not be started, or has been stopped.
        case over
    }

    private let state = Mutex(State.idle)
    private let task = Mutex<Task<Void, Never>?>(nil)
    private let key = Identity.instance()
    private let vendors: SimulatedVendors

    init() { vendors = SimulatedVendors(seed: PlantedRoster.seed, key: key) }

    /// Says what will be asked of a scenario.
    func expect(_ pack: Pack, scenario: Int) { vendors.expect(pack, scenario: scenario) }

    /// The same request at the address where it is answered; nil once nobody answers any more.
    func redirect(
        _ request: TransferRequest,
        then: @escaping @Sendable (TransferRequest?) -> Void
    ) {
        let key = key
        withPort { port in
            guard let port, request.url.hasPrefix(Planted.endpoint) else { return then(nil) }
            var local = request
            local.url = "http://127.0.0.1:\(port)" + request.url.dropFirst(Planted.endpoint.count)
            local.headers.append(TransferHeader("Authorization", "Bearer \(key)"))
            local.usesProxy = false
            then(local)
        }
    }

    /// Ends it; whoever still waits is told that nobody answers.
    func stop() {
        task.withLock { $0 }?.cancel()
        settle(.over, port: nil)
    }

    private func withPort(_ then: @escaping @Sendable (Int?) -> Void) {
        let (port, isFirst, isSettled) = state.withLock { state -> (Int?, Bool, Bool) in
            switch state {
            case .idle:
                state = .starting([then])
                return (nil, true, false)
            case .starting(let waiting):
                state = .starting(waiting + [then])
                return (nil, false, false)
            case .running(let port): return (port, false, true)
            case .over: return (nil, false, true)
            }
        }
        if isSettled { then(port) }
        if isFirst { start() }
    }

    /// The task keeps this alive until `stop` cancels it.
    private func start() {
        let task = Task {
            try? await vendors.run(port: 0) { port in
                self.settle(.running(port: port), port: port)
            }
            self.settle(.over, port: nil)
        }
        self.task.withLock { $0 = task }
    }

    private func settle(_ next: State, port: Int?) {
        let waiting = state.withLock { state -> [@Sendable (Int?) -> Void] in
            if case .over = state { return [] }
            defer { state = next }
            if case .starting(let waiting) = state { return waiting }
            return []
        }
        for then in waiting { then(port) }
    }
}
