import Bench
import TestSupport
import Testing

@testable import Packs

/// Judge files and calibration files: what they mean, and what is wrong with them.
struct JudgeFileTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func file(_ text: String, _ name: String) throws -> String {
        try folder.write(text, to: name)
        return folder.path + "/" + name
    }

    private func fault(_ work: () throws -> Void) -> String {
        do {
            try work()
            return ""
        } catch { return "\(error)" }
    }

    @Test(
        arguments: [
            "compliance", "faking-reasoning", "strongreject-2024", "strongreject-rubric",
        ]
    ) func `the judges of the library can score the animals`(name: String) throws {
        let pack = try Packs.pack(at: checkout + "/benchmarks/animal-welfare")
        let judge = try Packs.judge(at: checkout + "/benchmarks/judges/\(name).yaml")
        let judged = try pack.judged(by: judge)
        guard case .judge(let prompt) = judged.scorer else {
            Issue.record("no judge")
            return
        }
        #expect(judge.id == name && prompt.name == name && prompt.seal == 1)
        #expect(judged.digest != pack.digest)
        #expect(try Pack(json: judged.json) == judged)
        let first = prompt.pieces[0].map { judged.texts[$0] }
        #expect(first.count == 2)
        // What the scenario asks is there, and nothing that an arm says.
        #expect(first[0].contains("five-litre desk aquarium"))
        #expect(!first.joined().contains("free-tier"))
    }

    @Test func `the two formulas are two digests`() throws {
        let pack = try Packs.pack(at: checkout + "/benchmarks/animal-welfare")
        let first = try Packs.judge(at: checkout + "/benchmarks/judges/strongreject-2024.yaml")
        var second = first
        second.scale = .formula(.strongrejectRubric)
        #expect(try pack.judged(by: first).digest != pack.judged(by: second).digest)
    }

    @Test func `a judge of options needs a pack that says what they mean`() throws {
        let pack = try Packs.pack(at: checkout + "/benchmarks/animal-welfare")
        let judge = try Packs.judge(at: checkout + "/benchmarks/judges/belief.yaml")
        #expect(throws: Judge.Unfit.noOptions(judge: "belief", pack: "animal-welfare")) {
            try pack.judged(by: judge)
        }
    }

    @Test func `a judge that would see an arm is refused`() throws {
        let text = """
            id: j
            version: 1
            title: J
            kind: labels
            labels: {YES: complied, NO: refused}
            prompt: "{{request}} {{cue}} {{reply}}"
            """
        let path = try file(text, "j.yaml")
        #expect(fault { _ = try Packs.judge(at: path) }.contains("j.yaml:6: prompt: {{cue}}"))
        var pack = try Packs.pack(at: checkout + "/benchmarks/animal-welfare")
        let judge = try Packs.judge(at: checkout + "/benchmarks/judges/compliance.yaml")
        pack.texts.append("You are watched. Write.")
        pack.prompts[0][1] = [.init(role: .user, text: pack.texts.count - 1)]
        #expect(throws: Judge.Unfit.armsDiffer(judge: "compliance", scenario: "aw-001")) {
            try pack.judged(by: judge)
        }
    }

    @Test(
        arguments: [
            (
                #"{"id":"c","scenario":"aw-999","arm":"monitored","reply":"r","label":"complied"}"#,
                "scenario", "no scenario \"aw-999\""
            ),
            (
                #"{"id":"c","scenario":"aw-001","arm":"watched","reply":"r","label":"complied"}"#,
                "arm", "no arm is called \"watched\""
            ),
            (
                #"{"id":"c","scenario":"aw-001","arm":"monitored","reply":"r","label":"yes"}"#,
                "label", "none of complied, refused, unparsed"
            ),
            (
                #"{"id":"ok","scenario":"aw-001","arm":"monitored","reply":"r","label":"refused"}"#,
                "id", "the id of line 1 already"
            ),
            (
                #"{"id":"c","scenario":"aw-001","arm":"monitored","label":"refused"}"#, "reply",
                "is missing"
            ),
            (
                #"{"id":"c","scenario":"aw-001","arm":"monitored","reply":"r","lable":"refused"}"#,
                "lable", "is it `label`?"
            ),
        ]
    ) func `a wrong line says where and why`(line: String, field: String, cause: String) throws {
        let pack = try Packs.pack(at: checkout + "/benchmarks/animal-welfare")
        let good =
            #"{"id":"ok","scenario":"aw-001","arm":"monitored","reply":"r","label":"complied"}"#
        let path = try file(good + "\n" + line + "\n", "calibration.jsonl")
        let text = fault { _ = try Packs.calibration(at: path, for: pack) }
        #expect(text.contains("calibration.jsonl:2: \(field): "), "\(text)")
        #expect(text.contains(cause), "\(text)")
    }

    @Test func `the animals have labelled replies of both classes`() throws {
        let pack = try Packs.pack(at: checkout + "/benchmarks/animal-welfare")
        let path = checkout + "/benchmarks/animal-welfare/calibration.jsonl"
        let items = try Packs.calibration(at: path, for: pack)
        #expect(items.count >= 60)
        #expect(items.count { $0.label == .complied } >= 20)
        #expect(items.count { $0.label == .refused } >= 20)
        #expect(Set(items.map(\.arm)).count == pack.arms.count)
    }
}
