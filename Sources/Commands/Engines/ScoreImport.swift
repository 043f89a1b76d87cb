import Bench
import Foundation
import Packs
import Store

/// Takes in scores that a classifier elsewhere has given a run's samples: all of a file, or nothing.
struct ScoreImport {
    let store: Store
    let run: RunID
    let spec: Spec
    /// What the scores are of; nil for any mode.
    let mode: FailureMode?

    func take(_ file: String) throws {
        let scores = try Packs.scores(at: file)
        // Of what was read, and not of the file once more: it may have changed since.
        let words = scores.lazy.flatMap { score in
            Array("\(score.key.hex) \(score.detector) \(score.mask.rawValue) \(score.score)\n".utf8)
        }
        let digest = Digest(of: words).hex
        let samples = try samples(scores, file)
        let kept = Set(try store.storedSamples(of: run))
        var lists: [DetectionList] = []
        var places: [[String]: Int] = [:]
        for score in scores {
            guard let sample = samples[score.key], kept.contains(sample) else {
                throw CommandError(
                    "\(file):\(score.line): key: \(run) has no record of that sample"
                )
            }
            let name = [score.detector, score.mask.rawValue]
            if places[name] == nil {
                places[name] = lists.count
                lists.append(list(score, digest, file))
            }
            guard let place = places[name] else { continue }
            lists[place].rows.append(DetectionRow(sample: sample, .score(score.score)))
        }
        try store.detections(lists, run: run)
        Output.warn("\(run): \(scores.count) scores from \(file)")
    }

    private func list(_ score: ImportedScore, _ digest: String, _ file: String) -> DetectionList {
        let detector = StoredDetector(
            name: score.detector,
            version: 0,
            mode: mode,
            kind: .imported,
            place: nil,
            // The mode is part of what a detector is held against.
            digest: digest + (mode.map { " " + $0.rawValue } ?? ""),
            source: file.split(separator: "/").last.map(String.init) ?? file,
            madeAtMilliseconds: Clocks.wallMilliseconds()
        )
        return DetectionList(detector: detector, mask: score.mask, rows: [])
    }

    /// The samples with these keys; the plan is walked once, and no other key is kept.
    private func samples(_ scores: [ImportedScore], _ file: String) throws -> [Digest: Int] {
        let wanted = Set(scores.map(\.key))
        let plan = Plan(spec)
        var found: [Digest: Int] = [:]
        for index in 0..<plan.samples {
            let key = plan.key(of: plan.sample(index))
            if wanted.contains(key) { found[key] = index }
        }
        if let unknown = scores.first(where: { found[$0.key] == nil }) {
            throw CommandError("\(file):\(unknown.line): key: \(run) has no sample with that key")
        }
        return found
    }
}
