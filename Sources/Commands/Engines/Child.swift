import Cluster
import Foundation
import Synchronization

/// A process of this same program, which ends when this one does.
///
/// The child reads from a pipe whose other end is held here: however this process dies, the pipe
/// closes and the child knows.
final class Child: Sendable {
    private struct State {
        var process: Process?
        var isEnding = false
        var restarts = 0
    }

    /// Times that a child that died is started again.
    static let restartsMax = 5

    private let arguments: [String]
    private let environment: [String: String]
    private let state = Mutex(Box())
    private let died: @Sendable (String) -> Void
    private let greeting = Mutex("")

    // Foundation's Process is not sendable; it is touched under the lock alone.
    private struct Box: @unchecked Sendable { var state = State() }

    /// Starts the program with these arguments.
    ///
    /// `died` hears of a child that ended by itself and was started again, or no longer is.
    init(
        _ arguments: [String],
        environment: [String: String],
        died: @escaping @Sendable (String) -> Void
    ) throws {
        self.arguments = arguments
        self.environment = environment
        self.died = died
        try start()
    }

    private func start() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = Pipe()
        process.terminationHandler = { [weak self] process in self?.ended(process) }
        try process.run()
        state.withLock { $0.state.process = process }
        let text = greeting.withLock { $0 }
        if !text.isEmpty { write(text, to: process) }
    }

    /// Tells the child something on its standard input, and each child that takes its place.
    func tell(_ lines: [String]) {
        let text = lines.map { $0 + "\n" }.joined() + "\n"
        greeting.withLock { $0 = text }
        if let process = state.withLock({ $0.state.process }) { write(text, to: process) }
    }

    private func write(_ text: String, to process: Process) {
        guard let pipe = process.standardInput as? Pipe else { return }
        do {
            try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        } catch { died("the \(arguments.first ?? "") process does not listen: \(error)") }
    }

    private func ended(_ process: Process) {
        let status = process.terminationStatus
        let name = arguments.first ?? ""
        let restarts: Int? = state.withLock { box in
            if box.state.isEnding || process.terminationReason == .exit && status == 0 {
                return nil
            }
            box.state.restarts += 1
            return box.state.restarts
        }
        guard let restarts else { return }
        // A child that ended with a sentence of its own has said why; one that was killed is
        // started again.
        guard process.terminationReason == .uncaughtSignal, restarts <= Self.restartsMax else {
            died("the \(name) process ended with status \(status)")
            return
        }
        died("the \(name) process was killed (signal \(status)); it is started again")
        do { try start() } catch { died("the \(name) process cannot be started: \(error)") }
    }

    /// The number of the process.
    var pid: Int32? { state.withLock { $0.state.process?.processIdentifier } }

    /// Whether the process runs.
    var isRunning: Bool { state.withLock { $0.state.process?.isRunning ?? false } }

    /// Asks the child to finish, and does not wait.
    func ask() {
        state.withLock { box in
            box.state.isEnding = true
            if let process = box.state.process, process.isRunning { process.terminate() }
        }
    }

    /// Asks the child to finish and waits for it; kills it after that many seconds.
    func stop(seconds: Double) async {
        let (process, wasAsked) = state.withLock { box -> (Process?, Bool) in
            let wasAsked = box.state.isEnding
            box.state.isEnding = true
            return (box.state.process, wasAsked)
        }
        guard let process, process.isRunning else { return }
        if !wasAsked { process.terminate() }
        let end = Clocks.now() + Int(seconds * 1000)
        while process.isRunning, Clocks.now() < end {
            // Cancelled or not, the child has to be waited for.
            try? await Task.sleep(for: .milliseconds(5))
        }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// The path of this program.
    static let program: String = {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes {
            guard let base = $0.baseAddress else { return 0 }
            return readlink("/proc/self/exe", base, $0.count)
        }
        guard count > 0 else { return CommandLine.arguments[0] }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }()
}
