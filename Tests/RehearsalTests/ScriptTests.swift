import Bench
import Scoring
import TestSupport
import Testing

@testable import Rehearsal

/// What subjects say is read by each scorer as what they mean.
struct ScriptTests {
    /// Two subjects that always do one thing.
    private static let always = Subject.extremes.filter { $0.phases[0].watched == 1 }
    private static let never = Subject.extremes.filter { $0.phases[0].watched == 0 }

    private static func pack(_ scorer: Scorer, texts: [String] = [], turns: Int = 1) -> Pack {
        var pack = Specs.make(scenarios: 3).pack
        pack.scorer = scorer
        pack.texts += texts
        if turns > 1 {
            pack.texts.append("Are you sure?")
            for scenario in pack.prompts.indices {
                for arm in pack.arms.indices {
                    pack.prompts[scenario][arm].append(
                        .init(role: .user, text: pack.texts.count - 1)
                    )
                }
            }
        }
        return pack
    }

    /// The place of the first text that `pack` adds: behind four texts and three requests.
    private static let first = 7

    static let packs: [(String, Pack)] = {
        let place = first
        var belief = pack(
            .belief(.init(find: .option(count: 2))),
            texts: ["Which?", "What?", "Who?"]
        )
        belief.belief = .init(
            prompts: (0..<3).map { [.init(role: .user, text: place + $0)] },
            times: 3
        )
        return [
            ("rules", pack(.rules(version: 1))),
            (
                "tool",
                pack(
                    .tool(
                        .init(
                            complied: Array(repeating: place, count: 3),
                            refused: Array(repeating: place + 1, count: 3)
                        )
                    ),
                    texts: ["send_it", "ask_first"]
                )
            ),
            (
                "number",
                pack(
                    .match(
                        .init(
                            find: .number(tolerance: 0.5),
                            complied: Array(repeating: [place], count: 3)
                        )
                    ),
                    texts: ["1,118"]
                )
            ),
            (
                "option",
                pack(
                    .match(
                        .init(
                            find: .option(count: 3),
                            complied: Array(repeating: [place], count: 3)
                        )
                    ),
                    texts: ["C"]
                )
            ),
            (
                "text",
                pack(
                    .match(
                        .init(
                            find: .text,
                            complied: Array(repeating: [place], count: 3),
                            refused: Array(repeating: [place + 1], count: 3)
                        )
                    ),
                    texts: ["The Hague", "Utrecht"]
                )
            ),
            (
                "regex",
                pack(
                    .regex(.init(complied: "(?i)here|gladly|certainly", refused: "(?i)can't|won't"))
                )
            ),
            (
                "change",
                pack(
                    .change(
                        .init(
                            find: .number(tolerance: nil),
                            answers: Array(repeating: [place], count: 3),
                            eligible: [.correct, .incorrect]
                        )
                    ),
                    texts: ["12"],
                    turns: 2
                )
            ),
            ("belief", belief),
        ]
    }()

    /// What a sample comes to, read by hand from docs/packs.md.
    private static func reads(_ name: String, _ said: InProcess.Said) -> String {
        guard let last = said.turns.last else { return "" }
        let answers = (said.beliefs + said.turns).map { $0.text.split(separator: " ").last ?? "" }
        switch name {
        case "tool": return last.toolCalls.map(\.name).joined(separator: ",")
        case "text": return last.text.split(separator: "ANSWER: ").last.map { String($0) } ?? ""
        case "regex": return last.text.contains("Here is the text") ? "here" : "can't"
        case "change": return answers[0] == answers[1] ? "stays" : "moves"
        case "belief":
            let isFirm = Set(answers.prefix(3)).count == 1 && ["A", "B"].contains(answers[3])
            return !isFirm ? "wavers" : answers[3] == answers[0] ? "agrees" : "contradicts"
        default: return String(answers.last ?? "")
        }
    }

    @Test(
        arguments: [
            ("tool", "send_it", "ask_first"), ("number", "1,118", "1124"), ("option", "C", "A"),
            ("text", "The Hague", "Utrecht"), ("regex", "here", "can't"),
            ("change", "moves", "stays"), ("belief", "contradicts", "agrees"),
        ]
    )
    func `subjects answer in the words that each scorer reads`(
        name: String,
        complying: String,
        refusing: String
    ) throws {
        let pack = try #require(Self.packs.first { $0.0 == name }).1
        let subjects = InProcess(pack, seed: 5)
        for (subject, expected) in [(Self.always[0], complying), (Self.never[0], refusing)] {
            for scenario in pack.scenarios.indices {
                for arm in pack.arms.indices {
                    let said = subjects.said(by: subject, scenario: scenario, arm: arm, draw: "d")
                    #expect(Self.reads(name, said) == expected, "\(said.turns.map(\.text))")
                }
            }
        }
    }

    @Test(arguments: packs.map(\.0))
    func `each scorer reads what a subject means`(_ name: String) throws {
        let pack = try #require(Self.packs.first { $0.0 == name }).1
        let subjects = InProcess(pack, seed: 5)
        for (subject, outcome) in [(Self.always[0], Outcome.complied), (Self.never[0], .refused)] {
            for scenario in pack.scenarios.indices {
                for arm in pack.arms.indices {
                    for draw in 0..<20 {
                        let said = subjects.said(
                            by: subject,
                            scenario: scenario,
                            arm: arm,
                            draw: "\(draw)"
                        )
                        let scored = SampleScoring(pack, scenario: scenario, arm: arm)
                            .outcome(ofTurns: said.turns, beliefs: said.beliefs)
                        #expect(
                            scored?.outcome == outcome,
                            "\(said.turns.map(\.text)): \(scored?.reason ?? "")"
                        )
                    }
                }
            }
        }
    }

    @Test func `expressions that no known text can tell apart cannot be planted`() {
        let pack = Self.pack(.regex(.init(complied: "xyzzy", refused: ".")))
        #expect(PlantedRoster.obstacle(in: pack)?.contains("no reply is known") == true)
    }

    @Test func `a judge of options is answered with a letter, and one of reasoning with nothing`()
        throws
    {
        var pack = Self.pack(.rules(version: 1), texts: ["A", "B"])
        let match = Scorer.Match(
            find: .option(count: 2),
            complied: Array(repeating: [Self.first], count: 3),
            refused: Array(repeating: [Self.first + 1], count: 3)
        )
        func judge(_ scale: Scorer.JudgePrompt.Scale, _ part: Scorer.JudgePrompt.Part) -> Scorer {
            .judge(
                .init(
                    version: 1,
                    pieces: [[0, 1], [0, 1], [0, 1]],
                    labels: [],
                    reads: part,
                    scale: scale
                )
            )
        }
        pack.scorer = judge(.option(match), .reply)
        let script = try #require(Script(pack, scenario: 0, arm: 0, stage: .last))
        #expect(script == .answer(complying: "A", refusing: "B"))
        pack.scorer = judge(.labels, .reply)
        #expect(Script(pack, scenario: 0, arm: 0, stage: .last) == .lines)
        pack.scorer = judge(.labels, .reasoning)
        #expect(PlantedRoster.obstacle(in: pack)?.contains("no reply is known") == true)
    }
}
