import Bench
import Testing

@testable import Packs

struct TextsTests {
    @Test func `equal texts share a place, in the order of their first use`() throws {
        var texts = Texts(file: "f")
        #expect(try ["b", "a", "b"].map { text in try texts.place(of: text) } == [0, 1, 0])
        #expect(texts.all == ["b", "a"])
    }

    @Test func `texts that look alike and differ in bytes are two`() throws {
        var texts = Texts(file: "f")
        let composed = try texts.place(of: "\u{e9}")
        let decomposed = try texts.place(of: "e\u{301}")
        #expect(composed != decomposed)
        #expect(Array(texts.all[decomposed].utf8) == [0x65, 0xcc, 0x81])
    }

    @Test func `all texts together are bounded, and a text counts once`() throws {
        var texts = Texts(file: "f")
        let half = String(repeating: "a", count: Texts.bytesMax / 2)
        let other = String(repeating: "b", count: Texts.bytesMax / 2)
        for text in [half, other, half] { _ = try texts.place(of: text) }
        let error = try #require(throws: PackError.self) { try texts.place(of: "c") }
        #expect("\(error)".hasPrefix("f: its distinct prompts have more than 48 MiB"))
    }
}
