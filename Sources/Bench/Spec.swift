/// Everything that defines a run before it starts: who is asked what, in which order.
///
/// Its digest is the run's registration: whoever holds the same specification plans the same
/// samples, byte for byte.
public struct Spec: Sendable, Equatable {
    /// What is asked.
    public var pack: Pack
    /// Who is asked, and who judges.
    public var roster: Roster
    /// Fixes the order of scenarios and arms.
    public var seed: UInt64
    /// Tells runs of the same pack and roster apart, as in `2026-W48`; may be empty.
    public var label: String
    /// When a model may be stopped early; nil for never.
    public var until: Until?
    /// Whether a model fails as soon as another one than the one that was asked for answers.
    public var isStrict: Bool

    package init(
        pack: Pack,
        roster: Roster,
        seed: UInt64 = 1,
        label: String = "",
        until: Until? = nil,
        isStrict: Bool = false
    ) {
        self.pack = pack
        self.roster = roster
        self.seed = seed
        self.label = label
        self.until = until
        self.isStrict = isStrict
    }

    /// The specification as the wire and the store keep it.
    public var json: JSON {
        .compact([
            ("pack", pack.json), ("models", .array(roster.models.map(\.json))),
            // One judge stands where it always stood, so that a run keeps its id.
            ("judge", roster.hasPanel ? .null : roster.judges.first?.json ?? .null),
            ("judges", roster.hasPanel ? .array(roster.judges.map(\.json)) : .null),
            ("seed", JSON(String(seed))),
            ("label", JSON(label)), ("until", JSON(until?.description)),
            ("strictIdentity", isStrict ? true : .null),
        ])
    }

    /// Reads what `json` wrote.
    public init(json: JSON) throws(FieldError) {
        let pack: Pack
        do throws(FieldError) {
            pack = try Pack(json: try json.value("pack"))
        } catch { throw error.inside("pack") }
        var models: [Model] = []
        for (index, model) in try json.list("models").enumerated() {
            do throws(FieldError) {
                models.append(try Model(json: model))
            } catch { throw error.inside("models[\(index)]") }
        }
        guard !models.isEmpty else { throw FieldError("models", "one model at least is needed") }
        guard let seed = UInt64(try json.text("seed")) else {
            throw FieldError("seed", "a whole number in quotes is needed")
        }
        let roster = Roster(models: models, judges: try Self.judges(json))
        self.init(pack: pack, roster: roster, seed: seed, label: try json.text("label"))
        if let text = json["until"]?.string {
            guard let until = Until(text) else {
                throw FieldError("until", "±3pt, decided or decided:4 is needed")
            }
            self.until = until
        }
        isStrict = json["strictIdentity"]?.bool ?? false
        if case .judge = pack.scorer, roster.judges.isEmpty {
            throw FieldError("judge", "the pack's scorer needs a judge model")
        }
        if let fault = oversize { throw fault }
    }

    /// The one judge, or the panel.
    private static func judges(_ json: JSON) throws(FieldError) -> [Model] {
        guard json["judges"] != nil else {
            guard let judge = json["judge"] else { return [] }
            return [try Model(json: judge)]
        }
        guard json["judge"] == nil else {
            throw FieldError("judges", "`judge` and `judges` at once")
        }
        let list = try json.list("judges")
        guard (2...Roster.judgesMax).contains(list.count) else {
            throw FieldError("judges", "2 to \(Roster.judgesMax) are needed")
        }
        var judges: [Model] = []
        for (index, judge) in list.enumerated() {
            do throws(FieldError) {
                judges.append(try Model(json: judge))
            } catch { throw error.inside("judges[\(index)]") }
        }
        guard Set(judges.map(\.id)).count == judges.count else {
            throw FieldError("judges", "two have the same id")
        }
        return judges
    }

    /// Samples of a run, at most: coordinator and workers keep a bit and more of each.
    public static let samplesMax = 50_000_000
    /// Models of a run, at most.
    public static let modelsMax = 1_000
    /// Bytes of a label and of a model's id, at most: both are said in every report.
    public static let labelBytesMax = 200

    /// What is too large about it; nil where nothing is.
    public var oversize: FieldError? {
        guard roster.models.count <= Self.modelsMax else {
            return FieldError("models", "\(Self.modelsMax) at most")
        }
        guard label.utf8.count <= Self.labelBytesMax else {
            return FieldError("label", "\(Self.labelBytesMax) bytes at most")
        }
        guard roster.models.allSatisfy({ $0.id.utf8.count <= Self.labelBytesMax }) else {
            return FieldError("models", "ids of \(Self.labelBytesMax) bytes at most")
        }
        guard
            !roster.hasPanel
                || roster.judges.allSatisfy({ $0.id.utf8.count <= Self.labelBytesMax })
        else { return FieldError("judges", "ids of \(Self.labelBytesMax) bytes at most") }
        guard pack.arms.count <= Pack.armsMax else {
            return FieldError("pack.arms", "\(Pack.armsMax) at most")
        }
        var samples = 1
        for count in [
            pack.scenarios.count, pack.replicates, pack.arms.count, roster.models.count,
        ] {
            let (product, overflow) = samples.multipliedReportingOverflow(by: count)
            guard !overflow, product <= Self.samplesMax else {
                return FieldError("pack", "a run has \(Self.samplesMax) samples at most")
            }
            samples = product
        }
        return nil
    }

    /// The digest of all of it.
    public var digest: Digest { Digest(of: json) }

    /// The run that this specification registers.
    ///
    /// The same inputs give the same run, so a second start goes on with the first instead of
    /// paying twice; another label makes another run.
    public var run: RunID { Self.run(of: digest) }

    /// The run that a specification of that digest registers.
    public static func run(of digest: Digest) -> RunID { RunID("r" + digest.short) }

    /// Whether any answer in it is made up by a rehearsal; planted subjects stand apart and do not
    /// make a run of real models a rehearsal.
    public var isSimulated: Bool {
        roster.models.contains { $0.isSimulated && !$0.isPlanted }
            || roster.models.allSatisfy(\.isPlanted)
    }

    /// What fixes how replies become outcomes, as one fact of a series.
    public var scorerIdentity: String {
        switch pack.scorer {
        case .rules(let version): "rules \(version)"
        case .judge(let prompt):
            "\(roster.hasPanel ? "panel" : "judge") "
                + roster.judges.map(\.name).joined(separator: "+")
                + " \(prompt.name ?? "prompt") \(prompt.version) "
                + roster.judges.map(\.identity.short).joined(separator: "+")
        case .tool(let choice): "tool \(choice.version)"
        case .match(let match): "match \(match.version)"
        case .regex(let patterns): "regex \(patterns.version)"
        case .change(let change): "change \(change.version)"
        case .belief(let check): "belief \(check.version)"
        }
    }
}

/// The name of a run: `r` and 12 hexadecimal digits, or what an import called it.
public struct RunID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The name.
    public let name: String

    package init(_ name: String) { self.name = name }

    /// The name.
    public var description: String { name }

    /// By bytes.
    public static func < (left: RunID, right: RunID) -> Bool {
        left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
}
