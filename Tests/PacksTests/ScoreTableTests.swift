import Bench
import TestSupport
import Testing

@testable import Packs

/// Scores of classifiers elsewhere: what a file means, and what is wrong with it.
struct ScoreTableTests {
    private static let keys = (0..<3).map { Digest(of: [UInt8($0)]).hex }

    private func read(_ text: String, _ name: String) throws -> [ImportedScore] {
        let folder = try Folder()
        try folder.write(text, to: name)
        return try Packs.scores(at: folder.path + "/" + name)
    }

    private func fault(_ text: String, _ name: String = "s.jsonl") -> String {
        do {
            _ = try read(text, name)
            return ""
        } catch { return "\(error)" }
    }

    @Test func `lines and cells mean the same`() throws {
        let lines = """
            {"key":"\(Self.keys[0])","detector":"probe","score":0.5}

            {"key":"\(Self.keys[1])","detector":"probe","score":1,"mask":"cue"}
            """
        let cells = """
            detector,score,key,mask
            probe,0.5,\(Self.keys[0]),
            probe,1,\(Self.keys[1]),cue
            """
        let first = try read(lines, "s.jsonl")
        #expect(first.map(\.score) == [0.5, 1] && first.map(\.mask) == [.none, .cue])
        #expect(first.map(\.line) == [1, 3] && first.map(\.key.hex) == Array(Self.keys.prefix(2)))
        var second = try read(cells, "s.CSV")
        #expect(second.map(\.line) == [2, 3])
        for place in second.indices { second[place].line = first[place].line }
        #expect(first == second)
    }

    @Test(
        arguments: [
            (#""score":0.5"#, #""score":1.01"#, "s.jsonl:1: score: a number from 0 to 1"),
            (#""score":0.5"#, #""score":-0.1"#, "s.jsonl:1: score: "),
            (#""score":0.5"#, #""score":"0.5""#, "s.jsonl:1: score: "),
            (#","score":0.5"#, "", "s.jsonl:1: score: "),
            (#""probe""#, #""A probe""#, "s.jsonl:1: detector: \"A probe\" is no name"),
            ("\"key\":\"", "\"key\":\"0", "s.jsonl:1: key: 64 hexadecimal digits"),
            (#""score""#, #""scores""#, "s.jsonl:1: scores: no such field; is it `score`?"),
            (#"0.5}"#, #"0.5,"mask":"most"}"#, "s.jsonl:1: mask: \"most\" is none of none, answer"),
            ("{", "", "s.jsonl:1: no JSON"),
        ]
    ) func `what is wrong is named with its line and field`(
        old: String,
        new: String,
        words: String
    ) {
        let line = "{\"key\":\"\(Self.keys[0])\",\"detector\":\"probe\",\"score\":0.5}"
        #expect(fault(line) == "")
        let found = fault(line.replacing(old, with: new, maxReplacements: 1))
        #expect(found.contains(words), "\(found)")
    }

    @Test func `one sample has one score of a detector under a mask`() {
        let line = "{\"key\":\"\(Self.keys[0])\",\"detector\":\"probe\",\"score\":0.5}\n"
        #expect(fault(line + "\n" + line).contains("s.jsonl:3: key: probe has scored it in line 1"))
        #expect(fault(line + line.replacing("probe", with: "other")) == "")
        #expect(fault(line + line.replacing("}", with: ",\"mask\":\"cue\"}")) == "")
    }

    @Test func `a table needs its columns, and a file a score`() {
        #expect(fault("key,score\n", "s.csv").contains("s.csv:1: detector: the column is missing"))
        let more = fault("key,score,detector,masks\n", "s.csv")
        #expect(more.contains("s.csv:1: masks: no such column; is it `mask`?"))
        #expect(fault("\n").contains("has no score"))
        #expect(fault("{\"key\":\"\(String(repeating: "0", count: 5_000))\"}").contains("4 KiB"))
    }
}
