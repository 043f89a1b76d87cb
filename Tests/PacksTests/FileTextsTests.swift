import Bench
import Testing

@testable import Packs

struct FileTextsTests {
    @Test func `too many texts are a fault of the file`() throws {
        var texts = FileTexts(file: "f")
        #expect(try texts.place(of: String(repeating: "a", count: Texts.bytesMax)) == 0)
        let error = try #require(throws: PackError.self) { try texts.place(of: "c") }
        #expect("\(error)".hasPrefix("f: its distinct prompts have more than 48 MiB"))
        #expect(texts.all.count == 1)
    }
}
