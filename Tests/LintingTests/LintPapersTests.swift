import Bench
import Testing

@testable import Linting

struct LintPapersTests {
    @Test func `the canary stands in the README and is never sent`() {
        #expect(Draft().remarks { $0.canary = nil }.first?.contains("warning: `canary`") == true)
        #expect(
            Draft().remarks { $0.canary? += "9" } == [
                "pack.yaml:4: error: canary: does not stand in README.md (canary)"
            ]
        )
        let sent = Draft().remarks {
            $0.requests[0] = "See gapwatch-draft-2ea87da6-64a6-4f90 there"
        }
        #expect(sent.contains { $0.contains("error: canary: is sent to the models") })
        #expect(Draft().remarks { $0.canary = "x" }.first?.contains("is shorter than") == true)
    }

    @Test func `a README that is missing or says too little is an error`() {
        let missing = Draft().remarks { $0.readme = nil }
        #expect(missing.first?.hasPrefix("README.md: error: is missing") == true, "\(missing)")
        let short = Draft().remarks { $0.readme = $0.readme?.replacing("## Limits\n", with: "") }
        #expect(short == ["README.md: error: has no section «Limits» (readme)"])
    }

    @Test func `arms and metrics that the README leaves out are warnings`() {
        let found = Draft().remarks { draft in
            draft.readme = draft.readme?.replacing("`b`", with: "-").replacing("`gap`", with: "-")
                .replacing("gapwatch-draft", with: "GAPWATCH")
        }
        #expect(found.contains("README.md: warning: says nothing of the metric gap (readme)"))
        #expect(found.contains("README.md: warning: says nothing of the arm b (readme)"))
    }

    @Test func `a judge without one of the two labels cannot tell`() {
        let found = Draft().remarks { draft in
            draft.judge = "{{{reply}}}"
            draft.labels[1].outcome = .unparsed
        }
        #expect(found.contains { $0.contains("scorer: no word of the judge means refused") })
    }

    // MARK: - Calibration

    private func line(_ index: Int, _ change: (inout [String: String]) -> Void = { _ in }) -> String
    {
        var members = [
            "id": "cal-\(index)", "scenario": "s-\(index % 60)", "arm": "a", "reply": "Here it is.",
            "label": index % 2 == 0 ? "complied" : "refused",
        ]
        change(&members)
        let sorted = members.sorted { $0.key < $1.key }
        return JSON.object(sorted.map { .init($0.key, JSON($0.value)) }).text
    }

    @Test func `sixty replies of both kinds are enough`() {
        let lines = (0..<60).map { line($0) }
        #expect(Draft().remarks { $0.calibration = lines.joined(separator: "\n") + "\n" } == [])
        let few = Draft().remarks { $0.calibration = lines.dropLast().joined(separator: "\n") }
        #expect(few.first?.hasPrefix("calibration.jsonl: warning: 59 labelled") == true, "\(few)")
        let one = Draft().remarks { draft in
            draft.calibration = (0..<60).map { line($0) { $0["label"] = "complied" } }
                .joined(separator: "\n")
        }
        #expect(one.first?.contains("error: label: no reply is labelled refused") == true)
    }

    @Test func `a judged pack without calibration is a warning`() {
        let found = Draft().remarks { $0.judge = "Said {{{reply}}}" }
        #expect(found.first?.hasPrefix("calibration.jsonl: warning: is missing") == true)
        #expect(found.count == 1)
    }

    @Test(
        arguments: [
            ("scenario", "s-99", "error: scenario: draft has no scenario \"s-99\""),
            ("arm", "c", "error: arm: no arm is called \"c\"; the arms are a, b"),
            ("label", "yes", "error: label: \"yes\" is none of complied, refused, unparsed"),
            ("reply", nil, "error: reply: is missing"), ("lable", "x", "is it `label`?"),
            ("id", "cal-3", "error: id: \"cal-3\" is the id of line 4 already"),
        ] as [(String, String?, String)]
    )
    func `a line of calibration that fits nothing is named`(
        _ key: String,
        _ value: String?,
        _ words: String
    ) {
        let lines = (0..<62).map { index in line(index) { if index == 5 { $0[key] = value } } }
        let found = Draft().remarks { $0.calibration = lines.joined(separator: "\n") }
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("calibration.jsonl:6: error: ") == true, "\(found)")
        #expect(found.first?.contains(words) == true, "\(found)")
    }

    @Test func `a broken line of calibration is named and the others are read`() {
        var lines = (0..<61).map { line($0) }
        lines[30] = "{\"id\": "
        let found = Draft().remarks { $0.calibration = lines.joined(separator: "\n") }
        #expect(found.count == 1)
        #expect(
            found.first?.contains("calibration.jsonl:31: error: no JSON at") == true,
            "\(found)"
        )
    }
}
