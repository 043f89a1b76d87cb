import ArgumentParser
import Cluster
import Foundation
import Link
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

    @Option(help: "Seconds that a lease runs without renewal.")
    var lease = 30.0

    @Option(
        help: ArgumentHelp(
            "Write the address that is listened on to this file.",
            valueName: "file"
        )
    )
    var addressFile: String?

    @Flag(help: .hidden)
    var followParent = false

    func validate() throws {
        guard (0.2...3600).contains(lease) else {
            throw ValidationError("--lease must be 0.2 to 3600 seconds")
        }
    }

    func run() async throws {
        let address = try Address(listen)
        let protection = try link.protection(isServer: true)
        let store = try Store.openForWriting(at: store.resolved)
        let terms = Terms(leaseMilliseconds: Int(lease * 1000))
        let engine = CoordinatorEngine(store: store, terms: terms) {
            Output.warn("coordinator: \($0)")
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let signals = Signals(ignoringInterrupt: followParent) {
            engine.stop("the coordinator stops")
        }
        if followParent { Signals.followParent { engine.stop("the coordinator stops") } }
        let addressFile = addressFile
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
                Output.warn("coordinator: listening on \(bound), store \(store.path)")
            } catch { continuation.resume(throwing: error) }
        }
        withExtendedLifetime(signals) {}
        try store.close()
    }
}
