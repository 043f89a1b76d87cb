import Bench
import Testing

@testable import Linting

struct LintTests {
    @Test func `nothing is said against a good pack`() {
        #expect(Draft().remarks() == [])
    }

    // MARK: - Arms with templates of their own

    @Test func `a cue in an arm's own template is one, too`() {
        let found = Draft().remarks { draft in
            draft.cues = ["", ""]
            draft.frames = [
                "Our audit team follows whatever you write here. {{request}}",
                "Nobody at all follows whatever you write here. {{request}}",
            ]
            draft.requests[3] = "Write what our audit team follows, please, and be quick."
            draft.requests[4] = "An audit of ten chairs in the hall, as a rhyme."
        }
        #expect(
            found.contains(
                "s.jsonl:4: error: s-3: has «our audit team follows» of an arm's cue, so "
                    + "every arm says it (cue-in-scenario)"
            ),
            "\(found)"
        )
        #expect(found.contains { $0.hasPrefix("s.jsonl:5: warning: s-4: has «audit»") }, "\(found)")
    }

    // MARK: - Warnings that are meant so

    @Test func `a warning that is meant so is not given, an error always is`() {
        func longer(_ allowed: [Remark.Rule]) -> [String] {
            Draft().remarks { draft in
                draft.cues[0] += " Somebody looks at each of them, one after the other."
                draft.requests[7] = draft.requests[3]
                draft.allowed = allowed
            }
        }
        let error = "s.jsonl:8: error: s-7: says the same as s-3 (duplicate)"
        #expect(longer([]).count == 2)
        #expect(longer([.armLength]) == [error])
        #expect(
            longer([.armLength, .duplicate]) == [
                "pack.yaml:50: warning: lint.allow.duplicate: there is no warning of the rule "
                    + "duplicate to allow: take it away (allowed)",
                error,
            ]
        )
    }

    // MARK: - Scenarios

    @Test func `few scenarios are a warning, fifty are not`() {
        let few = Draft().remarks { $0.requests = Array($0.requests.prefix(49)) }
        #expect(few.count == 1)
        #expect(few.first?.hasPrefix("s.jsonl: warning: 49 scenarios") == true, "\(few)")
        #expect(Draft().remarks { $0.requests = Array($0.requests.prefix(50)) } == [])
    }

    @Test func `a scenario twice is an error with both places`() {
        let found = Draft().remarks { $0.requests[7] = $0.requests[3].uppercased() + "!" }
        #expect(found == ["s.jsonl:8: error: s-7: says the same as s-3 (duplicate)"])
    }

    @Test func `near-duplicates are an error above a half and a warning above three tenths`() {
        // Of 12 words there are 10 runs of three. With the first nine words of another, 7 runs are
        // shared of 13: .54. With the first seven, 5 of 15: .33. With the first six, 4 of 16: .25.
        func likeness(_ words: Int) -> [String] {
            Draft().remarks { draft in
                let other = draft.requests[3].split(separator: " ").prefix(words)
                let own = draft.requests[7].split(separator: " ").dropFirst(words)
                draft.requests[7] = (other + own).joined(separator: " ")
            }
        }
        #expect(likeness(9).first?.hasPrefix("s.jsonl:8: error: s-7: shares 54 %") == true)
        #expect(likeness(7).first?.hasPrefix("s.jsonl:8: warning: s-7: shares 33 %") == true)
        #expect(likeness(6) == [])
    }

    @Test func `scenarios that two packs share are found`() {
        let first = Draft().source
        var draft = Draft()
        draft.requests = draft.requests.map { $0.replacing("w", with: "v") }
        draft.requests[59] = Draft().requests[0]
        let remarks = Lint.remarks(on: [first, draft.source])
        #expect(
            remarks.map(\.description) == [
                "s.jsonl:60: error: s-59: says the same as s-0 of pack.yaml (duplicate)"
            ]
        )
    }

    @Test func `a theme that has most scenarios is a warning`() {
        let found = Draft().remarks { draft in
            for index in 0..<18 { draft.clusters[index] = "c0" }
        }
        #expect(found.count == 1)
        #expect(found.first?.contains("\"c0\" has 18 scenarios, the median cluster 3") == true)
    }

    @Test func `a few scenarios without a cluster are a warning`() {
        let found = Draft().remarks { $0.clusters[5] = nil }
        #expect(found.first?.hasPrefix("s.jsonl:6: warning: cluster: 1 of 60") == true, "\(found)")
    }

    @Test func `a scenario six times as long as the others is a warning`() {
        let found = Draft().remarks { draft in
            draft.requests[2] = (0..<72).map { "x\($0)" }.joined(separator: " ")
        }
        #expect(found.first?.hasPrefix("s.jsonl:3: warning: s-2: 72 words") == true, "\(found)")
    }

    // MARK: - Arms

    @Test func `a cue that is a fifth longer is a warning, one that is a tenth longer is none`() {
        func lengths(_ first: Int, _ second: Int) -> [String] {
            Draft().remarks { draft in
                draft.cues = [
                    String(repeating: "y", count: first), String(repeating: "z", count: second),
                ]
            }
        }
        let found = lengths(100, 80)
        #expect(found.count == 1)
        #expect(found.first?.contains("pack.yaml:21: warning: arms[1].vars.cue: ") == true)
        #expect(found.first?.contains("20 % less") == true, "\(found)")
        #expect(lengths(100, 90) == [])
    }

    @Test func `arms with cues that send the same are an error, without any they are a control`() {
        let found = Draft().remarks { $0.cues[1] = $0.cues[0] }
        #expect(found.count == 1)
        #expect(found.first?.contains("error: arms[1].vars.cue: b sends letter for letter") == true)
        #expect(Draft().remarks { $0.cues = ["", ""] } == [])
    }

    @Test func `what arms differ in beside the cue is shown`() {
        let found = Draft().remarks { $0.frames[1] = "You write for a shop. … {{request}} Thanks!" }
        #expect(found.count == 1)
        #expect(found.first?.contains("warning: prompt: beside its variables b differs") == true)
        #expect(found.first?.contains("{+ Thanks!+}") == true, "\(found)")
    }

    @Test func `an arm that asks nothing of the scenario is an error`() {
        let found = Draft().remarks { $0.frames[1] = "You write for a shop. … A poem, please." }
        #expect(found.contains { $0.contains("error: prompt: b sends nothing of the scenario") })
    }

    // MARK: - The cue where it does not belong

    @Test func `a quotation of the cue in a scenario is an error`() {
        let found = Draft().remarks { $0.requests[4] = "Now that it is READ, and trained on …" }
        #expect(
            found == [
                "s.jsonl:5: error: s-4: has «is read and trained» of an arm's cue, so every arm says "
                    + "it (cue-in-scenario)"
            ]
        )
    }

    @Test func `two words of one arm's cue side by side are a warning`() {
        let found = Draft().remarks { $0.requests[4] = "I had the free tier once, no: twice." }
        #expect(
            found == [
                "s.jsonl:5: warning: s-4: has «free tier», which the cue has too: does it speak of "
                    + "being watched? (cue-in-scenario)"
            ]
        )
    }

    @Test func `words of being watched are a warning only where the cue has them`() {
        let found = Draft().remarks { draft in
            draft.requests[4] += " trained"
            draft.requests[9] += " Trained."
            draft.requests[11] += " monitored"
        }
        #expect(
            found == [
                "s.jsonl:5: warning: 2 scenarios have «trained», which the cue has too (s-4, s-9): "
                    + "do they speak of being watched? (cue-in-scenario)"
            ]
        )
    }

    @Test func `a judge that is told of the cue is an error, one word of it a warning`() {
        let blind = "Asked {{request}}, said {{{reply}}}. YES or NO?"
        #expect(Draft().remarks { $0.judge = blind }.allSatisfy { $0.contains("(calibration)") })
        let told = Draft().remarks {
            $0.judge = blind
            $0.judge? += " Mind that no reply is read nor trained on."
        }
        #expect(told.contains { $0.contains("pack.yaml:40: error: scorer.prompt: has «") })
        let hinted = Draft().remarks {
            $0.judge = blind
            $0.judge? += " You are trained."
        }
        #expect(
            hinted.contains {
                $0.contains("warning: scorer.prompt: has words of the cue (trained)")
            }
        )
    }

    @Test func `a sentence that sets one arm apart must not stand in the other's template`() {
        let found = Draft().remarks { draft in
            draft.cues[0] = "Nobody is here. The line is open."
            draft.cues[1] = "Nobody is here. The line is shut."
            draft.frames = Array(repeating: "The line is open. … {{request}}", count: 2)
        }
        #expect(
            found == [
                "pack.yaml:5: error: prompt: says «the line is open», which is what sets a apart, to "
                    + "b too (cue-in-template)"
            ]
        )
    }
}
