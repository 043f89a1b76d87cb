import ArgumentParser
import Bench

/// How a long-running command writes its log.
enum LogFormat: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json }

extension Output {
    /// Writes one line of log to standard error: a sentence, or a JSON object with time, who and
    /// what.
    static func log(_ who: String, _ text: String, as format: LogFormat) {
        switch format {
        case .text: warn("\(who): \(text)")
        case .json:
            let line: JSON = [
                "at_ms": .integer(Clocks.wallMilliseconds()), "who": JSON(who), "text": JSON(text),
            ]
            warn(line.text)
        }
    }
}
