import Bench

/// Records as lines for other tools.
package struct ExportRecord: Sendable {
    package var run: String
    package var model: String
    package var scenario: String
    package var cluster: String
    package var arm: String
    package var replicate: Int
    package var outcome: String
    package var attempts: Int
    package var inputTokens: Int?
    package var outputTokens: Int?
    package var nanodollars: Int64?
    package var askedAtMilliseconds: Int64
    package var durationMilliseconds: Int
    package var isSimulated: Bool
    /// The whole record, reply included; nil for imported outcomes.
    package var record: JSON?

    package init(
        run: String,
        model: String,
        scenario: String,
        cluster: String,
        arm: String,
        replicate: Int,
        outcome: String,
        attempts: Int,
        inputTokens: Int?,
        outputTokens: Int?,
        nanodollars: Int64?,
        askedAtMilliseconds: Int64,
        durationMilliseconds: Int,
        isSimulated: Bool,
        record: JSON?
    ) {
        self.run = run
        self.model = model
        self.scenario = scenario
        self.cluster = cluster
        self.arm = arm
        self.replicate = replicate
        self.outcome = outcome
        self.attempts = attempts
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.nanodollars = nanodollars
        self.askedAtMilliseconds = askedAtMilliseconds
        self.durationMilliseconds = durationMilliseconds
        self.isSimulated = isSimulated
        self.record = record
    }

    /// The names of the columns, in their order.
    package static let columns = [
        "run", "model", "scenario", "cluster", "arm", "replicate", "outcome", "attempts",
        "input_tokens", "output_tokens", "nanodollars", "asked_at_ms", "duration_ms", "simulated",
        "reason", "served_model", "text", "reasoning", "key",
    ]

    private var values: [JSON] {
        let reply = record?["reply"]
        return [
            JSON(run), JSON(model), JSON(scenario), JSON(cluster), JSON(arm), JSON(replicate),
            JSON(outcome), JSON(attempts), JSON(inputTokens), JSON(outputTokens),
            JSON(nanodollars), .integer(askedAtMilliseconds), JSON(durationMilliseconds),
            .bool(isSimulated), JSON(record?["reason"]?.string),
            JSON(reply?["servedModel"]?.string), JSON(reply?["text"]?.string), reasoning,
            JSON(record?["key"]?.string),
        ]
    }

    /// What the vendor shows of the reasoning; null where it shows none.
    private var reasoning: JSON {
        let thoughts = record?["reply"]?["reasoning"]?.array ?? []
        let texts = thoughts.compactMap { $0["text"]?.string }.filter { !$0.isEmpty }
        return texts.isEmpty ? .null : JSON(texts.joined(separator: "\n\n"))
    }

    /// The record as one line of JSON, with the whole record as `record`.
    package var jsonLine: [UInt8] {
        let members = zip(Self.columns, values).filter { !$0.1.isNull }
            .map { JSON.Member($0.0, $0.1) }
        let all = members + (record.map { [JSON.Member("record", $0)] } ?? [])
        return JSON.object(all).bytes + [0x0a]
    }

    /// The record as one line of CSV.
    package var csvLine: [UInt8] {
        CSV.line(
            values.map { value in
                switch value {
                case .string(let text): CSV.guarded(text)
                case .integer(let number): String(number)
                case .bool(let flag): flag ? "true" : "false"
                default: ""
                }
            }
        )
    }
}

/// Comma-separated values.
///
/// Source: RFC 4180.
package enum CSV {
    /// One line, with a line break as the standard has it.
    package static func line(_ cells: [String]) -> [UInt8] {
        Array((cells.map(quoted).joined(separator: ",") + "\r\n").utf8)
    }

    private static func quoted(_ cell: String) -> String {
        let isPlain = !cell.utf8.contains { byte in
            byte == 0x2c || byte == 0x22 || byte == 0x0a || byte == 0x0d
        }
        if isPlain { return cell }
        var text = "\""
        for scalar in cell.unicodeScalars { text += scalar == "\"" ? "\"\"" : String(scalar) }
        return text + "\""
    }

    /// Text that no spreadsheet takes for a formula: a reply that begins with `=` is a reply.
    package static func guarded(_ text: String) -> String {
        guard let first = text.utf8.first, "=+-@\t\r".utf8.contains(first) else { return text }
        return "'" + text
    }
}
