import Bench

extension PackSource {
    /// The share by which the cue of one arm may be longer than that of another.
    static let lengthSpreadMax = 0.15

    var armRemarks: [Remark] {
        let frames = frameRemarks
        return comparedArms.flatMap { lengthRemarks($0, $1) + sameRemarks($0, $1) } + frames
    }

    /// A longer cue is a difference of its own.
    private func lengthRemarks(_ first: Arm, _ second: Arm) -> [Remark] {
        let lengths = (first.cue.count, second.cue.count)
        let long = max(lengths.0, lengths.1)
        let short = min(lengths.0, lengths.1)
        guard Double(long - short) > Self.lengthSpreadMax * Double(long) else { return [] }
        let (longer, shorter) = lengths.0 > lengths.1 ? (first, second) : (second, first)
        let whole = pack.arm(longer.id).map { sentLength(arm: $0) } ?? 0
        let place = shorter.values.first ?? longer.values.first
        return [
            Remark(
                .warning,
                .armLength,
                file: file,
                line: place?.line ?? shorter.line,
                field: place?.field ?? shorter.field,
                "the cue of \(shorter.id) has \(short) letters, that of \(longer.id) \(long): "
                    + "\(Lint.percent(Double(long - short) / Double(long))) less, and "
                    + "\(Lint.percent(Double(long - short) / Double(max(1, whole)))) of all that is "
                    + "sent; length alone may move a model"
            )
        ]
    }

    /// The mean letters of a prompt in that arm.
    private func sentLength(arm: Int) -> Int {
        let lengths = pack.texts.map(\.count)
        var sum = 0
        for row in pack.prompts { for message in row[arm] { sum += lengths[message.text] } }
        return sum / max(1, pack.prompts.count)
    }

    /// Two arms with a cue that send the same: a slip.
    ///
    /// Without any cue it is a control.
    private func sameRemarks(_ first: Arm, _ second: Arm) -> [Remark] {
        guard !first.values.isEmpty || !second.values.isEmpty,
            let one = pack.arm(first.id), let other = pack.arm(second.id),
            pack.prompts.allSatisfy({ $0[one] == $0[other] })
        else { return [] }
        return [
            Remark(
                .error,
                .arms,
                file: file,
                line: second.values.first?.line ?? second.line,
                field: second.values.first?.field ?? second.field,
                "\(second.id) sends letter for letter what \(first.id) sends, so the gap between "
                    + "them is 0 whatever the model is"
            )
        ]
    }

    /// Arms should differ in their variables alone: what else differs is shown against the
    /// templates that most arms have.
    private var frameRemarks: [Remark] {
        var holders: [[String]: Int] = [:]
        for arm in arms { holders[arm.frames.map(\.text), default: 0] += 1 }
        guard let most = holders.values.max(),
            let usual = arms.first(where: { holders[$0.frames.map(\.text)] == most })
        else { return [] }
        return arms.compactMap { arm in
            let own = arm.frames.map(\.text)
            guard own != usual.frames.map(\.text) else { return nil }
            let diff = WordDiff(
                from: usual.frames.map(\.text).joined(separator: "\n"),
                to: own.joined(separator: "\n")
            )
            let place = arm.frames.first { frame in !usual.frames.contains { $0.text == frame.text }
            }
            let sharesNothing = Self.variables(of: own).isDisjoint(
                with: Self.variables(of: usual.frames.map(\.text))
            )
            let marked = diff.excerpt(words: 4).marked().split(whereSeparator: \.isWhitespace)
                .joined(separator: " ")
            return Remark(
                sharesNothing ? .error : .warning,
                .arms,
                file: file,
                line: place?.line ?? arm.line,
                field: place?.field ?? arm.field,
                sharesNothing
                    ? "\(arm.id) sends nothing of the scenario that \(usual.id) sends: the two do "
                        + "not ask the same"
                    : "beside its variables \(arm.id) differs from \(usual.id): \(marked)"
            )
        }
    }

    private static func variables(of templates: [String]) -> Set<String> {
        var names: Set<String> = []
        for template in templates {
            let parts = template.split(separator: "{{", omittingEmptySubsequences: false)
            for part in parts.dropFirst() {
                if let name = part.split(separator: "}}").first { names.insert(String(name)) }
            }
        }
        return names
    }
}
