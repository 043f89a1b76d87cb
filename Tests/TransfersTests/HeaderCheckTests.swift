import Testing

@testable import Transfers

struct HeaderCheckTests {
    private func refusal(of name: String, _ value: String) -> TransferError? {
        do throws(TransferError) {
            try HeaderCheck.check(TransferHeader(name, value))
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["", "plain", "two words", "tab\there", "caf\u{e9}", "a=b; c=\"d\""])
    func `what RFC 9110 allows in a value is sent`(value: String) {
        #expect(refusal(of: "X-A", value) == nil)
    }

    @Test(arguments: ["a\nb", "a\rb", "a\r\nb", "a\0b", "key\n", "a\u{7f}b", "a\u{1b}[2Jb"])
    func `a control in a value is refused by the header's name`(value: String) {
        #expect(refusal(of: "X-A", value) == .invalidHeader(name: "X-A"))
    }

    @Test(arguments: ["", "a b", "a:b", "a\r\nb", "\u{e9}", "(a)", "a\0"])
    func `a name that is no token is refused and not repeated`(name: String) {
        #expect(refusal(of: name, "x") == .invalidHeader(name: ""))
    }

    @Test func `a name may be 64 bytes long and no longer`() {
        let longest = String(repeating: "n", count: 64)
        #expect(refusal(of: longest, "x") == nil)
        #expect(refusal(of: longest + "n", "x") == .invalidHeader(name: ""))
    }

    @Test(arguments: ["Content-Length", "content-length", "Transfer-Encoding"])
    func `a header that would say where the body ends is refused`(name: String) {
        #expect(refusal(of: name, "1") == .invalidHeader(name: name))
    }
}
