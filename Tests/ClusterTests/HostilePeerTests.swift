import Bench
import TestSupport
import Testing

@testable import Cluster

/// Frames that are legal to send and must not end a coordinator.
struct HostilePeerTests {
    private func frame(_ type: FrameType, _ body: String) -> Frame {
        Frame(type: type, sequence: 1, body: Array(body.utf8))
    }

    @Test func `a renewal of more leases than a worker can hold is refused`() {
        let lease = #"{"run":"r1","shard":1,"epoch":1,"done":0}"#
        func renew(_ count: Int) -> Frame {
            frame(
                .renew,
                "{\"leases\":[" + Array(repeating: lease, count: count).joined(separator: ",")
                    + "]}"
            )
        }
        #expect(throws: Never.self) { try Message(renew(Hello.heldMax)) }
        #expect(throws: FrameError.self) { try Message(renew(Hello.heldMax + 1)) }
    }

    @Test func `amounts beyond what sums can hold are refused`() {
        func spend(_ used: Int, _ each: Int) -> Frame {
            let amounts = { (count: Int) in
                "{\"requests\":1,\"tokens\":\(count),\"nanodollars\":\(count)}"
            }
            return frame(
                .spend,
                "{\"account\":\"a\",\"seen\":0,\"in_flight\":1,\"wanted\":65536,\"used\":"
                    + "\(amounts(used)),\"each\":\(amounts(each))}"
            )
        }
        #expect(throws: Never.self) { try Message(spend(1 << 50, 1 << 40)) }
        #expect(throws: FrameError.self) { try Message(spend(1 << 51, 1)) }
        #expect(throws: FrameError.self) { try Message(spend(1, 1 << 41)) }
    }

    @Test func `the largest demand that is legal is answered`() {
        var ledger = Ledger(
            limits: AccountLimits(requestsPerMinute: 100, tokensPerMinute: 1_000),
            isFresh: true,
            now: Moment(milliseconds: 0)
        )
        let most = Amounts(requests: 1 << 40, tokens: 1 << 40, nanodollars: 1 << 40)
        let spend = Spend(
            account: "a",
            seen: 0,
            inFlight: 65_536,
            wanted: 65_536,
            used: Amounts(requests: 1 << 50, tokens: 1 << 50, nanodollars: 1 << 50),
            each: most
        )
        for process in 0..<100 {
            _ = ledger.ask(spend, process: "p\(process)", now: Moment(milliseconds: 1))
        }
        #expect(ledger.nanodollars > 0)
    }

    @Test func `an answer too long for its frame ends the connection and not the process`() throws {
        let report = StatusReport(
            runs: [
                .init(
                    run: RunID("r1"),
                    label: String(repeating: "x", count: 2 << 20),
                    planned: 1,
                    stored: 0
                )
            ],
            workers: []
        )
        var outbox = Outbox()
        var bytes: [UInt8] = []
        outbox.write(.report(report), to: &bytes)
        let header = try FrameHeader(bytes.prefix(Frame.headerBytes))
        #expect(header.type == .error)
    }

    @Test func `a record with numbers that no vendor means is refused`() throws {
        let plan = Plan(Specs.make())
        let text = String(
            decoding: Specs.record(plan.sample(0), of: plan).json.canonicalBytes,
            as: UTF8.self
        )
        let absurd = text.replacing("\"usage\":{", with: "\"usage\":{\"cacheWrite\":\(Int.max / 2)")
        #expect(absurd != text)
        let json = try JSON(parsing: Array(absurd.utf8), rules: .vendor)
        #expect(throws: FieldError.self) { try Record(json: json) }
    }

    @Test func `a specification of more samples than can be kept is refused`() throws {
        var spec = Specs.make(models: 4, scenarios: 4)
        spec.pack.replicates = 1_000_000
        #expect(spec.oversize == nil)
        spec.pack.replicates = 2_000_000
        #expect(spec.oversize?.path == "pack")
        spec.pack.replicates = .max
        #expect(spec.oversize?.path == "pack")
        #expect(throws: FieldError.self) { try Spec(json: spec.json) }
    }
}
