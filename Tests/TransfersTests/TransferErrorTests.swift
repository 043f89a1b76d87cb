import Testing

@testable import Transfers

struct TransferErrorTests {
    /// One of each kind, with whether a second try can help: by hand, apart from the code.
    static let all: [(error: TransferError, isRetryable: Bool)] = [
        (.invalidMethod, false),
        (.invalidHeader(name: "X-A"), false),
        (.invalidHeader(name: ""), false),
        (.invalidURL(reason: "it names no host"), false),
        (.timeout(host: "h", phase: .connecting, afterMilliseconds: 10), true),
        (.timeout(host: "h", phase: .answering, afterMilliseconds: 10), true),
        (.bodyTooLarge(host: "h", limit: 10), false),
        (.headersTooLarge(host: "h", limit: 10), false),
        (.refused(host: "h"), true),
        (.unresolved(host: "h"), true),
        (.certificate(host: "h", detail: "expired"), false),
        (.cut(host: "h"), true),
        // 92 is what a server's early HTTP/2 answer to a half-sent body ends as.
        (.transport(host: "h", code: 92, detail: "stream error"), true),
        (.cancelled, false),
        (.closed, false),
        (.queueFull(limit: 10), false),
    ]

    @Test(arguments: all)
    func `only what may pass by itself is tried again`(error: TransferError, isRetryable: Bool) {
        #expect(error.isRetryable == isRetryable)
    }

    @Test(arguments: all.map(\.error))
    func `an error is one line for the person at the terminal`(error: TransferError) {
        #expect(error.description.split(separator: " ").count >= 4)
        #expect(!error.description.utf8.contains(0x0a))
    }

    @Test func `a host that cannot be reached is told from one that answers badly`() {
        let unreachable = Self.all.map(\.error).filter(\.isUnreachable)
        #expect(
            unreachable == [
                .refused(host: "h"), .unresolved(host: "h"),
                .certificate(host: "h", detail: "expired"),
            ]
        )
    }
}
