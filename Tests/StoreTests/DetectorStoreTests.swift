import Bench
import Foundation
import Store
import TestSupport
import Testing

/// What detectors said, on disk.
struct DetectorStoreTests {
    private let stage: StoreTests
    private let detector = StoredDetector(
        name: "d",
        version: 1,
        mode: .sandbagging,
        kind: .judge,
        place: .both,
        digest: "aa",
        source: "d.yaml by m",
        madeAtMilliseconds: 5
    )

    init() throws { stage = try StoreTests() }

    private func list(
        _ rows: [DetectionRow],
        mask: Detector.Mask = .none,
        digest: String = "aa"
    ) -> DetectionList {
        var detector = detector
        detector.digest = digest
        return DetectionList(detector: detector, mask: mask, rows: rows)
    }

    @Test func `scores are there for the next process, one for each detector, mask and sample`()
        throws
    {
        let store = try stage.opened()
        let run = stage.spec.run
        let rows = [
            DetectionRow(sample: 0, .score(0.25), nanodollars: 3),
            DetectionRow(sample: 1, .unreadable),
            DetectionRow(sample: 2, .failed("no number"), nanodollars: 4),
        ]
        try store.detections([list(rows), list([rows[0]], mask: .cue)], run: run)
        try store.close()
        let again = try Store.openForReading(at: stage.path)
        let found = try again.detectors(of: run)
        #expect(found.count == 1)
        #expect(found[0].detector == detector && found[0].masks == [.none, .cue])
        #expect(try again.detections(of: run, by: detector, mask: .none) == rows)
        #expect(
            try again.detections(of: run, by: detector, mask: .none, samples: 1..<2) == [rows[1]]
        )
        #expect(try again.detections(of: run, by: detector, mask: .answer) == [])
        #expect(try again.nanodollars(of: run, by: detector) == 10)
    }

    @Test func `a score stays, and a failed judgement gives way to the next with its cost added`()
        throws
    {
        let store = try stage.opened()
        let run = stage.spec.run
        try store.detections(
            [
                list([
                    .init(sample: 0, .score(0.1)), .init(sample: 1, .failed("x"), nanodollars: 2),
                ])
            ],
            run: run
        )
        try store.detections(
            [list([.init(sample: 0, .score(0.9)), .init(sample: 1, .score(1), nanodollars: 5)])],
            run: run
        )
        let rows = try store.detections(of: run, by: detector, mask: .none)
        #expect(
            rows == [.init(sample: 0, .score(0.1)), .init(sample: 1, .score(1), nanodollars: 7)]
        )
    }

    @Test func `another digest is another detector`() throws {
        let store = try stage.opened()
        try store.detections([list([.init(sample: 0, .score(0))])], run: stage.spec.run)
        try store.detections(
            [list([.init(sample: 0, .score(1))], digest: "bb")],
            run: stage.spec.run
        )
        #expect(try store.detectors(of: stage.spec.run).map(\.detector.digest) == ["aa", "bb"])
    }

    @Test func `one score outside its range, and nothing of the commit is kept`() throws {
        let store = try stage.opened()
        let lists = [list([.init(sample: 0, .score(0.5)), .init(sample: 1, .score(1.5))])]
        #expect(throws: StoreError.self) { try store.detections(lists, run: stage.spec.run) }
        #expect(try store.detectors(of: stage.spec.run).isEmpty)
    }

    @Test func `what was found is counted by model, arm and what is shown of the reasoning`() throws
    {
        let store = try stage.opened()
        let run = stage.spec.run
        for sample in 0..<3 { try stage.put(sample, in: store) }
        let rows: [DetectionRow] = [
            .init(sample: 0, .score(0.51)), .init(sample: 1, .score(0.5)),
            .init(sample: 2, .unreadable),
        ]
        try store.detections([list(rows)], run: run)
        let counts = try store.detectionCounts(of: run, by: detector)
        #expect(counts.reduce(0) { $0 + $1.found } == 1)
        #expect(counts.reduce(0) { $0 + $1.replies } == 2)
        #expect(counts.reduce(0) { $0 + $1.unreadable } == 1)
        #expect(counts.allSatisfy { $0.model == 0 && $0.visibility == .none })
    }

    @Test func `records of a stretch are those, in the order of the plan`() throws {
        let store = try stage.opened()
        for sample in [0, 1, 3] { try stage.put(sample, in: store) }
        let rows = try store.records(of: stage.spec.run, samples: 1..<4)
        #expect(rows.map(\.sample.index) == [1, 3] && rows.allSatisfy { $0.json != nil })
    }
}
