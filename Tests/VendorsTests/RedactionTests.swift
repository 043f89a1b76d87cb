import Testing

@testable import Vendors

struct RedactionTests {
    @Test(arguments: [
        ("Incorrect API key provided: sk-abc***wxyz.", "Incorrect API key provided: [redacted]"),
        ("key=AIzaSyD-12345_abcdef", "key=[redacted]"),
        ("https://host/v1?key=AIzaSyD-12345_abcdef&x=1", "https://host/v1?key=[redacted]&x=1"),
        ("Authorization: Bearer 0a1b2c3d4e", "Authorization: Bearer [redacted]"),
        ("x-api-key: 'abcdefabcdefabcdefabcdef'", "x-api-key: '[redacted]'"),
        ("token QUJDREVGR0hJSktMTU5PUFFSU1Q=", "token [redacted]="),
        ("your api key ****a1b2 is invalid", "your api key [redacted] is invalid"),
        ("(xai-0123456789)", "([redacted])"),
    ])
    func `what looks like a key is taken out`(text: String, clean: String) {
        #expect(Redaction.clean(text) == clean)
    }

    @Test(arguments: [
        "This model's maximum context length is 8192 tokens, you asked for 10000",
        "Bearer authentication is required", "no such model: gpt-4o-2024-08-06", "risk-averse",
        "request req_011CSHoEeqs5C35K2UUqR7Fy failed", "a monkey at the keyboard",
    ])
    func `what only looks technical stays`(text: String) {
        #expect(Redaction.clean(text) == text)
    }

    @Test func `control characters cannot break a line or colour a terminal`() {
        #expect(Redaction.clean("a\u{1B}[31m\r\nb\u{202E}c\u{0}  d\n") == "a [31m b c d")
    }

    @Test func `300 characters stay, the 301st is cut`() {
        let whole = String(repeating: "é", count: 300)
        #expect(Redaction.clean(whole) == whole)
        let cut = Redaction.clean(whole + "é")
        #expect(cut.count == 300)
        #expect(cut.hasSuffix("é…"))
    }

    @Test func `a key across the cut leaves nothing of itself`() {
        for padding in 280...300 {
            let text = String(repeating: "a ", count: padding / 2) + " sk-secretsecret123456"
            #expect(!Redaction.clean(text).contains("sk-"))
        }
    }

    @Test func `cleaning twice changes nothing more`() {
        let text = "Bearer sk-abcdefghijklmnop \n key abcdefghijklmnopqrstuvwxyz"
        #expect(Redaction.clean(Redaction.clean(text)) == Redaction.clean(text))
    }

    @Test func `a text of megabytes is looked at only as far as it is shown`() {
        let text = String(repeating: "word ", count: 400_000)
        #expect(Redaction.clean(text).count == 300)
    }
}
