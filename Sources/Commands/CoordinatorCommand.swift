import ArgumentParser
import Cluster
import Foundation
import Link
import MetricsPage
import NIOPosix
import Store

/// The command `gapwatch coordinator`.
struct CoordinatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coordinator",
        abstract: "Lease shards to workers and keep the books.",
        discussion: """
            Goes on with every run of the store that is not done. Runs are added with \
            `gapwatch submit`.
            """
    )

    @Option(help: ArgumentHelp("Where workers and clients connect.", valueName: "host:port"))
    var listen = "127.0.0.1:7461"

    @OptionGroup var store: StoreOptions
    @OptionGroup var link: LinkOptions

    @Option(
        help: ArgumentHelp(
            "Its certificates, made at the first start; beside the store by default.",
            valueName: "folder"
        )
    )
    var identity: String?

    @Option(
        help: ArgumentHelp("A name or address that members know it by.", valueName: "name")
    )
    var host: [String] = []

    @Option(
        help: ArgumentHelp(
            "What the fleet may use of each vendor account (docs/operating.md).",
            valueName: "file"
        )
    )
    var budgets: String?

    @OptionGroup var costs: CostOptions

    @Option(
        help: ArgumentHelp("Serve /metrics for Prometheus here.", valueName: "host:port")
    )
    var metrics: String?

    @Option(help: "How to write the log: text or json.")
    var logFormat = LogFormat.text

    @Option(
        help: ArgumentHelp(
            "Where its successor listens, told to workers when this one stops.",
            valueName: "host:port"
        )
    )
    var successor: [String] = []

    @Option(help: "Seconds that a lease runs without renewal.")
    var lease = 30.0

    @Option(
        help: ArgumentHelp(
            "Write the address that is listened on to this file.",
            valueName: "file"
        )
    )
    var addressFile: String?

    @Option(help: .hidden)
    var dieAtCommit: Int?

    @Flag(help: .hidden)
    var followParent = false

    func validate() throws {
        guard (0.2...3600).contains(lease) else {
            throw ValidationError("--lease must be 0.2 to 3600 seconds")
        }
    }

    /// A connection is a file: as many as the system allows, where it starts with fewer.
    private static func raiseFileLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, rlim_t(2 * Coordinator.peersMax))
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// What members call it: what they were told, and this machine.
    private func hosts(_ address: Address) -> [String] {
        let isAny = ["0.0.0.0", "::"].contains(address.host)
        let names = host + (isAny ? [] : [address.host]) + ["localhost", "127.0.0.1"]
        return Set(names).sorted()
    }

    func run() async throws {
        let address = try Address(listen)
        Self.raiseFileLimit()
        let budgets = try Budgets.read(budgets, costs: costs)
        let isOwn = !link.insecureLoopback && link.certificate == nil
        let given = isOwn ? nil : try link.protection(isServer: true)
        let store = try Store.openForWriting(at: store.resolved)
        let gatekeeper: Gatekeeper? =
            isOwn
            ? try Gatekeeper(
                store: store,
                folder: identity ?? store.path + ".identity",
                hosts: hosts(address)
            ) : nil
        let protection: @Sendable () -> Protection = {
            gatekeeper?.protection ?? given ?? .cleartext
        }
        let terms = Terms(leaseMilliseconds: Int(lease * 1000))
        let engine = CoordinatorEngine(
            store: store,
            terms: terms,
            budgets: budgets,
            gatekeeper: gatekeeper,
            death: Death(atCommit: dieAtCommit)
        ) { [logFormat] in Output.log("coordinator", $0, as: logFormat) }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let successor = successor
        let signals = Signals(ignoringInterrupt: followParent) {
            engine.stop("the coordinator stops", endpoints: successor)
        }
        if let metrics {
            let at = try Address(metrics)
            Task {
                do {
                    try await MetricsServer { await engine.metrics() }.run(
                        host: at.host,
                        port: at.port
                    )
                } catch { Output.warn("coordinator: no metrics at \(at): \(error)") }
            }
        }
        if followParent { Signals.followParent { engine.stop("the coordinator stops") } }
        let (addressFile, logFormat) = (addressFile, logFormat)
        try await withCheckedThrowingContinuation { continuation in
            do {
                let bound = try engine.start(
                    on: address,
                    protection: protection,
                    group: group,
                    resuming: true
                ) { continuation.resume(with: $0) }
                if let addressFile {
                    try Files.write(Array(bound.description.utf8), to: addressFile)
                }
                Output.log(
                    "coordinator",
                    "listening on \(bound), store \(store.path)",
                    as: logFormat
                )
            } catch { continuation.resume(throwing: error) }
        }
        withExtendedLifetime(signals) {}
        try store.close()
    }
}
