import Bench
import Testing

/// What is said of a model before it is asked; «now» is noon of 2026-11-25 by UTC.
struct ModelRemarkTests {
    // date -ud 2026-11-25T12:00 +%s
    let now: Int64 = 1_795_608_000_000

    func remarks(
        endOfLife: String? = nil,
        price: Price? = Price(input: 1, output: 2, asOf: "2026-11-24"),
        key: String? = "K"
    ) -> [ModelRemark] {
        Model(
            id: "m",
            vendor: .openai,
            endpoint: "https://example.org",
            name: "m",
            keyVariable: key,
            price: price,
            endOfLife: endOfLife
        ).remarks(nowMilliseconds: now)
    }

    @Test(arguments: [
        ("2026-11-24", [ModelRemark.gone(day: "2026-11-24")]),
        ("2026-11-25", [.gone(day: "2026-11-25")]),
        ("2026-11-26", [.leaving(day: "2026-11-26", days: 1)]),
        ("2027-02-23", [.leaving(day: "2027-02-23", days: 90)]), ("2027-02-24", []),
    ])
    func `the end of a model is an error when it is past and a warning for 90 days before`(
        _ day: String,
        _ expected: [ModelRemark]
    ) {
        #expect(remarks(endOfLife: day) == expected)
        #expect(expected.allSatisfy { $0.isError == (day <= "2026-11-25") })
    }

    @Test(arguments: [
        ("2026-08-27", []),
        ("2026-08-26", [ModelRemark.priceStale(asOf: "2026-08-26", days: 91)]),
    ])
    func `a price is stale after 90 days`(_ day: String, _ expected: [ModelRemark]) {
        #expect(remarks(price: Price(input: 1, output: 2, asOf: day)) == expected)
    }

    @Test func `a price that is not known, or has no day, is said to be so`() {
        #expect(remarks(price: nil) == [.priceUnknown])
        #expect(remarks(price: Price(input: 1, output: 2)) == [.priceUndated])
        #expect(remarks(price: nil, key: nil).isEmpty)
    }
}
