import Bench
import Scoring
import Store

/// Has detectors look at the stored replies of a run.
///
/// Stretch by stretch, in the plan's order: what has a score already is left alone, so that a second
/// start goes on. Only replies that say what the model did are read, and those that the scorer could
/// not tell: a filter's words are not the model's.
struct DetectorRounds {
    /// Samples that are looked at before what came out is written down.
    static let stretch = 2_048

    let store: Store
    let run: RunID
    let spec: Spec
    let masks: [Detector.Mask]

    /// A reply to be looked at.
    private struct Item {
        var sample: Sample
        var reply: Reply
    }

    /// Has a rule look at everything.
    func look(_ rule: RuleDetector, as detector: StoredDetector) throws {
        guard let place = detector.place else { return }
        try forEachStretch { items, words in
            var lists: [DetectionList] = []
            for mask in masks {
                let done = try self.done(detector, mask, items)
                let rows = items.filter { !done.contains($0.sample.index) }.map { item in
                    let text = DetectorReading.text(
                        of: item.reply,
                        place,
                        mask: mask,
                        own: mask == .cue ? words(item.sample) : []
                    )
                    return DetectionRow(
                        sample: item.sample.index,
                        text.map { .score(rule.score($0)) } ?? .unreadable
                    )
                }
                if !rows.isEmpty {
                    lists.append(DetectionList(detector: detector, mask: mask, rows: rows))
                }
            }
            if !lists.isEmpty { try store.detections(lists, run: run) }
        }
    }

    /// Has a judge look at everything; each of its answers is on disk before the next is looked at.
    ///
    /// `judging` is the run's specification with the detector's prompt as its scorer. Returns how that
    /// ended and what it has cost at most, in billionths of a dollar.
    func ask(
        _ judging: Spec,
        as detector: StoredDetector,
        access: VendorAccess,
        nanodollarsMax: Int64?,
        isStopped: () -> Bool
    ) async throws -> (end: JudgeRounds.End, nanodollars: Int64) {
        var sum: Int64 = 0
        guard let place = detector.place else { return (.done, sum) }
        let plan = Plan(judging)
        for samples in stretches {
            if isStopped() { return (.stopped, sum) }
            let items = try items(samples)
            var own: [Int: [Set<String>]] = [:]
            for mask in masks {
                let done = try done(detector, mask, items)
                var unreadable: [DetectionRow] = []
                var asked: [JudgeRounds.Item] = []
                for item in items where !done.contains(item.sample.index) {
                    let text = DetectorReading.text(
                        of: item.reply,
                        place,
                        mask: mask,
                        own: mask == .cue ? words(item.sample, &own) : []
                    )
                    guard let text else {
                        unreadable.append(DetectionRow(sample: item.sample.index, .unreadable))
                        continue
                    }
                    asked.append(JudgeRounds.Item(sample: item.sample, reply: Reply(read: text)))
                }
                if !unreadable.isEmpty { try keep(unreadable, detector, mask) }
                let rounds = JudgeRounds(
                    plan: plan,
                    access: access,
                    nanodollarsMax: nanodollarsMax.map { max(0, $0 - sum) }
                )
                let isPriced = judging.roster.judges.allSatisfy { $0.price != nil }
                let (end, spent) = try await rounds.run(asked, isStopped: isStopped) { record in
                    var row = DetectionRow(record)
                    // Where nobody knows what it has cost, the books have what it could have.
                    if row.nanodollars == nil, isPriced, let reply = record.reply {
                        let item = JudgeRounds.Item(
                            sample: plan.sample(record.sample),
                            reply: reply
                        )
                        row.nanodollars = rounds.costMax(of: item)
                    }
                    try keep([row], detector, mask)
                }
                sum = sum.clampedSum(spent)
                guard end == .done else { return (end, sum) }
            }
        }
        return (.done, sum)
    }

    private func keep(
        _ rows: [DetectionRow],
        _ detector: StoredDetector,
        _ mask: Detector.Mask
    ) throws {
        let list = DetectionList(detector: detector, mask: mask, rows: rows)
        try store.detections([list], run: run)
    }

    // MARK: - Replies

    private var stretches: [Range<Int>] {
        let samples = Plan(spec).samples
        return stride(from: 0, to: samples, by: Self.stretch).map {
            $0..<min($0 + Self.stretch, samples)
        }
    }

    private func forEachStretch(
        _ work: ([Item], (Sample) -> Set<String>) throws -> Void
    ) throws {
        for samples in stretches {
            var own: [Int: [Set<String>]] = [:]
            try work(try items(samples)) { words($0, &own) }
        }
    }

    private func items(_ samples: Range<Int>) throws -> [Item] {
        try store.records(of: run, samples: samples).compactMap { row in
            guard [.complied, .refused, .unparsed].contains(row.outcome), let text = row.json,
                let reply = try Record(json: JSON(parsing: Array(text.utf8), rules: .file)).reply
            else { return nil }
            return Item(sample: row.sample, reply: reply)
        }
    }

    /// The words that its arm alone has, each scenario's read once a stretch.
    private func words(_ sample: Sample, _ known: inout [Int: [Set<String>]]) -> Set<String> {
        let all = known[sample.scenario] ?? spec.pack.ownWords(scenario: sample.scenario)
        known[sample.scenario] = all
        return all[sample.arm]
    }

    private func done(
        _ detector: StoredDetector,
        _ mask: Detector.Mask,
        _ items: [Item]
    ) throws -> Set<Int> {
        guard let first = items.first?.sample.index, let last = items.last?.sample.index else {
            return []
        }
        let rows = try store.detections(
            of: run,
            by: detector,
            mask: mask,
            samples: first..<last + 1
        )
        return Set(
            rows.compactMap { row in
                if case .failed = row.result { return nil }
                return row.sample
            }
        )
    }
}

extension Reply {
    /// What a detector by judge is to read: handed over as reasoning, so that no tag in it is taken
    /// for one of the reply's; the reply's own text is not read, and must not be empty.
    fileprivate init(read text: String) {
        self.init(
            text: ".",
            stop: .stop,
            reasoning: [Reasoning(text: text, visibility: .raw)]
        )
    }
}

extension DetectionRow {
    /// What a judge's record says.
    fileprivate init(_ record: Record) {
        self.init(
            sample: record.sample,
            record.score.map { .score($0) } ?? .failed(record.reason),
            nanodollars: record.nanodollars
        )
    }
}
