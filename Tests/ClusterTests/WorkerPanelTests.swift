import Bench
import Cluster
import TestSupport
import Testing

/// A worker, and a panel whose judges are at addresses of their own.
struct WorkerPanelTests {
    /// One model at port 9, and judges at the ports 21 to 23.
    static let spec: Spec = {
        var spec = Specs.make(models: 1, isJudged: true, judges: ["j-0", "j-1", "j-2"])
        for seat in 0..<3 { spec.roster.judges[seat].endpoint = "http://127.0.0.1:\(21 + seat)/v1" }
        return spec
    }()

    private static let authorities = [
        "127.0.0.1:9", "127.0.0.1:21", "127.0.0.1:22", "127.0.0.1:23",
    ]

    private func allotments(_ spec: Spec, money: Int64? = nil) -> [Allotment] {
        Account.names(of: spec.roster.everyone).map { account in
            Allotment(
                account: account,
                number: 1,
                inFlight: 100,
                nanodollars: money,
                validMilliseconds: 10_000_000
            )
        }
    }

    private func asked(_ spec: Spec, _ authorities: [String], money: Int64? = nil) -> Int {
        ParkingTests.start(spec, authorities: authorities, allotments(spec, money: money)).asked
            .count
    }

    @Test func `nothing is asked where one judge of a panel may not be`() {
        #expect(asked(Self.spec, Self.authorities) == 2, "two slots")
        for missing in Self.authorities {
            #expect(asked(Self.spec, Self.authorities.filter { $0 != missing }) == 0, "\(missing)")
        }
    }

    @Test func `nothing is asked where money is metered and one judge has no price`() {
        #expect(asked(Self.spec, Self.authorities, money: 1_000_000_000) == 2)
        for seat in 0..<3 {
            var spec = Self.spec
            spec.roster.judges[seat].price = nil
            #expect(asked(spec, Self.authorities, money: 1_000_000_000) == 0, "\(seat)")
        }
    }

    @Test func `an account that several are asked over counts once`() {
        var spec = Self.spec
        spec.roster.judges[2].endpoint = "http://127.0.0.1:21/other"
        #expect(
            Account.names(of: spec.roster.everyone)
                == ["127.0.0.1:9", "127.0.0.1:21", "127.0.0.1:22"]
        )
    }
}
