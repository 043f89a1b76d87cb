import Bench

extension Message {
    /// The message as a frame with that count.
    package func frame(sequence: UInt32) -> Frame {
        Frame(type: type, sequence: sequence, body: body)
    }

    /// The frame type that carries it.
    public var type: FrameType {
        switch self {
        case .hello: .hello
        case .welcome: .welcome
        case .ready: .ready
        case .grant: .grant
        case .renew: .renew
        case .batches: .batches
        case .renewed: .renewed
        case .result: .result
        case .acked: .acked
        case .complete: .complete
        case .completed: .completed
        case .fail: .fail
        case .noted: .noted
        case .ping: .ping
        case .pong: .pong
        case .drain: .drain
        case .goaway: .goaway
        case .cancel: .cancel
        case .error: .error
        case .fetch: .fetch
        case .blob: .blob
        case .submit: .submit
        case .submitted: .submitted
        case .status: .status
        case .report: .report
        case .hold: .hold
        case .spend: .spend
        case .budget: .budget
        case .throttled: .throttled
        case .control: .control
        case .controlled: .controlled
        case .join: .join
        case .joined: .joined
        case .receipt: .receipt
        }
    }

    /// The most bytes of a text for people; longer ones are cut.
    public static let textBytesMax = 200

    private var body: [UInt8] {
        switch self {
        case .result(let delivery): delivery.body
        case .blob(let piece): piece.body
        default: json.bytes
        }
    }

    private var json: JSON {
        switch self {
        case .hello(let hello): hello.json
        case .welcome(let welcome): welcome.json
        case .ready(let ready):
            ["samples": JSON(ready.samples), "without": .array(ready.without.map(\.json))]
        case .grant(let grant):
            grant.lease.json(and: [
                ("spec", JSON(grant.spec.hex)), ("first", JSON(grant.wanted.range.lowerBound)),
                ("count", JSON(grant.wanted.range.count)), ("wanted", JSON(grant.wanted.hex)),
                ("shadow", grant.isShadow ? .bool(true) : .null),
                ("purses", grant.purses.isEmpty ? .null : JSON(grant.purses)),
            ])
        case .renew(let leases):
            [
                "leases": .array(
                    leases.map { progress in
                        progress.lease.json(and: [
                            ("done", JSON(progress.done)),
                            ("parked", progress.parked > 0 ? JSON(progress.parked) : .null),
                            ("waiting", progress.isWaiting ? .bool(true) : .null),
                        ])
                    }
                )
            ]
        case .batches(let batches): ["batches": .array(batches.map(\.json))]
        case .renewed(let renewals): ["leases": .array(renewals.map(\.json))]
        case .acked(let sequence): ["through": JSON(Int(sequence))]
        case .complete(let lease, let count, let root, let signature):
            lease.json(and: [
                ("count", JSON(count)), ("root", JSON(root.hex)), ("signature", JSON(signature)),
            ])
        case .completed(let lease, let completion): lease.json(and: completion.members)
        case .fail(let lease, let failure, let text):
            lease.json(and: [("class", JSON(failure.rawValue)), ("text", Self.cut(text))])
        case .noted(let lease), .hold(let lease): lease.json(and: [])
        case .ping(let nonce), .pong(let nonce): ["nonce": JSON(Int(nonce))]
        case .drain, .status: [:]
        case .goaway(let wait, let endpoints, let text):
            [
                "reconnect_ms": JSON(wait), "endpoints": .array(endpoints.map { JSON($0) }),
                "text": Self.cut(text),
            ]
        case .cancel(let lease, let text): lease.json(and: [("text", Self.cut(text))])
        case .error(let code, let text, let isFatal):
            ["code": JSON(code.rawValue), "text": Self.cut(text), "fatal": .bool(isFatal)]
        case .fetch(let digest): ["digest": JSON(digest.hex)]
        case .submit(let submission): submission.json
        case .submitted(let run, let isNew): ["run": JSON(run.name), "new": .bool(isNew)]
        case .report(let report): report.json
        case .spend(let spend): spend.json
        case .budget(let allotment): allotment.json
        case .throttled(let throttle): throttle.json
        case .control(let control): control.json
        case .controlled(let run, let text): ["run": JSON(run.name), "text": Self.cut(text)]
        case .join(let join): join.json
        case .joined(let joined): joined.json
        case .receipt(let receipt): receipt.json
        case .result, .blob: .null
        }
    }

    /// At most so many bytes of a text, cut between characters.
    static func cut(_ text: String) -> JSON {
        var text = text
        while text.utf8.count > textBytesMax { text.removeLast() }
        return JSON(text)
    }
}

extension Lease {
    func json(and more: [(String, JSON)]) -> JSON {
        .compact(
            [("run", JSON(run.name)), ("shard", JSON(shard)), ("epoch", JSON(epoch))] + more
        )
    }
}

extension ModelID {
    var json: JSON { ["run": JSON(run.name), "model": JSON(model)] }
}

extension Renewal {
    var json: JSON { lease.json(and: [("verdict", JSON(verdict.rawValue))]) }
}

extension Completion {
    var members: [(String, JSON)] {
        switch self {
        case .done: [("state", "done")]
        case .stale: [("state", "stale")]
        case .incomplete(let missing):
            [
                ("state", "incomplete"), ("first", JSON(missing.range.lowerBound)),
                ("count", JSON(missing.range.count)), ("missing", JSON(missing.hex)),
            ]
        }
    }
}

extension Hello {
    var json: JSON {
        .compact([
            ("versions", .array([JSON(versions.lowerBound), JSON(versions.upperBound)])),
            ("role", JSON(role.rawValue)), ("instance", JSON(instance)), ("home", JSON(home)),
            ("name", JSON(name)), ("software", JSON(software)), ("slots", JSON(slots)),
            ("offers", offers.map { .array($0.map { JSON($0) }) } ?? .null),
            ("purses", paysPurses ? true : .null),
            ("held", .array(held.map { $0.json(and: []) })),
        ])
    }
}

extension Welcome {
    var json: JSON {
        [
            "version": JSON(version), "leader_epoch": JSON(leaderEpoch),
            "lease_ms": JSON(terms.leaseMilliseconds),
            "progress_ms": JSON(terms.progressMilliseconds),
            "ping_ms": JSON(terms.pingMilliseconds), "dead_ms": JSON(terms.deadMilliseconds),
            "window": JSON(terms.windowResults), "held": .array(verdicts.map(\.json)),
        ]
    }
}

extension Delivery {
    /// The record's bytes go in as they are: encoding them twice cost a third of a result.
    var body: [UInt8] {
        let isInline = bytes.count <= Self.inlineBytesMax
        var head = lease.json(and: [("digest", JSON(digest.hex))]).bytes
        guard isInline else { return head }
        head.removeLast()
        head.append(contentsOf: ",\"record\":".utf8)
        head.append(contentsOf: bytes)
        head.append(UInt8(ascii: "}"))
        return head
    }
}

extension Submission {
    var json: JSON {
        .compact([
            ("digest", JSON(spec.hex)), ("as_of_ms", JSON(asOfMilliseconds)),
            ("confirms", JSON(confirms?.name)),
            ("priority", priority == 0 ? .null : JSON(priority)),
            ("shared", shared.isEmpty ? .null : .array(shared.map { JSON($0) })),
        ])
    }
}

extension BlobPiece {
    /// 32 bytes of digest, two 64-bit numbers (offset, total), the data.
    var body: [UInt8] {
        var out = digest.bytes
        for number in [offset, total] {
            withUnsafeBytes(of: UInt64(number).bigEndian) { out.append(contentsOf: $0) }
        }
        return out + data
    }

    init(body: [UInt8]) throws(FieldError) {
        guard body.count >= FrameType.blobHeaderBytes, let digest = Digest(bytes: body[..<32])
        else { throw FieldError("blob", "is shorter than its header") }
        func number(at offset: Int) -> UInt64 {
            body[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        guard let offset = Int(exactly: number(at: 32)), let total = Int(exactly: number(at: 40)),
            offset <= BlobAssembly.bytesMax, total <= BlobAssembly.bytesMax
        else { throw FieldError("blob", "is over \(BlobAssembly.bytesMax) bytes") }
        self.init(
            digest: digest,
            offset: offset,
            total: total,
            data: Array(body[FrameType.blobHeaderBytes...])
        )
    }
}
