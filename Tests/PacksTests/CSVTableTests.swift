import Bench
import Packs
import Testing

struct CSVTableTests {
    let draft: Draft

    init() throws { draft = try Draft() }

    func table(_ text: String) throws -> CSVTable {
        try CSVTable(file: try draft.write(Array(text.utf8), to: "t.csv"))
    }

    @Test func `a table is read by the standard`() throws {
        let table = try table("a,b\r\n\"x, \"\"y\"\"\",2\r\n\r\n3,\"4\n5\"\r\n,\n")
        #expect(table.columns == ["a", "b"])
        #expect(table.rows.map(\.cells) == [["x, \"y\"", "2"], ["3", "4\n5"], ["", ""]])
        #expect(table.rows.map(\.line) == [2, 4, 6])
    }

    @Test func `a byte-order mark is no part of the first column`() throws {
        #expect(try table("\u{feff}a\n1").columns == ["a"])
    }

    @Test(
        arguments: [
            ("", nil, "the file is empty"), ("a,a\n1,2", 1, "two columns have one name"),
            ("a,b\n1", 2, "1 cells where the header has 2"),
            ("a\n\"1\"2", 2, "text behind a closing quote"),
            ("a\n1\n\"2\n3", 3, "a quote is never closed"),
        ] as [(String, Int?, String)]
    )
    func `a table that is none is named by its line`(
        _ text: String,
        _ line: Int?,
        _ words: String
    ) throws {
        let error = try #require(throws: PackError.self) { try table(text) }
        #expect(error.line == line, "\(error)")
        #expect("\(error)".contains(words), "\(error)")
    }
}
