import Bench
import Packs
import TestSupport
import Testing

struct MappingTests {
    let draft: Draft

    init() throws { draft = try Draft() }

    static let text = """
        pack: v
        title: T
        columns: {model: "{{v}}/{{m}}", scenario: "{{s}}", cluster: "{{v}}", arm: "{{a}}", outcome: "{{l}}"}
        arms: {watched: w, not: n}
        outcomes: {"1": complied, "2": refused}
        metrics:
          - {id: g, minuend: w, subtrahend: n, worse: higher}
        """

    func mapping(_ text: String = text) throws -> Mapping {
        try draft.folder.write(text, to: "m.yaml")
        return try Packs.mapping(at: draft.folder.path + "/m.yaml")
    }

    static let row = ["v": "care", "m": "mm", "s": "7", "a": "not", "l": "2"]

    @Test func `a row is understood by templates and words`() throws {
        let mapping = try mapping()
        #expect(mapping.armIDs == ["n", "w"])
        let row = try mapping.row(Self.row, file: "t.csv", line: 2)
        #expect(row.model == "care/mm")
        #expect(row.scenario == "7")
        #expect(row.cluster == "care")
        #expect(row.arm == "n")
        #expect(row.outcome == .refused)
    }

    @Test(arguments: [
        ("a", "other", "t.csv:9: arm: \"other\" is not among the mapping's arms; add it"),
        ("l", "3", "t.csv:9: outcome: \"3\" is not among the mapping's outcomes; add it, or"),
    ])
    func `a word that the mapping does not have is named`(
        _ column: String,
        _ value: String,
        _ words: String
    ) throws {
        var row = Self.row
        row[column] = value
        let mapping = try mapping()
        let error = try #require(throws: PackError.self) {
            try mapping.row(row, file: "t.csv", line: 9)
        }
        #expect("\(error)".hasPrefix(words), "\(error)")
    }

    @Test func `a column that the table does not have is named`() throws {
        var row = Self.row
        row["m"] = nil
        let mapping = try mapping()
        let error = try #require(throws: PackError.self) {
            try mapping.row(row, file: "t.csv", line: 9)
        }
        #expect("\(error)".contains("t.csv:9: m: no such column, which the mapping needs for"))
        #expect("\(error)".contains("the columns are a, l, s, v"))
    }

    @Test func `otherwise takes every other word`() throws {
        let mapping = try mapping(
            Self.text.replacing("\"2\": refused", with: "otherwise: unparsed")
        )
        #expect(try mapping.row(Self.row, file: "t", line: 2).outcome == .unparsed)
    }

    @Test func `a metric of a mapping names the arms that the mapping has`() throws {
        let error = try #require(throws: PackError.self) {
            try mapping(Self.text.replacing("minuend: w", with: "minuend: watched"))
        }
        #expect("\(error)".contains("metrics[0].minuend: no arm is called \"watched\""))
    }

    @Test func `the public labels map as their authors count them`() throws {
        let mapping = try Packs.mapping(at: checkout + "/benchmarks/mappings/vlaf.yaml")
        let row = try mapping.row(
            [
                "value": "care", "model": "m", "arm": "monitored", "scenario": "1", "sample": "0",
                "label": "<",
            ],
            file: "t.csv",
            line: 2
        )
        #expect(row.outcome == .unparsed)
        #expect(row.model == "care/m")
        #expect(mapping.metrics[0].unparsed == .notCounted)
    }
}
