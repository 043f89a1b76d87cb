import ArgumentParser
import Cluster
import Foundation
import Membership

/// The vendor keys of this process, by the variables that hold them.
///
/// They are read here, put into a request's header, and go nowhere else.
struct Keys: Sendable {
    let values: [String: String]

    subscript(_ variable: String) -> String? { values[variable] }

    /// The variables that hold something.
    var variables: [String] { values.keys.sorted() }

    /// The environment, a file of `NAME=value` lines where one is named, and what commands say.
    ///
    /// A command wins over the file, and the file over the environment.
    init(
        environment: [String: String],
        file: String?,
        commands: [KeyCommand] = []
    ) throws {
        var values = environment.filter { !$0.value.isEmpty }
        if let file { try values.merge(Self.read(file)) { _, new in new } }
        for command in commands { values[command.variable] = try command.run() }
        self.values = values
    }

    private static func read(_ file: String) throws -> [String: String] {
        let bytes: [UInt8]
        do { bytes = try SecretFile.read(file) } catch { throw CommandError("\(error)") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandError("\(file): is not UTF-8")
        }
        var values: [String: String] = [:]
        for (index, line) in text.split(
            separator: "\n",
            omittingEmptySubsequences: false
        ).enumerated() {
            let line = line.filter { $0 != "\r" && $0 != "\r\n" }
            if line.allSatisfy(\.isWhitespace) || line.hasPrefix("#") { continue }
            guard let equals = line.firstIndex(of: "="), equals != line.startIndex else {
                throw CommandError("\(file):\(index + 1): NAME=value is needed")
            }
            values[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
        return values
    }
}

/// Where keys come from besides the environment.
struct KeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "NAME=value lines with vendor keys; its mode must be 0600.",
            valueName: "file"
        )
    )
    var keyFile: String?

    @Option(
        help: ArgumentHelp(
            "A program that prints a key: run without a shell, within 10 s. May be repeated.",
            valueName: "NAME=program args"
        )
    )
    var keyCommand: [String] = []

    func keys() throws -> Keys {
        try Keys(
            environment: ProcessInfo.processInfo.environment,
            file: keyFile,
            commands: try keyCommand.map(KeyCommand.init)
        )
    }
}

/// A program that prints a key.
struct KeyCommand: Sendable {
    let variable: String
    private let words: [String]

    /// How long a program may take.
    static let millisecondsMax = 10_000
    /// Bytes that a key may have.
    static let bytesMax = 65_536

    /// Reads `NAME=program args`; a space parts two arguments.
    init(_ text: String) throws {
        let equals = text.firstIndex(of: "=") ?? text.endIndex
        variable = String(text[..<equals])
        words = text[equals...].dropFirst().split(separator: " ").map(String.init)
        guard !variable.isEmpty, !words.isEmpty else {
            throw CommandError("--key-command \(text): NAME=program args is needed")
        }
    }

    /// What it prints, without the space around it.
    ///
    /// What it writes besides is thrown away: it may hold a secret.
    func run() throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        do { try process.run() } catch { throw fault("cannot be started: \(error)") }
        let end = Clocks.now() + Self.millisecondsMax
        let bytes = try output(of: pipe.fileHandleForReading.fileDescriptor, process, until: end)
        while process.isRunning, Clocks.now() < end { usleep(5_000) }
        guard !process.isRunning else { throw tooSlow(process) }
        guard process.terminationStatus == 0 else {
            throw fault("ended with status \(process.terminationStatus)")
        }
        let key = String(decoding: bytes, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !key.isEmpty else { throw fault("printed nothing") }
        guard key.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw fault("printed more than one line")
        }
        return key
    }

    private func output(
        of handle: Int32,
        _ process: Process,
        until end: Moment
    ) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let left = end - Clocks.now()
            var waited = pollfd(fd: handle, events: Int16(POLLIN), revents: 0)
            guard left > 0, poll(&waited, 1, Int32(left)) > 0 else { throw tooSlow(process) }
            let count = read(handle, &piece, piece.count)
            if count <= 0 { return bytes }
            bytes += piece[..<count]
            guard bytes.count <= Self.bytesMax else {
                process.terminate()
                throw fault("printed more than \(Self.bytesMax) bytes")
            }
        }
    }

    private func tooSlow(_ process: Process) -> CommandError {
        kill(process.processIdentifier, SIGKILL)
        return fault("took longer than \(Self.millisecondsMax / 1000) s")
    }

    /// The program is named and its arguments are not: one of them may be a secret.
    private func fault(_ what: String) -> CommandError {
        CommandError("the key \(variable): the program \(words.first ?? "") \(what)")
    }
}
