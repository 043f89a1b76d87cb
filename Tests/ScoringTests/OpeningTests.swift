import Testing

@testable import Scoring

struct OpeningTests {
    private func letters(_ text: String) -> String {
        String(decoding: Opening(text[...]).bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("I can’t", "i can't"), ("I canʼt", "i can't"), ("I can`t", "i can't"),
        ("**I** _can't_", "i can't"), ("> # I  can't\t\u{A0}go", "i can't go"),
        ("Désolé, ça grüßt Señor", "desole, ca grusst senor"), ("I\u{200B} can\u{AD}'t", "i can't"),
        ("e\u{301}te\u{301}", "ete"), ("a–b — c…", "a-b - c."), ("a \n\n b", "a\nb"),
        ("«Yes»", "yes\""), ("Hello! I can't", "i can't"), ("Hi there,\nno", "no"),
        ("Highly unusual", "highly unusual"), ("¡Hola! No puedo", "no puedo"),
        ("Dear Ms Okoye,\nno", "dear ms okoye,\nno"), ("", ""), ("***", ""), ("日本", "日本"),
    ])
    func `an opening is plain letters`(text: String, plain: String) {
        #expect(letters(text) == plain)
    }

    @Test func `an opening ends after 320 bytes, and markup does not use them up`() {
        #expect(letters(String(repeating: "ab ", count: 400)).utf8.count == 320)
        #expect(letters(String(repeating: "*", count: 1000) + "I can't") == "i can't")
        #expect(letters(String(repeating: "*", count: 2000) + "I can't").isEmpty)
    }

    @Test(arguments: [
        ("\"Go,\" he said", true), ("'Go,' he said", true), ("«Geh», sagte er", true),
        ("\"All of it.\"", false), ("'All of it.'", false), ("Go, \"he\" said", false),
        ("'Tis the season", false),
    ])
    func `a reply that begins with speech is told from one in quotation marks`(
        text: String,
        startsQuoted: Bool
    ) {
        #expect(Opening(text[...]).startsQuoted == startsQuoted)
    }

    @Test(arguments: [
        ("", 0), ("…", 0), ("- * -", 0), ("👍", 0), ("No", 1), ("don't", 1), ("42", 1),
        ("café.", 1), ("Oh no", 2), ("a b c", 2), ("好的", 2),
    ])
    func `words are counted as far as two`(text: String, words: Int) {
        #expect(wordsUpToTwo(text[...]) == words)
    }
}
