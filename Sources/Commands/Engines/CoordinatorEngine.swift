import Bench
import Cluster
import Link
import NIOCore
import Store
import Synchronization

/// The coordinator's shell: one thread that feeds the state machine, commits what it decides in
/// one transaction a turn, and only then lets it speak.
final class CoordinatorEngine: Sendable {
    /// How an engine ends.
    typealias End = Result<Void, any Error>

    private enum Event: Sendable {
        case link(ConnectionID, LinkEvent)
        case submit(
            Spec,
            Submission?,
            @Sendable (Result<SubmitResult, any Error>) -> Void
        )
        case status(@Sendable (StatusReport) -> Void)
        case stop(String, [String])
    }

    /// What became of a submission.
    struct SubmitResult: Sendable {
        var run: RunID
        var isNew: Bool
    }

    private let mailbox = Mailbox<Event>()
    private let store: Store
    private let terms: Terms
    private let budgets: Budgets
    private let gatekeeper: Gatekeeper?
    private let death: Death
    private let connections = Atomic<Int>(0)
    private let log: @Sendable (String) -> Void

    init(
        store: Store,
        terms: Terms,
        budgets: Budgets = Budgets(),
        gatekeeper: Gatekeeper? = nil,
        death: Death = Death(),
        log: @escaping @Sendable (String) -> Void
    ) {
        self.death = death
        self.store = store
        self.terms = terms
        self.budgets = budgets
        self.gatekeeper = gatekeeper
        self.log = log
    }

    /// Listens, takes up the open runs where it is to, and works until it is stopped or the store fails.
    func start(
        on address: Address,
        protection: @escaping @Sendable () -> Protection,
        group: any EventLoopGroup,
        resuming: Bool,
        ended: @escaping @Sendable (End) -> Void
    ) throws -> Address {
        var turn = try Turn(store: store, terms: terms, budgets: budgets, log: log)
        turn.gatekeeper = gatekeeper
        turn.death = death
        for run in resuming ? try store.openRuns() : [] { try turn.load(run, now: Clocks.now()) }
        let listener = try Listener.listen(on: address, protection: protection, group: group) {
            let id = ConnectionID(
                number: self.connections.wrappingAdd(1, ordering: .relaxed).newValue
            )
            return { self.mailbox.put(.link(id, $0)) }
        }
        let first = turn
        let isStarted = EngineThread.start {
            ended(self.work(first))
            listener.close()
        }
        guard isStarted else { throw CommandError("the system has no thread left") }
        return listener.address
    }

    private func work(_ first: Turn) -> End {
        var turn = first
        do {
            while true {
                let events = mailbox.take(until: Clocks.now() + Turn.tickMilliseconds)
                var goodbye: (text: String, endpoints: [String])?
                var asking: [@Sendable (StatusReport) -> Void] = []
                for event in events {
                    switch event {
                    case .link(let id, let event): try turn.take(event, id, now: Clocks.now())
                    case .submit(let spec, let submission, let then):
                        then(Result { try turn.submit(spec, submission) })
                    // Answered behind the commit: «done» is to mean that all of it is on disk.
                    case .status(let then): asking.append(then)
                    case .stop(let text, let endpoints): goodbye = (text, endpoints)
                    }
                }
                if let goodbye {
                    turn.machine.close(
                        reconnectMilliseconds: 1_000,
                        endpoints: goodbye.endpoints,
                        text: goodbye.text
                    )
                }
                try turn.end(now: Clocks.now())
                if !asking.isEmpty {
                    let report = turn.machine.report(now: Clocks.now())
                    for then in asking { then(report) }
                }
                if goodbye != nil { return .success(()) }
            }
        } catch {
            return .failure(error)
        }
    }

    /// Enters a specification, or finds the run that it registers.
    ///
    /// `submission` says when it counts as made and what it confirms, where that is not now and
    /// nothing.
    func submit(_ spec: Spec, _ submission: Submission? = nil) async throws -> SubmitResult {
        try await withCheckedThrowingContinuation { continuation in
            mailbox.put(.submit(spec, submission) { continuation.resume(with: $0) })
        }
    }

    /// How far everything is.
    func status() async -> StatusReport {
        await withCheckedContinuation { continuation in
            mailbox.put(.status { continuation.resume(returning: $0) })
        }
    }

    /// Says goodbye to everyone and ends.
    ///
    /// `endpoints` are where its successor listens.
    func stop(_ text: String, endpoints: [String] = []) { mailbox.put(.stop(text, endpoints)) }

    /// The status for Prometheus.
    func metrics() async -> String { await status().metrics(leaderEpoch: store.leaderEpoch) }
}
