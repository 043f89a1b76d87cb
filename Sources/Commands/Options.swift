import ArgumentParser
import Bench
import Foundation
import Link
import Membership
import Packs
import Store

/// Which store.
struct StoreOptions: ParsableArguments {
    @Option(
        name: .customLong("store"),
        help: ArgumentHelp(
            "The file that keeps runs and records (or GAPWATCH_STORE).",
            valueName: "file"
        )
    )
    var path: String?

    var resolved: String {
        path ?? ProcessInfo.processInfo.environment["GAPWATCH_STORE"] ?? "gapwatch.sqlite"
    }

    func forReading() throws -> Store { try Store.openForReading(at: resolved) }
}

/// What counts as a regression.
struct PolicyOptions: ParsableArguments {
    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp(
            "Levels and thresholds (docs/statistics.md); the pack's own by default.",
            valueName: "file"
        )
    )
    var path: String?

    func policy() throws -> Policy { try path.map { try Packs.policy(at: $0) } ?? Policy() }
}

/// How the connection between coordinator and workers is protected.
struct LinkOptions: ParsableArguments {
    @Option(help: ArgumentHelp("This side's certificate chain, PEM.", valueName: "file"))
    var certificate: String?

    @Option(help: ArgumentHelp("This side's private key, PEM.", valueName: "file"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "The authority that the other side must be from, PEM.",
            valueName: "file"
        )
    )
    var authority: String?

    @Option(
        name: .customLong("member"),
        help: ArgumentHelp("What `gapwatch join` has made.", valueName: "folder")
    )
    var memberFolder: String?

    @Flag(help: "No TLS; on this machine's loopback interface only.")
    var insecureLoopback = false

    /// How this side signs what it delivers: with the key of its certificate; nil where it has none,
    /// or one that is no P-256 key.
    func seal() -> (@Sendable ([UInt8]) -> String?)? {
        guard !insecureLoopback, let file = memberFolder.map({ $0 + "/member.key" }) ?? key,
            let bytes = try? SecretFile.read(file),
            let pair = try? KeyPair(pem: String(decoding: bytes, as: UTF8.self))
        else { return nil }
        return { try? pair.signature(of: $0) }
    }

    func protection(isServer: Bool) throws -> Protection {
        if insecureLoopback { return .cleartext }
        // Whoever else can read a key can be this member.
        if let file = memberFolder.map({ $0 + "/member.key" }) ?? key {
            _ = try SecretFile.read(file)
        }
        if let memberFolder {
            return try .mutualTLS(
                certificate: memberFolder + "/member.pem",
                key: memberFolder + "/member.key",
                authority: memberFolder + "/authority.pem",
                isServer: isServer
            )
        }
        guard let certificate, let key, let authority else {
            throw CommandError(
                "a connection needs --member (see gapwatch join), or --certificate, --key and "
                    + "--authority, or --insecure-loopback on one machine"
            )
        }
        return try .mutualTLS(
            certificate: certificate,
            key: key,
            authority: authority,
            isServer: isServer
        )
    }
}

/// How an answer is given.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Answer in JSON.")
    var json = false
}

enum Output {
    /// Writes to standard output and makes sure that it is out, also where that is a pipe.
    static func print(_ text: String) {
        Swift.print(text)
        fflush(nil)
    }

    /// Writes to standard error.
    static func warn(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    static func print(_ json: JSON) { print(json.pretty) }

    /// Whether standard error is a terminal, so that a line may be drawn over.
    static var isLive: Bool { isatty(STDERR_FILENO) == 1 }

    /// Whether standard output is a terminal.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether colours may be used on standard output.
    static var isColored: Bool {
        let environment = ProcessInfo.processInfo.environment
        return isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR"] == nil
            && environment["TERM"] != "dumb"
    }

    /// Columns of the terminal; 100 where there is none.
    static var width: Int {
        if let text = ProcessInfo.processInfo.environment["COLUMNS"], let width = Int(text),
            (40...1000).contains(width)
        {
            return width
        }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else {
            return 100
        }
        return Int(size.ws_col)
    }
}
