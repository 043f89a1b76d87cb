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

    @Test func `slopes, events and orders are declared`() throws {
        let metrics = try draft.load(
            "worse: higher}",
            """
            worse: higher}
              - {id: dose, kind: slope, doses: {b: 0, a: 0.5}, worse: lower}
              - {id: order, kind: order, minuend: a, subtrahend: b, worse: higher, weights: {complied: 1, unparsed: 0.5, refused: 0}}
              - id: faking
                kind: event
                conditions: [{arm: a, is: complied}, {arm: b, is_not: complied}]
                against: [{arm: a, is_not: complied}, {arm: b, is: complied}]
                worse: higher
            """
        ).metrics
        #expect(metrics[1].kind == .slope([.init(arm: "b", dose: 0), .init(arm: "a", dose: 0.5)]))
        #expect((metrics[1].minuend, metrics[1].subtrahend) == ("a", "b"))
        #expect(metrics[2].worth == .weights([.complied: 1, .unparsed: 0.5, .refused: 0]))
        #expect(metrics[3].arms == ["a", "b"])
        for metric in metrics { #expect(try Metric(json: metric.json) == metric) }
    }

    @Test(arguments: [
        ("kind: slope, doses: {a: 1}, worse: higher}", "doses: two arms with different doses"),
        ("kind: slope, doses: {a: 1, z: 2}, worse: higher}", "doses.z: no arm is called \"z\""),
        ("kind: event, conditions: [{arm: a}], worse: higher}", "either `is` or `is_not`"),
        (
            "kind: event, conditions: [{arm: a, is: complied}, {arm: a, is: refused}], worse: higher}",
            "`a` has a condition already"
        ),
        ("minuend: a, subtrahend: b, worse: higher, score: [3, 1]}", "the range must go up"),
        ("minuend: a, subtrahend: b, worse: higher, weights: {complied: 1}}", "two outcomes"),
        ("kind: ratio, worse: higher}", "\"ratio\" is none of"),
    ])
    func `a fault of another kind of metric is named`(_ text: String, _ words: String) throws {
        let error = try #require(throws: PackError.self) {
            try draft.load("minuend: a, subtrahend: b, worse: higher}", text)
        }
        #expect("\(error)".contains(words), "\(error)")
    }
}
