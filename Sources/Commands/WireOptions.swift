import ArgumentParser
import Cache
import Transfers

/// How vendors are reached from here, and for how long they are waited for.
struct WireOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Authorities to trust for vendors instead of the system's, PEM.",
            valueName: "file"
        )
    )
    var caFile: String?

    @Option(help: "Seconds until a connection to a vendor must be up.")
    var connectSeconds = 10

    @Option(help: "Seconds that one attempt may take, to the last byte.")
    var attemptSeconds = 600

    @Option(
        help: "Seconds that a sample's attempts and waits may take together before it is given up."
    )
    var patiencePerSample = 3_600

    @Option(
        help: ArgumentHelp(
            "For development: take replies from here that were bought before, and keep new ones.",
            valueName: "folder"
        )
    )
    var cache: String?

    /// Batches are bought anew for each run and kept by their vendors, so no cache stands beside them.
    func validate(besides batches: BatchOptions) throws {
        guard cache == nil || !batches.batch else {
            throw ValidationError("--cache keeps nothing of --batch: use one of the two")
        }
    }

    func validate() throws {
        guard (1...600).contains(connectSeconds) else {
            throw ValidationError("--connect-seconds must be 1 to 600")
        }
        guard (1...600).contains(attemptSeconds) else {
            throw ValidationError("--attempt-seconds must be 1 to 600")
        }
        guard (1...604_800).contains(patiencePerSample) else {
            throw ValidationError("--patience-per-sample must be 1 to 604800 seconds")
        }
    }

    var limits: TransferLimits {
        TransferLimits(
            connectMilliseconds: min(connectSeconds, attemptSeconds) * 1000,
            totalMilliseconds: attemptSeconds * 1000
        )
    }

    /// The options as a worker process takes them.
    var arguments: [String] {
        var arguments = [
            "--connect-seconds", "\(connectSeconds)", "--attempt-seconds", "\(attemptSeconds)",
            "--patience-per-sample", "\(patiencePerSample)",
        ]
        if let caFile { arguments += ["--ca-file", caFile] }
        if let cache { arguments += ["--cache", cache] }
        return arguments
    }

    /// Says at once what no worker could use.
    func check() throws {
        if let caFile { try Self.checkAuthorities(caFile) }
        if let cache { _ = try ReplyCache(folder: cache) }
    }

    /// Whether libcurl can make anything of a file of authorities.
    static func checkAuthorities(_ file: String) throws(CommandError) {
        guard try Files.text(at: file).contains("-----BEGIN CERTIFICATE-----") else {
            throw CommandError("\(file): holds no certificate in PEM")
        }
    }
}
