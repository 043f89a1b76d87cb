import Bench
import Publish
import Scoring
import Store

/// What a pack's detectors find in the replies of a run.
///
/// Only replies that say what the model did are read, and those that the scorer could not tell:
/// a filter's words are not the model's.
enum Detections {
    private struct Key: Hashable, Comparable {
        var detector: Int
        var model: Int
        var arm: Int
        var visibility: Int

        static func < (left: Key, right: Key) -> Bool {
            (left.detector, left.model, left.arm, left.visibility)
                < (right.detector, right.model, right.arm, right.visibility)
        }
    }

    static func found(
        in entry: RunEntry,
        _ spec: Spec,
        _ store: Store
    ) throws -> [RunReport.Detection] {
        let detectors = spec.pack.detectors
        guard !detectors.isEmpty else { return [] }
        let detecting = Detecting(detectors)
        var counts: [Key: RunReport.Detection.Count] = [:]
        try store.forEachRecord(of: entry.id) { row in
            guard [.complied, .refused, .unparsed].contains(row.outcome), let text = row.json,
                let json = try? JSON(parsing: Array(text.utf8), rules: .file),
                let reply = try? Record(json: json).reply
            else { return }
            for (index, found) in detecting.found(in: reply).enumerated() {
                let visibility =
                    detectors[index].place.readsReasoning ? reply.reasoningVisibility : nil
                let key = Key(
                    detector: index,
                    model: row.sample.model,
                    arm: row.sample.arm,
                    visibility: visibility.flatMap(Reply.Visibility.allCases.firstIndex) ?? -1
                )
                var count = counts[key] ?? .init(visibility: visibility)
                count.found += found == .yes ? 1 : 0
                count.replies += found == .unreadable ? 0 : 1
                count.unreadable += found == .unreadable ? 1 : 0
                counts[key] = count
            }
        }
        var detections: [RunReport.Detection] = []
        for (key, count) in counts.sorted(by: { $0.key < $1.key }) {
            let detector = detectors[key.detector].id
            let model = spec.roster.models[key.model].id
            let arm = spec.pack.arms[key.arm].id
            if let last = detections.last,
                (last.detector, last.model, last.arm) == (detector, model, arm)
            {
                detections[detections.count - 1].counts.append(count)
            } else {
                detections.append(
                    .init(detector: detector, model: model, arm: arm, counts: [count])
                )
            }
        }
        return detections
    }
}
