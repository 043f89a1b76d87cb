import Bench
import Publish
import Testing

struct DetectionsTests {
    private func report() throws -> RunReport {
        var report = try PublishTests.report()
        report.detections = [
            .init(
                detector: "hint",
                model: "m",
                arm: "a",
                counts: [
                    .init(visibility: .raw, found: 1, replies: 4),
                    .init(visibility: .summary, found: 2, replies: 5, unreadable: 3),
                ]
            ),
            .init(detector: "hint", model: "m", arm: "b", counts: [.init(replies: 9, failed: 2)]),
            .init(detector: "hint", model: "mute", arm: "a", counts: [.init(unreadable: 7)]),
        ]
        return report
    }

    @Test func `what was found stands below the table, apart by what is shown`() throws {
        let text = Terminal.leaderboard(try report(), width: 200, color: false)
        #expect(
            text.contains(
                "· hint, m: `a` 3 of 9 (reasoning raw 1 of 4, summary 2 of 5), "
                    + "3 with nothing to read; `b` 0 of 9, 2 without a number of the judge's"
            )
        )
        #expect(text.contains("· hint, nothing to read in any reply of: mute"))
        let plain = Terminal.leaderboard(
            try PublishTests.report(),
            width: 200,
            color: false
        )
        #expect(!plain.contains("Found in replies"))
    }

    @Test func `JSON has the counts, and nothing where no detector looked`() throws {
        let counts = try report().json["detections"]?[0]?["counts"]
        #expect(counts?[1] == ["visibility": "summary", "found": 2, "replies": 5, "unreadable": 3])
        #expect(try PublishTests.report().json["detections"] == nil)
    }
}
