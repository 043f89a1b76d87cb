import TestSupport
import Testing

@testable import Bench

struct TextsTests {
    @Test func `equal texts share a place, in the order of their first use`() throws {
        var texts = Texts()
        #expect(try ["b", "a", "b"].map { text in try texts.place(of: text) } == [0, 1, 0])
        #expect(texts.all == ["b", "a"])
    }

    @Test func `texts that look alike and differ in bytes are two`() throws {
        var texts = Texts()
        let composed = try texts.place(of: "\u{e9}")
        let decomposed = try texts.place(of: "e\u{301}")
        #expect(composed != decomposed)
        #expect(Array(texts.all[decomposed].utf8) == [0x65, 0xcc, 0x81])
    }

    @Test func `all texts together are bounded, and a text counts once`() throws {
        var texts = Texts()
        let half = String(repeating: "a", count: Texts.bytesMax / 2)
        let other = String(repeating: "b", count: Texts.bytesMax / 2)
        for text in [half, other, half] { _ = try texts.place(of: text) }
        let error = try #require(throws: Texts.TooLong.self) { try texts.place(of: "c") }
        #expect("\(error)".hasPrefix("its distinct prompts have more than 48 MiB"))
    }

    @Test func `overlays and judges keep to the bound, too`() throws {
        var pack = Specs.make(scenarios: 2).pack
        let room = Texts.bytesMax - pack.texts.reduce(0) { $0 + $1.utf8.count }
        let judge = Judge(
            id: "j",
            version: 1,
            title: "",
            reads: .reply,
            scale: .labels([]),
            pieces: [.text("12345"), .reply]
        )
        // The judge's prompt is one text of five bytes, before the reply, and an empty one behind it.
        pack.texts.append(String(repeating: "a", count: room - 5))
        #expect(try pack.judged(by: judge).texts.count == pack.texts.count + 2)
        pack.texts[pack.texts.count - 1] += "a"
        #expect(throws: Judge.Unfit.tooLong(judge: "j")) { try pack.judged(by: judge) }
        let variant = Overlay.Variant(id: "v", title: "", prompt: .init(before: "x"))
        let overlay = Overlay(id: "o", title: "", variants: [variant])
        #expect(throws: OverlayError.tooLong(overlay: "o", variant: "v")) {
            try pack.overlaid(with: overlay)
        }
    }
}
