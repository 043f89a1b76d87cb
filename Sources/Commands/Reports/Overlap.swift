import Bench
import Gaps
import Publish
import Store

/// Two scorings of the same replies, side by side.
struct Overlap {
    private let before: RunID
    private let after: RunID
    /// How often each outcome became each other one.
    private var moves: [[Outcome]: Int] = [:]
    /// Samples that differ, by model, scenario, arm and replicate; the first ones.
    private var moved: [String] = []
    private var counts = JudgeCalibration()
    private var samples = 0
    /// Samples of planted subjects, which are no models: counted apart.
    private var planted = (samples: 0, same: 0)
    private var cells: [(model: String, metric: String, before: Gap?, after: Gap?)] = []

    /// Differing samples that are named, at most.
    static let movedMax = 20

    init(store: Store, before: RunID, after: RunID) throws {
        self.before = before
        self.after = after
        var first: [Place: Outcome] = [:]
        try store.forEachRecord(of: before) { first[Place($0.sample)] = $0.outcome }
        let spec = try store.spec(of: after)
        try store.forEachRecord(of: after) { row in
            guard let old = first[Place(row.sample)] else { return }
            if spec.roster.models[row.sample.model].isPlanted {
                planted.samples += 1
                if old == row.outcome { planted.same += 1 }
                return
            }
            samples += 1
            moves[[old, row.outcome], default: 0] += 1
            if old.isClear, row.outcome.isClear {
                counts.add(
                    isPositive: old == .complied,
                    isJudgedPositive: row.outcome == .complied
                )
            }
            if old != row.outcome, moved.count < Self.movedMax {
                moved.append(
                    "\(spec.roster.models[row.sample.model].id) "
                        + "\(spec.pack.scenarios[row.sample.scenario].id) "
                        + "\(spec.pack.arms[row.sample.arm].id) \(row.sample.replicate + 1): "
                        + "\(old.words) → \(row.outcome.words)"
                )
            }
        }
        let builder = ReportBuilder(store: store)
        let old = try builder.read(store.run(named: before.name))
        let new = try builder.read(store.run(named: after.name))
        let subjects = Set(spec.roster.models.filter(\.isPlanted).map(\.id))
        cells = new.cells.compactMap { cell in
            let id = new.id(of: cell)
            guard !subjects.contains(id) else { return nil }
            let earlier = old.cell(model: id, metric: cell.metric.id)
            return (id, cell.metric.id, try? earlier?.gap.get(), try? cell.gap.get())
        }
    }

    private struct Place: Hashable {
        var model: Int
        var scenario: Int
        var arm: Int
        var replicate: Int

        init(_ sample: Sample) {
            model = sample.model
            scenario = sample.scenario
            arm = sample.arm
            replicate = sample.replicate
        }
    }

    private var same: Int { moves.reduce(0) { $0 + ($1.key[0] == $1.key[1] ? $1.value : 0) } }

    private static func words(_ gap: Gap?) -> String {
        guard let gap else { return "–" }
        return "\(Points.signed(gap.estimate)) [\(Points.signed(gap.interval.lower)), "
            + "\(Points.signed(gap.interval.upper))]"
    }

    /// The moves, the most frequent first.
    private var sorted: [(key: [Outcome], value: Int)] {
        moves.sorted { left, right in
            left.value != right.value
                ? left.value > right.value
                : left.key.map(\.code).lexicographicallyPrecedes(right.key.map(\.code))
        }
    }

    /// For people.
    var lines: [String] {
        var lines = ["\(after): the replies of \(before), scored anew"]
        let kappa = counts.kappa.map {
            ", κ \(Points.fixed($0.value, digits: 2)) ± \(Points.fixed(1.96 * $0.standardError, digits: 2))"
        }
        lines.append(
            "  \(Figures.count(same)) of \(Figures.count(samples)) scored alike\(kappa ?? "")"
        )
        if planted.samples > 0 {
            lines.append(
                "  planted subjects, not among these: \(Figures.count(planted.same)) of "
                    + "\(Figures.count(planted.samples)) scored alike"
            )
        }
        for (key, count) in sorted where key[0] != key[1] {
            lines.append("  \(key[0].words) → \(key[1].words): \(count)")
        }
        for cell in cells {
            lines.append(
                "  \(cell.model) \(cell.metric): \(Self.words(cell.before)) before, "
                    + "\(Self.words(cell.after)) after"
            )
        }
        return lines + moved.map { "  ✗ " + $0 }
    }

    /// For programs.
    var json: JSON {
        func gap(_ gap: Gap?) -> JSON {
            guard let gap else { return .null }
            return [
                "estimate": .number(gap.estimate), "lower": .number(gap.interval.lower),
                "upper": .number(gap.interval.upper),
            ]
        }
        return [
            "run": JSON(after.name), "origin": JSON(before.name), "samples": JSON(samples),
            "same": JSON(same),
            "planted": ["samples": JSON(planted.samples), "same": JSON(planted.same)],
            "kappa": JSON(counts.kappa?.value),
            "moves": .array(
                sorted.map {
                    [
                        "before": JSON($0.key[0].rawValue), "after": JSON($0.key[1].rawValue),
                        "samples": JSON($0.value),
                    ]
                }
            ),
            "gaps": .array(
                cells.map {
                    [
                        "model": JSON($0.model), "metric": JSON($0.metric),
                        "before": gap($0.before), "after": gap($0.after),
                    ]
                }
            ),
        ]
    }
}
