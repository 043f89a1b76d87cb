/// What a budgets file says of one vendor account.
public struct AccountLine: Sendable, Equatable {
    /// Whose key it is; empty for everybody's.
    public var organisation: String
    /// `host[:port]=VARIABLE`, or `host[:port]` without a key.
    public var account: String
    /// Requests in any minute.
    public var requestsPerMinute: Int?
    /// Tokens in any minute.
    public var tokensPerMinute: Int?
    /// Requests in flight.
    public var inFlight: Int?
    /// Billionths of a dollar over the life of the store.
    public var nanodollars: Int64?
}

/// One budgets file: `accounts`, a list.
struct BudgetsFile {
    /// Accounts, at most.
    static let accountsMax = 1_000
    private let top: Field

    init(_ file: String) throws(PackError) {
        top = try Field.top(of: file)
        try top.allow(["accounts"])
    }

    func lines() throws(PackError) -> [AccountLine] {
        var lines: [AccountLine] = []
        var seen: Set<String> = []
        for field in try top.needed("accounts").list(countMax: Self.accountsMax) {
            let line = try line(field)
            guard seen.insert(line.organisation + " " + line.account).inserted else {
                throw try field.needed("account").error("has limits already")
            }
            lines.append(line)
        }
        return lines
    }

    private func line(_ field: Field) throws(PackError) -> AccountLine {
        try field.allow([
            "account", "organisation", "requests_per_minute", "tokens_per_minute", "in_flight",
            "dollars",
        ])
        let account = try field.needed("account").text()
        guard let host = account.split(separator: "=", maxSplits: 1).first, !host.contains("/"),
            !host.contains(where: \.isWhitespace)
        else {
            throw try field.needed("account").error(
                "is no account: HOST[:PORT]=VARIABLE is needed, as api.openai.com=OPENAI_API_KEY"
            )
        }
        let dollars = try field.number(of: "dollars", in: 0...1_000_000_000)
        return AccountLine(
            organisation: try field.optional("organisation")?.name() ?? "",
            account: host.lowercased() + account.dropFirst(host.count),
            requestsPerMinute: try field.whole(of: "requests_per_minute", in: 1...100_000_000),
            tokensPerMinute: try field.whole(of: "tokens_per_minute", in: 1...100_000_000_000),
            inFlight: try field.whole(of: "in_flight", in: 1...65_536),
            nanodollars: dollars.map { Int64($0 * 1e9) }
        )
    }
}
