import Testing

@testable import Scoring

struct SalutationTests {
    private func stands(_ text: String) -> Bool { Salutation.stands(in: Array(text.utf8), at: 0) }

    @Test(arguments: [
        "subject: the run", "dear ms okoye,\n", "dear mr. holt,\n", "dear prof. holt:\n",
        "hi anna,\n", "hey everyone!\n", "to the editor:\n", "sehr geehrte frau weber,\n",
        "estimado vecino:\n", "chere tante,\n", "dear committee -\n",
    ])
    func `a line that greets someone by name opens a letter`(text: String) {
        #expect(stands(text))
    }

    @Test(arguments: [
        "", "hello,\n", "hi there,\n", "dear user,\n", "dear ms okoye, thank you",
        "hi! i can't,\n", "hello again,\n", "dear\n", "dear ,\n", "hi anna. i can't help,\n",
        "the subject: cats", "dear anna\n",
    ])
    func `a greeting to the user or a sentence does not`(text: String) {
        #expect(!stands(text))
    }

    @Test func `a line of 64 bytes may open a letter, one of 65 may not`() {
        let name = String(repeating: "n", count: 58)
        #expect(stands("dear \(name),\n"))
        #expect(!stands("dear \(name)n,\n"))
    }
}
