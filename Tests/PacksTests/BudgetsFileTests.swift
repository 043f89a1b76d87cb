import Packs
import TestSupport
import Testing

struct BudgetsFileTests {
    private func read(_ text: String) throws -> [AccountLine] {
        let folder = try Folder()
        try folder.write(text, to: "budgets.yaml")
        return try Packs.budgets(at: folder.path + "/budgets.yaml")
    }

    @Test func `limits are read account by account`() throws {
        let lines = try read(
            """
            accounts:
              - {account: API.openai.com=OPENAI_API_KEY, requests_per_minute: 500, dollars: 2.5}
              - {account: "127.0.0.1:8080", organisation: acme, in_flight: 4, tokens_per_minute: 9}
            """
        )
        #expect(lines.map(\.account) == ["api.openai.com=OPENAI_API_KEY", "127.0.0.1:8080"])
        #expect(lines[0].requestsPerMinute == 500)
        #expect(lines[0].nanodollars == 2_500_000_000)
        #expect(lines[1].organisation == "acme")
        #expect(lines[1].inFlight == 4)
        #expect(lines[1].tokensPerMinute == 9)
    }

    @Test(
        arguments: [
            ("accounts: [{account: https://x}]", "accounts[0].account"),
            ("accounts: [{account: a}, {account: a}]", "accounts[1].account"),
            ("accounts: [{account: a, in_flight: 0}]", "accounts[0].in_flight"),
            ("accounts: [{account: a, rpm: 5}]", "accounts[0].rpm"),
        ]
    )
    func `a fault names its field`(_ text: String, _ field: String) {
        #expect { try read(text) } throws: { "\($0)".contains("budgets.yaml:1: \(field)") }
    }
}
