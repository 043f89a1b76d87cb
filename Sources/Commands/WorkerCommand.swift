import ArgumentParser
import Cache
import Cluster
import Foundation
import Link
import NIOPosix
import Transfers
import Vendors

/// The command `gapwatch worker`.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Ask models on behalf of a coordinator.",
        discussion: """
            Vendor keys are read from this process's environment, --key-file or --key-command, and \
            go to the vendor's own address only. Any other address needs --allow, as in \
            --allow 10.0.0.7:8000=LOCAL_KEY, or --allow 127.0.0.1:8080 for one without a key.
            """
    )

    @Option(help: ArgumentHelp("The coordinator.", valueName: "host:port"))
    var connect: String

    @OptionGroup var link: LinkOptions

    @Option(help: "Samples in flight at once, 1 to 4096.")
    var slots = 64

    @Option(help: "A name for people; the machine's by default.")
    var name: String?

    @Option(
        help: ArgumentHelp(
            "An address that may be asked, and the variable whose key may go there.",
            valueName: "host:port[=variable]"
        )
    )
    var allow: [String] = []

    @OptionGroup var keyOptions: KeyOptions
    @OptionGroup var wire: WireOptions

    @Option(
        help: ArgumentHelp(
            "Keep what is held and not delivered here, so that it outlives this process.",
            valueName: "folder"
        )
    )
    var spool: String?

    @OptionGroup var batches: BatchOptions

    @Option(help: "Seconds that the coordinator may be out of reach.")
    var patience = 60

    @Option(help: "How to write the log: text or json.")
    var logFormat = LogFormat.text

    @Flag(help: .hidden)
    var followParent = false

    @Option(help: .hidden)
    var dieAtCommit: Int?

    /// Asks nobody and answers every sample with an empty record, to measure the cluster alone.
    @Flag(help: .hidden)
    var hollow = false

    func validate() throws {
        guard !hollow || link.insecureLoopback else {
            throw ValidationError(
                "--hollow measures the cluster on one machine: --insecure-loopback"
            )
        }
        guard (1...4096).contains(slots) else {
            throw ValidationError("--slots must be 1 to 4096")
        }
        guard !batches.batch || spool != nil || link.memberFolder != nil else {
            throw ValidationError("--batch needs --spool: a batch outlives the process")
        }
        try wire.validate(besides: batches)
        guard (1...86_400).contains(patience) else {
            throw ValidationError("--patience must be 1 to 86400 seconds")
        }
    }

    func run() async throws {
        var connect = connect
        var allow = allow
        if connect == "-" {
            // A parent starts its workers before it knows where it will listen.
            let lines = Signals.parentLines()
            guard let first = lines.first else { return }
            connect = first
            allow += lines.dropFirst()
        }
        let address = try Address(connect)
        let keys = try keyOptions.keys()
        try wire.check()
        let link = link
        _ = try link.protection(isServer: false)
        let policy = AskPolicy(allowed: allow.map(Self.pair), present: keys.variables)
        let folder = spool ?? link.memberFolder.map { $0 + "/spool" }
        let spool = try await batches.spool(in: folder, isPatient: followParent)
        let post = try batches.post(in: folder, directMax: slots)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let name = String((name ?? "\(Identity.host)-\(getpid())").prefix(60))
        let transfers = try Transfers(
            configuration: TransferConfiguration(
                inFlightMax: slots * 2,
                connectionsMax: max(64, slots),
                authorityFile: wire.caFile,
                userAgent: Version.software
            )
        )
        let engine = WorkerEngine(
            address: address,
            protection: { try link.protection(isServer: false) },
            seal: { link.seal() },
            group: group,
            door: VendorDoor(transfers: transfers, keys: keys, limits: wire.limits),
            isHollow: hollow,
            retries: RetryPolicy(patienceMilliseconds: wire.patiencePerSample * 1000),
            cache: try wire.cache.map { try ReplyCache(folder: $0) },
            spool: spool,
            batches: post,
            death: Death(atCommit: dieAtCommit),
            log: { [logFormat] in Output.log(name, $0, as: logFormat) }
        )
        let signals = Signals(ignoringInterrupt: followParent) { engine.drain() }
        if followParent {
            Signals.followParent {
                engine.drain()
                sleep(10)
                Foundation.exit(1)
            }
        }
        let identity = WorkerIdentity(
            instance: Identity.instance(),
            home: spool?.home,
            name: name,
            software: Version.software,
            slots: post == nil ? slots : BatchPost.slots,
            address: address.description,
            patienceMilliseconds: patience * 1000,
            seed: UInt64.random(in: 0 ... .max),
            isBatching: post != nil
        )
        let renewal = renewing(at: address, as: name)
        defer { renewal?.cancel() }
        let end = await withCheckedContinuation { continuation in
            let isStarted = engine.start(identity, policy: policy) {
                continuation.resume(returning: $0)
            }
            if !isStarted {
                continuation.resume(
                    returning: .init(reason: "the system has no thread left", isFailure: true)
                )
            }
        }
        transfers.shutdown()
        withExtendedLifetime(signals) {}
        if end.isFailure { throw CommandError(end.reason) }
    }

    /// Renews the member's certificate in time; the next connection uses the new one.
    private func renewing(at address: Address, as name: String) -> Task<Void, any Error>? {
        guard let folder = link.memberFolder else { return nil }
        let format = logFormat
        return Task {
            while true {
                do {
                    if try await Members.renew(folder, at: address) {
                        Output.log(name, "its certificate was renewed", as: format)
                    }
                } catch { Output.log(name, "its certificate is not renewed: \(error)", as: format) }
                try await Task.sleep(for: .seconds(3600))
            }
        }
    }

    /// Reads `host:port=VARIABLE` or `host:port`.
    static func pair(_ text: String) -> AskPolicy.Pair {
        let parts = text.split(separator: "=", maxSplits: 1)
        return AskPolicy.Pair(
            authority: parts.first.map { $0.lowercased() } ?? "",
            variable: parts.count > 1 ? String(parts[1]) : nil
        )
    }
}
