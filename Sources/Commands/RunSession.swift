import Bench
import Cluster
import Foundation
import Link
import NIOPosix
import Publish
import Store

/// A run on this machine: the coordinator in this process, workers as its children.
struct RunSession {
    let store: Store
    let spec: Spec
    let children: [Child]
    let leaseMilliseconds: Int
    /// The run whose flags this one confirms.
    var confirms: RunEntry?
    /// What may be used of each vendor account.
    var budgets = Budgets()
    /// Whether the progress line says what is waited for.
    var showsWaits = false

    /// How a session ended.
    enum End: Equatable {
        /// Every sample has a record, or was given up with a reason.
        case done(RunID, wasDoneBefore: Bool)
        /// What is left waits for models that cannot be asked from here.
        case stalled(RunID, [StatusReport.Stall])
        /// Ctrl-C.
        case interrupted(RunID)
    }

    /// Runs to one of these ends, and calls `then` while the workers end.
    func run(then: (End) throws -> Void) async throws {
        let terms = Terms(leaseMilliseconds: leaseMilliseconds)
        let engine = CoordinatorEngine(store: store, terms: terms, budgets: budgets) {
            Output.warn($0)
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let failure = Failure()
        let address = try engine.start(
            on: Address(host: "127.0.0.1", port: 0),
            protection: { .cleartext },
            group: group,
            resuming: false
        ) { failure.set($0) }
        let submission = confirms.map { entry in
            Submission(
                spec: spec.digest,
                asOfMilliseconds: entry.asOfMilliseconds,
                confirms: entry.id
            )
        }
        let result = try await engine.submit(spec, submission)
        let first = await engine.status().runs.first { $0.run == result.run }
        if let first, first.isDone {
            engine.stop("done")
            try then(.done(result.run, wasDoneBefore: true))
            return
        }
        let signals = Signals {}
        for child in children { child.tell([address.description] + spec.pairs) }
        let end = try await watch(engine, result.run, signals, failure)
        for child in children { child.ask() }
        if case .interrupted = end {
            // What is in flight is paid for: it is waited for before anything else.
            for child in children { await child.stop(seconds: 30) }
        }
        defer { engine.stop("done") }
        try then(end)
        for child in children { await child.stop(seconds: 30) }
    }

    /// Starts workers that wait to be told where to connect: their start takes as long as
    /// reading a pack does.
    ///
    /// Keys of files and commands go to them in their environment: a command is run once.
    static func start(
        workers: Int,
        slots: Int,
        wire: WireOptions? = nil,
        keys: Keys? = nil,
        more: [String] = []
    ) throws -> [Child] {
        let environment = ProcessInfo.processInfo.environment
            .merging(keys?.values ?? [:]) { _, new in new }
        return try (0..<workers).map { index in
            let arguments =
                [
                    "worker", "--connect", "-", "--insecure-loopback", "--follow-parent", "--slots",
                    String(slots), "--name", "worker-\(index + 1)",
                ] + (wire?.arguments ?? []) + more
            return try Child(
                arguments,
                environment: environment,
                died: { Output.warn($0) }
            )
        }
    }

    private func watch(
        _ engine: CoordinatorEngine,
        _ run: RunID,
        _ signals: Signals,
        _ failure: Failure
    ) async throws -> End {
        var meter = Meter(showsWaits: showsWaits)
        defer { meter.finish() }
        while true {
            try failure.check()
            guard let status = await engine.status().runs.first(where: { $0.run == run }) else {
                throw CommandError("the run \(run) is not known to its own coordinator")
            }
            meter.show(status)
            if status.isDone { return .done(run, wasDoneBefore: false) }
            if status.isStalled { return .stalled(run, status.stalled) }
            if signals.isAsked { return .interrupted(run) }
            try await Task.sleep(for: .milliseconds(25))
        }
    }
}

/// How the coordinator's thread ended, if it has.
final class Failure: @unchecked Sendable {
    // Unchecked: written by the engine's thread once, under the lock.
    private let lock = NSLock()
    private var end: CoordinatorEngine.End?

    func set(_ end: CoordinatorEngine.End) { lock.withLock { self.end = end } }

    /// Throws what ended the coordinator.
    func check() throws {
        switch lock.withLock({ end }) {
        case .failure(let error): throw error
        case .success: throw CommandError("the coordinator ended early")
        case nil: break
        }
    }
}

extension Spec {
    /// The addresses and variables that its models need, as `--allow` takes them.
    var pairs: [String] {
        let pairs = roster.withoutPlanted.everyone.compactMap(AskPolicy.pair)
        return Set(pairs.map { $0.authority + ($0.variable.map { "=" + $0 } ?? "") }).sorted()
    }
}

/// The progress line: drawn over on a terminal, a line every ten seconds elsewhere.
struct Meter {
    let showsWaits: Bool
    private let startedAt = Clocks.now()
    private var first: Int?
    private var saidAt: Moment?
    private var isDrawn = false

    init(showsWaits: Bool = false) { self.showsWaits = showsWaits }

    mutating func show(_ status: StatusReport.RunStatus) {
        let now = Clocks.now()
        let isLive = Output.isLive
        let pause = isLive ? 100 : 10_000
        if let saidAt, now - saidAt < pause, status.stored < status.planned { return }
        if !isLive, saidAt != nil, status.stored == status.planned, isDrawn { return }
        saidAt = now
        let begun = first ?? status.stored
        first = begun
        let seconds = Double(now - startedAt) / 1000
        let rate = seconds > 0.5 ? Double(status.stored - begun) / seconds : nil
        let line = ProgressLine(
            done: status.stored,
            planned: status.planned,
            rate: rate,
            nanodollars: status.nanodollars,
            costUnknown: status.costUnknown,
            retries: status.retries,
            failures: status.failed,
            waits: showsWaits && status.leased > 0 ? status.waits : []
        ).text(width: isLive ? Output.width - 1 : 300)
        if isLive {
            FileHandle.standardError.write(Data(("\r\u{1b}[K" + line).utf8))
            isDrawn = true
        } else {
            Output.warn(line)
            isDrawn = status.stored == status.planned
        }
    }

    mutating func finish() { if Output.isLive, isDrawn { Output.warn("") } }
}
