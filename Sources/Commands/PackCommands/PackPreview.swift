import Asking
import Bench
import Linting
import Vendors

/// What one scenario sends in some arms, and the requests that carry it.
struct PackPreview {
    let pack: Pack
    let scenario: Int
    let arms: [Int]
    let roster: Roster?

    var text: String {
        var lines = head + belief
        for arm in arms { lines += [""] + self.lines(of: arm) }
        lines += scoring
        for model in roster?.models ?? [] { lines += [""] + requests(to: model) }
        for judge in roster?.judges ?? [] {
            guard let messages = pack.shownJudge(scenario: scenario) else { break }
            lines += [
                "", Marks.paint("What the judge \(judge.id) gets (\(judge.vendor.rawValue))", "1"),
            ]
            lines += self.lines(of: judgeRequest(judge, messages), of: judge)
        }
        return lines.joined(separator: "\n")
    }

    private var head: [String] {
        let scenario = pack.scenarios[scenario]
        return [
            "\(pack.id) \(pack.version) (\(pack.digest.short)): scenario \(scenario.id), cluster "
                + "\(scenario.cluster), \(self.scenario + 1) of \(pack.scenarios.count)"
        ]
    }
}

// MARK: - Arms

extension PackPreview {
    private var belief: [String] {
        guard let belief = pack.belief else { return [] }
        let times = belief.times == 1 ? "once" : "\(belief.times) times"
        var lines = [
            "",
            Marks.paint("Asked first", "1")
                + ", \(times), each in a conversation of its own: what the model believes",
        ]
        for message in pack.beliefMessages(scenario: scenario) {
            lines +=
                ["  \(message.role.rawValue)"]
                + PackText.block(PackText.visible(message.text), indent: "    ")
        }
        return lines
    }
}

extension PackPreview {
    private func lines(of arm: Int) -> [String] {
        let title = pack.arms[arm].title
        var lines = [
            Marks.paint(pack.arms[arm].id, "1")
                + (title.isEmpty ? "" : ": \(PackText.visible(title))")
        ]
        let turns = pack.turns(scenario: scenario, arm: arm)
        let first = arms.first == arm ? nil : arms.first
        let others = first.map { pack.turns(scenario: scenario, arm: $0) } ?? []
        for (turn, messages) in turns.enumerated() {
            if turn > 0 { lines.append("  the model answers") }
            for (place, message) in messages.enumerated() {
                let other = others.indices.contains(turn) ? others[turn] : []
                let twin = Self.twin(of: place, in: messages, among: other)
                lines += self.lines(of: message, against: twin, of: first)
            }
        }
        let missing = first.map { arm in
            pack.messages(scenario: scenario, arm: arm).map(\.role.rawValue)
        }
        let own = pack.messages(scenario: scenario, arm: arm).map(\.role.rawValue)
        if let missing, let first, missing.count > own.count {
            lines.append(
                "  (\(pack.arms[first].id) has \(missing.count) messages, this arm \(own.count))"
            )
        }
        return lines
    }

    /// The message of the same role that stands at the same place of it in the other arm.
    private static func twin(
        of place: Int,
        in messages: [Message],
        among others: [Message]
    ) -> Message? {
        let role = messages[place].role
        let rank = messages[..<place].count { $0.role == role }
        return others.filter { $0.role == role }.dropFirst(rank).first
    }

    private func lines(of message: Message, against twin: Message?, of arm: Int?) -> [String] {
        let role = message.role.rawValue
        guard let arm else {
            return ["  \(role)"] + PackText.block(PackText.visible(message.text), indent: "    ")
        }
        let name = pack.arms[arm].id
        guard let twin else {
            return ["  \(role), which \(name) has not"]
                + PackText.block(PackText.visible(message.text), indent: "    ")
        }
        let diff = WordDiff(
            from: PackText.visible(twin.text),
            to: PackText.visible(message.text)
        )
        if twin.text.utf8.elementsEqual(message.text.utf8) { return ["  \(role): as in \(name)"] }
        return ["  \(role), against \(name)"]
            + PackText.block(diff.marked { Marks.difference($0, isNew: $1) }, indent: "    ")
    }
}

// MARK: - Tools and scoring

extension PackPreview {
    private var scoring: [String] {
        var lines: [String] = []
        let tools = pack.tools(scenario: scenario)
        if !tools.isEmpty {
            lines += ["", "Tools, in this order, in all arms"]
            for tool in tools {
                lines += PackText.block(
                    PackText.visible("\(tool.name): \(tool.about)"),
                    indent: "  "
                )
            }
        }
        guard let judge = pack.shownJudge(scenario: scenario) else { return lines }
        lines += ["", "The judge is asked, whatever the arm"]
        for message in judge {
            let marked = PackText.visible(message.text).split(separator: Pack.replyMark)
                .joined(separator: Marks.paint(Pack.replyMark, "36"))
            lines += PackText.block(marked, indent: "    ")
        }
        return lines
    }
}

// MARK: - Requests

extension PackPreview {
    private func request(to model: Model, arm: Int, turn: Int) -> VendorRequest {
        Vendors.request(
            to: model,
            messages: pack.conversation(scenario: scenario, arm: arm, turn: turn),
            sampling: model.sampling(over: pack.sampling),
            tools: pack.tools(scenario: scenario)
        )
    }

    private func judgeRequest(_ judge: Model, _ messages: [Message]) -> VendorRequest {
        Vendors.request(
            to: judge,
            messages: messages,
            sampling: judge.sampling(
                over: Sampling(temperature: 0, outputTokensMax: Asking.judgeTokensMax)
            )
        )
    }

    /// The first arm's requests whole, the others where they differ from it.
    private func requests(to model: Model) -> [String] {
        var lines = [Marks.paint("What \(model.id) gets (\(model.vendor.rawValue))", "1")]
        guard let first = arms.first else { return lines }
        let turns = pack.turns(scenario: scenario, arm: first).count
        for turn in 0..<turns {
            let whole = request(to: model, arm: first, turn: turn)
            lines.append("  \(pack.arms[first].id)" + (turns > 1 ? ", turn \(turn + 1)" : ""))
            lines += self.lines(of: whole, of: model)
            for arm in arms.dropFirst()
            where turn < pack.turns(scenario: scenario, arm: arm).count {
                let other = request(to: model, arm: arm, turn: turn)
                lines.append(
                    "  \(pack.arms[arm].id)" + (turns > 1 ? ", turn \(turn + 1)" : "")
                        + (other == whole ? ": byte for byte the same" : ": the same but for")
                )
                guard other != whole else { continue }
                for (path, diff) in JSONDiff.differences(from: whole.body, to: other.body) {
                    lines += PackText.block(
                        "\(path): "
                            + diff.excerpt(words: 4).marked { Marks.difference($0, isNew: $1) },
                        indent: "    "
                    )
                }
            }
        }
        return lines
    }

    private func lines(of request: VendorRequest, of model: Model) -> [String] {
        var lines = ["    POST \(request.url)"]
        lines += headers(of: request, to: model).map { "    \($0.name): \($0.value)" }
        lines.append("")
        // Not wrapped: it can be copied as it stands.
        lines += Self.pretty(request.body).split(separator: "\n").map { "    " + $0 }
        return lines
    }

    private func headers(of request: VendorRequest, to model: Model) -> [VendorHeader] {
        var headers = request.headers
        let variable = model.keyVariable ?? ""
        if let key = request.keyHeader {
            headers.append(VendorHeader(key.name, "\(key.prefix)‹the key in \(variable)›"))
        }
        if let signing = request.signing {
            headers.append(
                VendorHeader(
                    "Authorization",
                    "‹AWS Signature Version 4 for \(signing.service) in \(signing.region)›"
                )
            )
        }
        if model.isSimulated {
            headers.append(VendorHeader("x-gapwatch-draw", "‹a number of the sample's own›"))
        }
        return headers
    }

    private static func pretty(_ body: [UInt8]) -> String {
        (try? JSON(parsing: body, rules: .vendor).pretty) ?? String(decoding: body, as: UTF8.self)
    }
}

// MARK: - JSON

extension PackPreview {
    /// The preview as `pack show --json` answers.
    var json: JSON {
        .compact([
            ("pack", JSON(pack.id)), ("digest", JSON(pack.digest.hex)),
            ("scenario", JSON(pack.scenarios[scenario].id)),
            ("cluster", JSON(pack.scenarios[scenario].cluster)),
            ("arms", .array(arms.map(json))),
            (
                "tools",
                .array(
                    pack.tools(scenario: scenario).map {
                        ["name": JSON($0.name), "about": JSON($0.about)]
                    }
                )
            ),
            (
                "belief",
                pack.belief.map { belief in
                    [
                        "times": JSON(belief.times),
                        "messages": Self.json(pack.beliefMessages(scenario: scenario)),
                    ]
                } ?? .null
            ),
            ("judge", pack.shownJudge(scenario: scenario).map(Self.json) ?? .null),
            ("requests", roster.map { .array($0.models.flatMap(json)) } ?? .null),
        ])
    }

    private func json(of arm: Int) -> JSON {
        [
            "arm": JSON(pack.arms[arm].id),
            "turns": .array(pack.turns(scenario: scenario, arm: arm).map(Self.json)),
        ]
    }

    private static func json(_ messages: [Message]) -> JSON {
        .array(messages.map { ["role": JSON($0.role.rawValue), "text": JSON($0.text)] })
    }

    private func json(of model: Model) -> [JSON] {
        arms.flatMap { arm in
            pack.turns(scenario: scenario, arm: arm).indices.map { turn in
                let request = request(to: model, arm: arm, turn: turn)
                return [
                    "model": JSON(model.id), "arm": JSON(pack.arms[arm].id),
                    "turn": JSON(turn + 1), "method": "POST", "url": JSON(request.url),
                    "headers": .object(
                        headers(of: request, to: model).map { .init($0.name, JSON($0.value)) }
                    ), "body": (try? JSON(parsing: request.body, rules: .vendor)) ?? .null,
                ]
            }
        }
    }
}
