import Foundation
import Synchronization

/// The built program, run as a user runs it: as a process of its own.
package struct Program: Sendable {
    /// The binary beside the tests, or what GAPWATCH_BINARY names.
    package static let path: String = {
        if let path = ProcessInfo.processInfo.environment["GAPWATCH_BINARY"] { return path }
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? ""
        let folder = (bundle as NSString).deletingLastPathComponent
        return folder + "/gapwatch"
    }()

    /// What a finished process left.
    package struct Result: Sendable {
        package var status: Int32
        package var output: String
        package var errors: String
    }

    /// Runs to the end, with a bound on the time.
    package static func run(
        _ arguments: [String],
        in folder: String,
        environment: [String: String] = [:],
        seconds: Double = 120
    ) async throws -> Result {
        let running = try Running(arguments, in: folder, environment: environment)
        return try await running.wait(seconds: seconds)
    }

    /// A process that runs.
    package final class Running: @unchecked Sendable {
        // Unchecked: a test uses it from one task.
        package let process = Process()
        private let output: String
        private let errors: String

        package init(
            _ arguments: [String],
            in folder: String,
            environment: [String: String] = [:]
        ) throws {
            let name = UUID().uuidString
            output = folder + "/\(name).out"
            errors = folder + "/\(name).err"
            try Data().write(to: URL(fileURLWithPath: output))
            try Data().write(to: URL(fileURLWithPath: errors))
            process.executableURL = URL(fileURLWithPath: Program.path)
            process.arguments = arguments
            process.currentDirectoryURL = URL(fileURLWithPath: folder)
            process.environment = ProcessInfo.processInfo.environment
                .merging(environment) { _, new in new }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle(forWritingAtPath: output)
            process.standardError = FileHandle(forWritingAtPath: errors)
            try process.run()
        }

        /// Waits for the end; kills what is not done in time.
        package func wait(seconds: Double) async throws -> Result {
            let end = Date().addingTimeInterval(seconds)
            while process.isRunning, Date() < end {
                try await Task.sleep(for: .milliseconds(10))
            }
            if process.isRunning {
                kill(process.processIdentifier, SIGKILL)
                throw Failure(
                    "\(process.arguments ?? []) was not done after \(seconds) s: "
                        + read(errors)
                )
            }
            process.waitUntilExit()
            return Result(
                status: process.terminationStatus,
                output: read(output),
                errors: read(errors)
            )
        }

        /// The processes that this one has started.
        package func children() throws -> [Int32] {
            let pid = process.processIdentifier
            let path = "/proc/\(pid)/task/\(pid)/children"
            // Children are listed by the thread that started them.
            let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")
            let texts = tasks.map { read("/proc/\(pid)/task/\($0)/children") } + [read(path)]
            return Set(texts.flatMap { $0.split(separator: " ").compactMap { Int32($0) } }).sorted()
        }

        package func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

        package var errorText: String { read(errors) }

        private func read(_ path: String) -> String {
            (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        }
    }

    /// A test's own failure.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
        package init(_ description: String) { self.description = description }
    }
}

/// A fresh folder that is gone when the test is.
package final class Folder: Sendable {
    package let path: String

    package init() throws {
        path = NSTemporaryDirectory() + "gapwatch-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    package func write(_ text: String, to name: String) throws {
        let full = path + "/" + name
        try FileManager.default.createDirectory(
            atPath: (full as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: URL(fileURLWithPath: full))
    }
}

/// Waits until something holds.
package func eventually(
    seconds: Double = 120,
    _ condition: () async throws -> Bool
) async throws {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw Program.Failure("it did not come about within \(seconds) s")
}
