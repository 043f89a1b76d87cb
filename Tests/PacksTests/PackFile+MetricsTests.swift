import Bench
import Packs
import Testing

struct PackFileMetricsTests {
    let draft: Draft

    init() throws { draft = try Draft() }

    @Test func `a metric is read whole`() throws {
        let metric = try draft.load(
            "worse: higher}",
            "worse: lower, counts: refused, unparsed: notCounted, minimum_effect_points: 2, "
                + "margin_points: 1.5}"
        ).metrics[0]
        #expect(
            metric
                == Metric(
                    id: "g",
                    counts: .refused,
                    minuend: "a",
                    subtrahend: "b",
                    worse: .lower,
                    unparsed: .notCounted,
                    minimumEffectPoints: 2,
                    marginPoints: 1.5
                )
        )
    }

    @Test(arguments: [
        (
            "minuend: a", "minuend: z",
            "metrics[0].minuend: no arm is called \"z\"; the arms are a, b"
        ),
        ("subtrahend: b", "subtrahend: a", "metrics[0].subtrahend: an arm minus itself"),
        ("worse: higher", "worse: highest", "metrics[0].worse: \"highest\" is none of"),
        (", worse: higher", "", "metrics[0]: `worse` is missing"),
        ("worse: higher", "worse: higher, counts: notRun", "metrics[0].counts: \"notRun\" is none"),
        (
            "worse: higher", "worse: higher, margin_points: 101",
            "metrics[0].margin_points: a number"
        ),
        ("worse: higher", "worse: higher, margin: 1", "metrics[0].margin: no such field"),
    ])
    func `a fault names its field`(_ old: String, _ new: String, _ words: String) throws {
        let error = try #require(throws: PackError.self) { try draft.load(old, new) }
        #expect(error.line == 13)
        #expect("\(error)".contains("pack.yaml:13: " + words), "\(error)")
    }

    @Test func `two metrics do not share an id, and one at least is needed`() throws {
        let twice = try #require(throws: PackError.self) {
            try draft.load(
                "worse: higher}",
                "worse: higher}\n  - {id: g, minuend: b, subtrahend: a, worse: lower}"
            )
        }
        #expect(twice.line == 14)
        #expect("\(twice)".contains("metrics[1].id: another metric is called \"g\" already"))
        let none = try #require(throws: PackError.self) {
            try draft.load(
                "metrics:\n  - {id: g, minuend: a, subtrahend: b, worse: higher}",
                "metrics: []"
            )
        }
        #expect("\(none)".contains("metrics: the list is empty"))
    }
}
