import Bench
import Gaps

/// A roster as people and programs read it: each model, what it costs, and what is to be known.
package struct ModelList: Sendable {
    /// One model.
    package struct Item: Sendable {
        package var model: Model
        package var isJudge: Bool
        /// Whether its key is there; nil where it needs none.
        package var hasKey: Bool?
        package var remarks: [ModelRemark]
        /// What its vendor said when it was asked; nil where it was not.
        package var answer: Answer?

        package init(
            model: Model,
            isJudge: Bool = false,
            hasKey: Bool?,
            remarks: [ModelRemark],
            answer: Answer? = nil
        ) {
            self.model = model
            self.isJudge = isJudge
            self.hasKey = hasKey
            self.remarks = remarks
            self.answer = answer
        }
    }

    /// What came of asking a model one question.
    package enum Answer: Sendable, Equatable {
        /// It answered; `served` is the model that its vendor says it was.
        case served(String?, milliseconds: Int, dropped: [String])
        /// It did not, and this is why in one sentence.
        case failed(String)
        /// It was not asked, and this is why.
        case skipped(String)
    }

    package var items: [Item]

    package init(items: [Item]) { self.items = items }

    /// Whether a model cannot be asked: it is gone, or its vendor said no.
    package var hasErrors: Bool { items.contains { !$0.errors.isEmpty } }

    /// For a terminal: a table, then the remarks, then what the vendors said.
    package func text(width: Int, color: Bool) -> String {
        let paint = Paint(isOn: color)
        let shown = Self.columns.indices.filter { width >= Self.columns[$0].widthMin }
        let table = Table(
            columns: shown.map { Self.columns[$0].column },
            rows: items.map { item in shown.map { item.row[$0] } }
        )
        var lines = table.lines(width: width)
        if let head = lines.first { lines[0] = paint.bold(head) }
        let remarks = items.flatMap { item in
            item.remarks.map { remark in
                let text = "\(item.model.id): \(remark)"
                return remark.isError ? paint.red("✗ \(text)") : paint.yellow("· \(text)")
            }
        }
        let answers = items.compactMap { item in item.said.map { "\($0)" } }
        for more in [remarks, answers] where !more.isEmpty { lines += [""] + more }
        let vendors = Set(items.map(\.model.vendor)).count
        let keys = items.count { $0.hasKey != false }
        lines += [
            "",
            "\(Points.count(items.count, "model")) of \(Points.count(vendors, "vendor")); "
                + "\(keys) can be asked with the keys that are set here.",
        ]
        return lines.joined(separator: "\n")
    }

    /// The columns, and how wide a terminal must be for each.
    private static let columns: [(column: Table.Column, widthMin: Int)] = [
        (.init("MODEL", .left), 0), (.init("VENDOR", .left), 150),
        (.init("ASKED FOR AS", .left, max: 34), 170), (.init("WINDOW"), 100), (.init("OUTPUT"), 0),
        (.init("REASONING", .left, max: 10), 0), (.init("$/M IN"), 0), (.init("OUT"), 0),
        (.init("CACHED"), 130), (.init("BATCH"), 130), (.init("AS OF", .left), 0),
        (.init("KEY", .left, max: 24), 0),
    ]

    /// For programs.
    package var json: JSON { ["models": .array(items.map(\.json))] }
}

extension ModelList.Item {
    fileprivate var errors: [String] {
        var errors = remarks.filter(\.isError).map { "\($0)" }
        if case .failed(let words)? = answer { errors.append(words) }
        return errors
    }

    fileprivate var row: [String] {
        let price = model.price
        let batch = price?.batchInput.map {
            "\(Self.dollars($0))/\(Self.dollars(price?.batchOutput))"
        }
        return [
            model.id + (isJudge ? " (judge)" : ""), model.vendor.rawValue, model.name,
            model.contextWindow.map(Figures.count) ?? "?",
            model.sampling.outputTokensMax.map(Figures.count) ?? "pack's",
            model.sampling.reasoningEffort ?? "", Self.dollars(price?.input),
            Self.dollars(price?.output), Self.dollars(price?.cachedInput), batch ?? "?",
            price?.asOf ?? "", key,
        ]
    }

    private var key: String {
        guard let variable = model.keyVariable else { return "none needed" }
        return (hasKey == true ? "✓ " : "✗ ") + variable
    }

    /// Unknown is no zero.
    private static func dollars(_ amount: Double?) -> String {
        guard let amount else { return "?" }
        let exact = JSON.number(amount).text
        return exact.hasSuffix(".0") ? String(exact.dropLast(2)) : exact
    }

    fileprivate var said: String? {
        switch answer {
        case .served(let served, let milliseconds, let dropped):
            "✓ \(model.id): "
                + (served.map { "served by \($0)" } ?? "its vendor does not say what served it")
                + ", \(Figures.count(milliseconds)) ms"
                + (dropped.isEmpty
                    ? "" : "; rejected and left out: " + dropped.joined(separator: ", "))
        case .failed(let words): "✗ \(words)"
        case .skipped(let why): "· \(model.id): not asked, \(why)"
        case nil: nil
        }
    }

    fileprivate var json: JSON {
        .compact([
            ("id", JSON(model.id)), ("judge", isJudge ? true : .null),
            ("vendor", JSON(model.vendor.rawValue)), ("name", JSON(model.name)),
            ("endpoint", JSON(model.endpoint)), ("api_version", JSON(model.apiVersion)),
            ("context_window", JSON(model.contextWindow)),
            ("max_output_tokens", JSON(model.sampling.outputTokensMax)),
            ("reasoning_effort", JSON(model.sampling.reasoningEffort)),
            ("price", model.price.map(Self.json) ?? .null), ("end_of_life", JSON(model.endOfLife)),
            (
                "covariates",
                .object(
                    model.covariates.sorted { $0.key < $1.key }
                        .map { JSON.Member($0.key, .number($0.value)) }
                )
            ), ("key", JSON(model.keyVariable)), ("key_is_set", hasKey.map { .bool($0) } ?? .null),
            (
                "remarks",
                .array(
                    remarks.map {
                        [
                            "name": JSON($0.name), "error": .bool($0.isError),
                            "words": JSON("\($0)"),
                        ]
                    }
                )
            ), ("answer", answer.map(Self.json) ?? .null),
        ])
    }

    private static func json(_ price: Price) -> JSON {
        .compact([
            ("input", .number(price.input)), ("output", .number(price.output)),
            ("cached_input", JSON(price.cachedInput)), ("cache_write", JSON(price.cacheWrite)),
            ("batch_input", JSON(price.batchInput)), ("batch_output", JSON(price.batchOutput)),
            ("as_of", JSON(price.asOf)), ("source", JSON(price.source)),
        ])
    }

    private static func json(_ answer: ModelList.Answer) -> JSON {
        switch answer {
        case .served(let served, let milliseconds, let dropped):
            .compact([
                ("served_model", JSON(served)), ("ms", JSON(milliseconds)),
                ("dropped", dropped.isEmpty ? .null : JSON(dropped)),
            ])
        case .failed(let words): ["error": JSON(words)]
        case .skipped(let why): ["skipped": JSON(why)]
        }
    }
}
