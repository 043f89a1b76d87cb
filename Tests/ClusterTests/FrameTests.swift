import Bench
import Cluster
import TestSupport
import Testing

struct FrameTests {
    static let lease = Lease(run: RunID("r1"), shard: 3, epoch: 2)

    static func messages() -> [Cluster.Message] {
        let spec = Specs.make()
        let plan = Plan(spec)
        let wanted = SampleSet(all: 5..<22)
        return [
            .hello(
                Hello(
                    role: .worker,
                    instance: String(repeating: "a", count: 32),
                    name: "w",
                    software: "t",
                    held: [lease]
                )
            ),
            .welcome(
                Welcome(
                    version: 1,
                    leaderEpoch: 4,
                    terms: Terms(),
                    verdicts: [Renewal(lease: lease, verdict: .kept)]
                )
            ),
            .ready(Ready(samples: 9, without: [ModelID(run: RunID("r1"), model: 1)])),
            .grant(Grant(lease: lease, spec: spec.digest, wanted: wanted)),
            .renew([Progress(lease: lease, done: 4)]),
            .renew([Progress(lease: lease, done: 4, parked: 2)]),
            .renew([Progress(lease: lease, done: 4, isWaiting: true)]),
            .batches([
                WaitingBatch(
                    run: RunID("r1"),
                    model: "openai/m",
                    vendor: "OpenAI",
                    batch: "batch_1",
                    requests: 320,
                    sinceMilliseconds: 1_795_428_011_000
                )
            ]),
            .renewed([Renewal(lease: lease, verdict: .lost)]),
            .result(Delivery(lease: lease, record: Specs.record(plan.sample(0), of: plan))),
            .acked(through: 77), .complete(lease, count: 3, root: spec.digest),
            .completed(lease, .done), .completed(lease, .stale),
            .completed(lease, .incomplete(wanted)), .fail(lease, .incapable, text: "no key"),
            .noted(lease), .ping(nonce: 1), .pong(nonce: 2), .drain,
            .goaway(reconnectMilliseconds: 10, endpoints: ["b:7461"], text: "bye"), .hold(lease),
            .spend(
                Spend(
                    account: "api.openai.com=K",
                    seen: 3,
                    inFlight: 2,
                    wanted: 9,
                    used: Amounts(requests: 5, tokens: 700, nanodollars: 9),
                    each: Amounts(requests: 1, tokens: 90, nanodollars: 4)
                )
            ),
            .budget(
                Allotment(
                    account: "a",
                    number: 4,
                    inFlight: 8,
                    requests: 20,
                    nanodollars: 5_000,
                    validMilliseconds: 10_000,
                    pauseMilliseconds: 3,
                    stopped: "spent"
                )
            ),
            .throttled(
                Throttle(account: "a", waitMilliseconds: 9, isSpent: true, text: "quota")
            ),
            .control(Control(run: RunID("r1"), action: .prioritise, priority: -3)),
            .control(Control(run: RunID("r1"), action: .pause)),
            .controlled(RunID("r1"), text: "paused"),
            .join(Join(token: "gwt1.x", name: "w-1", request: "PEM")),
            .join(Join(token: nil, name: "w-1", request: "PEM")),
            .joined(Joined(certificate: "C", authority: "A")),
            .receipt(
                Receipt(lease: lease, leaf: 4, size: 9, root: spec.digest, path: [spec.digest])
            ),
            .cancel(lease, text: "why"),
            .error(.window, text: "too many", isFatal: true), .fetch(spec.digest),
            .submit(
                Submission(
                    spec: spec.digest,
                    asOfMilliseconds: 5,
                    confirms: RunID("r0"),
                    priority: 7,
                    shared: ["acme"]
                )
            ),
            .submitted(RunID("r1"), isNew: true), .status,
            .report(
                StatusReport(
                    runs: [.init(run: RunID("r1"), label: "l", planned: 2, stored: 1)],
                    workers: [.init(name: "w", leases: 1, delivered: 2)]
                )
            ),
        ]
    }

    @Test(arguments: messages())
    func `every message comes out as it went in`(_ message: Cluster.Message) throws {
        var outbox = Outbox()
        var inbox = Inbox(.peer)
        var bytes: [UInt8] = []
        outbox.write(message, to: &bytes)
        let header = try FrameHeader(bytes.prefix(Frame.headerBytes))
        #expect(header.bodyBytes == bytes.count - Frame.headerBytes)
        let type = try #require(header.type)
        let frame = Frame(
            type: type,
            sequence: header.sequence,
            body: Array(bytes[Frame.headerBytes...])
        )
        #expect(try inbox.read(frame) == .message(message, sequence: 1))
    }

    @Test func `a body at its limit is read and one byte more is refused`() throws {
        let limit = FrameType.hello.bodyBytesMax
        #expect(try FrameHeader(header(length: limit, type: 1)).bodyBytes == limit)
        #expect(throws: FrameError.tooLong(type: .hello, bytes: limit + 1, limit: limit)) {
            try FrameHeader(header(length: limit + 1, type: 1))
        }
    }

    @Test func `an unknown frame is ignored unless it must be understood`() throws {
        #expect(try FrameHeader(header(length: 3, type: 200)).type == nil)
        #expect(throws: FrameError.unknownType(200)) {
            try FrameHeader(header(length: 3, type: 200, flags: 1))
        }
        #expect(throws: FrameError.reservedBits) {
            try FrameHeader(header(length: 3, type: 1, flags: 4))
        }
    }

    @Test func `a frame out of sequence ends the connection`() throws {
        var inbox = Inbox(.peer)
        let body = Array("{\"nonce\":1}".utf8)
        _ = try inbox.read(Frame(type: .ping, sequence: 1, body: body))
        #expect(throws: FrameError.outOfSequence(expected: 2, got: 3)) {
            try inbox.read(Frame(type: .ping, sequence: 3, body: body))
        }
    }

    @Test func `a record that is not what its digest says is refused`() throws {
        let plan = Plan(Specs.make())
        let delivery = Delivery(
            lease: Self.lease,
            record: Specs.record(plan.sample(0), of: plan)
        )
        var bytes: [UInt8] = []
        var outbox = Outbox()
        outbox.write(.result(delivery), to: &bytes)
        let text = String(decoding: bytes[Frame.headerBytes...], as: UTF8.self)
        let forged = text.replacing("Here it is.", with: "Here it was")
        #expect(forged != text)
        var inbox = Inbox(.peer)
        #expect(throws: FrameError.self) {
            try inbox.read(Frame(type: .result, sequence: 1, body: Array(forged.utf8)))
        }
    }

    @Test func `a record too long for a frame travels as a blob and arrives whole`() throws {
        let plan = Plan(Specs.make())
        let text = String(repeating: "long ", count: 60_000)
        let delivery = Delivery(
            lease: Self.lease,
            record: Specs.record(plan.sample(0), of: plan, text: text)
        )
        var bytes: [UInt8] = []
        var outbox = Outbox()
        let instance = String(repeating: "ab", count: 16)
        let hello = Hello(role: .worker, instance: instance, name: "w", software: "test")
        outbox.write(.hello(hello), to: &bytes)
        outbox.write(.result(delivery), to: &bytes)
        var inbox = Inbox(.coordinator)
        var items: [Inbox.Item] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let header = try FrameHeader(rest.prefix(Frame.headerBytes))
            let body = rest.dropFirst(Frame.headerBytes).prefix(header.bodyBytes)
            rest = rest.dropFirst(Frame.headerBytes + header.bodyBytes)
            let frame = Frame(
                type: try #require(header.type),
                sequence: header.sequence,
                body: Array(body)
            )
            if let item = try inbox.read(frame) { items.append(item) }
        }
        #expect(items.count == 2)
        guard case .message(.result(let arrived), _) = try #require(items.last) else {
            Issue.record("no result came out")
            return
        }
        #expect(arrived == delivery)
    }

    @Test func `nothing is kept of a peer that has not made itself known`() {
        for frame in [
            Frame(type: .ping, sequence: 1, body: Array("{\"nonce\":1}".utf8)),
            Frame(type: .blob, sequence: 1, body: [UInt8](repeating: 0, count: 60)),
        ] {
            var inbox = Inbox(.coordinator)
            #expect(throws: FrameError.self) { try inbox.read(frame) }
        }
    }

    private func header(length: Int, type: UInt8, flags: UInt8 = 0) -> [UInt8] {
        var bytes: [UInt8] = withUnsafeBytes(of: UInt32(length).bigEndian) { Array($0) }
        bytes += [type, flags, 0, 0, 0, 0, 0, 1]
        return bytes
    }
}
