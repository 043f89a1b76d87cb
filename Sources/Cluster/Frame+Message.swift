import Bench

extension Message {
    /// Reads a frame's body.
    ///
    /// A result whose record travels as a blob comes out of `Inbox`, which keeps the blob.
    package init(_ frame: Frame) throws(FrameError) {
        do throws(FieldError) {
            self = try Self.read(frame)
        } catch { throw .body(type: frame.type, fault: error.description) }
    }

    /// The body as JSON, by the rules of the wire.
    static func json(_ frame: Frame) throws(FieldError) -> JSON {
        do throws(JSONError) {
            return try JSON(parsing: frame.body, rules: .wire)
        } catch { throw FieldError("body", "\(error)") }
    }

    private static func read(_ frame: Frame) throws(FieldError) -> Message {
        if frame.type == .blob { return .blob(try BlobPiece(body: frame.body)) }
        let json = try json(frame)
        switch frame.type {
        case .hello: return .hello(try Hello(json: json))
        case .welcome: return .welcome(try Welcome(json: json))
        case .ready: return .ready(try Ready(json: json))
        case .grant: return .grant(try Grant(json: json))
        case .renew:
            var leases: [Progress] = []
            for lease in try json.leases("leases") {
                leases.append(
                    Progress(
                        lease: try Lease(json: lease),
                        done: try lease.whole("done"),
                        parked: lease["parked"] == nil ? 0 : try lease.whole("parked"),
                        isWaiting: lease["waiting"]?.bool ?? false
                    )
                )
            }
            return .renew(leases)
        case .batches: return .batches(try WaitingBatch.list(json.list("batches")))
        case .renewed: return .renewed(try Renewal.list(json.list("leases")))
        case .result: return .result(try Delivery(json: json))
        case .acked: return .acked(through: UInt32(try json.whole("through", in: wireCount)))
        case .complete:
            return .complete(
                try Lease(json: json),
                count: try json.whole("count"),
                root: try json.digest("root"),
                signature: json["signature"]?.string
            )
        case .completed:
            return .completed(try Lease(json: json), try Completion(json: json))
        case .fail:
            return .fail(
                try Lease(json: json),
                try json.choice("class", of: Failure.self),
                text: try json.shortText("text")
            )
        case .cancel: return .cancel(try Lease(json: json), text: try json.shortText("text"))
        case .noted: return .noted(try Lease(json: json))
        case .hold: return .hold(try Lease(json: json))
        case .spend: return .spend(try Spend(json: json))
        case .budget: return .budget(try Allotment(json: json))
        case .throttled: return .throttled(try Throttle(json: json))
        case .control: return .control(try Control(json: json))
        case .join: return .join(try Join(json: json))
        case .joined: return .joined(try Joined(json: json))
        case .receipt: return .receipt(try Receipt(json: json))
        default: return try plain(frame.type, json)
        }
    }

    private static func plain(_ type: FrameType, _ json: JSON) throws(FieldError) -> Message {
        switch type {
        case .ping: .ping(nonce: UInt32(try json.whole("nonce", in: wireCount)))
        case .pong: .pong(nonce: UInt32(try json.whole("nonce", in: wireCount)))
        case .drain: .drain
        case .goaway:
            .goaway(
                reconnectMilliseconds: try json.whole("reconnect_ms"),
                endpoints: try json.texts("endpoints", bytesMax: 300, countMax: 16),
                text: try json.shortText("text")
            )
        case .error:
            .error(
                try json.choice("code", of: ErrorCode.self),
                text: try json.shortText("text"),
                isFatal: json["fatal"]?.bool ?? true
            )
        case .fetch: .fetch(try json.digest("digest"))
        case .submit: .submit(try Submission(json: json))
        case .submitted:
            .submitted(try json.runID("run"), isNew: json["new"]?.bool ?? false)
        case .status: .status
        case .controlled: .controlled(try json.runID("run"), text: try json.text("text"))
        default: .report(try StatusReport(json: json))
        }
    }

    static let wireCount = 0...Int(UInt32.max)
}

extension JSON {
    /// 32 hexadecimal digits.
    func digits(_ key: String) throws(FieldError) -> String {
        let text = try text(key)
        guard text.utf8.count == 32, Hexadecimal.bytes(of: text) != nil else {
            throw FieldError(key, "32 hexadecimal digits are needed")
        }
        return text
    }

    /// The leases of a list, of which a worker has at most so many.
    func leases(_ key: String) throws(FieldError) -> [JSON] {
        let items = try list(key)
        guard items.count <= Hello.heldMax else {
            throw FieldError(key, "has \(items.count) leases; \(Hello.heldMax) are the most")
        }
        return items
    }

    /// A text for people, cut where it is longer than such texts are.
    func shortText(_ key: String) throws(FieldError) -> String {
        let text = try text(key)
        return text.utf8.count <= Message.textBytesMax
            ? text : Message.cut(text).string ?? ""
    }

    /// A list of short texts; none where the member is missing.
    func texts(_ key: String, bytesMax: Int, countMax: Int) throws(FieldError) -> [String] {
        guard self[key] != nil else { return [] }
        let items = try list(key)
        guard items.count <= countMax else {
            throw FieldError(key, "has \(items.count) entries; \(countMax) are the most")
        }
        var texts: [String] = []
        for item in items {
            guard let text = item.string, text.utf8.count <= bytesMax else {
                throw FieldError(key, "texts of up to \(bytesMax) bytes are needed")
            }
            texts.append(text)
        }
        return texts
    }

    /// A run's name: 1 to 64 of letters, digits, hyphens, dots and underscores.
    func runID(_ key: String) throws(FieldError) -> RunID {
        let name = try text(key)
        guard RunID.isName(name) else { throw FieldError(key, "is no name of a run") }
        return RunID(name)
    }
}

extension RunID {
    static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

extension Lease {
    init(json: JSON) throws(FieldError) {
        self.init(
            run: try json.runID("run"),
            shard: try json.whole("shard"),
            epoch: try json.whole("epoch")
        )
    }
}

extension Renewal {
    static func list(_ items: [JSON]) throws(FieldError) -> [Renewal] {
        var renewals: [Renewal] = []
        for item in items {
            renewals.append(
                Renewal(
                    lease: try Lease(json: item),
                    verdict: try item.choice("verdict", of: LeaseVerdict.self)
                )
            )
        }
        return renewals
    }
}

extension Hello {
    init(json: JSON) throws(FieldError) {
        let versions = try json.list("versions").compactMap(\.integer)
        guard versions.count == 2, versions[0] <= versions[1] else {
            throw FieldError("versions", "the lowest and the highest are needed")
        }
        let instance = try json.digits("instance")
        let name = try json.text("name")
        guard (1...64).contains(name.utf8.count), !name.unicodeScalars.contains(where: isControl)
        else { throw FieldError("name", "1 to 64 bytes without control characters are needed") }
        var held: [Lease] = []
        for lease in try json.leases("held") { held.append(try Lease(json: lease)) }
        self.init(
            versions: versions[0]...versions[1],
            role: try json.choice("role", of: PeerRole.self),
            instance: instance,
            home: json["home"] == nil ? nil : try json.digits("home"),
            slots: json["slots"] == nil ? 0 : try json.whole("slots", in: 0...65_536),
            offers: json["offers"] == nil
                ? nil : try json.texts("offers", bytesMax: 300, countMax: Self.offersMax),
            paysPurses: json["purses"]?.bool ?? false,
            name: name,
            software: try json.shortText("software"),
            held: held
        )
    }
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
}

extension Welcome {
    init(json: JSON) throws(FieldError) {
        let clock = 1...86_400_000
        self.init(
            version: try json.whole("version"),
            leaderEpoch: try json.whole("leader_epoch"),
            terms: Terms(
                leaseMilliseconds: try json.whole("lease_ms", in: clock),
                progressMilliseconds: try json.whole("progress_ms", in: clock),
                pingMilliseconds: try json.whole("ping_ms", in: clock),
                deadMilliseconds: try json.whole("dead_ms", in: clock),
                windowResults: try json.whole("window", in: 1...65_536)
            ),
            verdicts: try Renewal.list(json.list("held"))
        )
    }
}

extension Ready {
    init(json: JSON) throws(FieldError) {
        var without: [ModelID] = []
        for model in try json.list("without") {
            without.append(
                ModelID(run: try model.runID("run"), model: try model.whole("model"))
            )
        }
        self.init(samples: try json.whole("samples", in: 0...1_000_000), without: without)
    }
}

extension Grant {
    init(json: JSON) throws(FieldError) {
        self.init(
            lease: try Lease(json: json),
            spec: try json.digest("spec"),
            wanted: try SampleSet(json: json, key: "wanted"),
            isShadow: json["shadow"]?.bool ?? false,
            purses: try Self.purses(json)
        )
    }

    private static func purses(_ json: JSON) throws(FieldError) -> [String] {
        guard let list = json["purses"]?.array else { return [] }
        let names = list.compactMap(\.string)
        guard list.count <= 2, names.count == list.count,
            names.allSatisfy({ (1...Account.bytesMax).contains($0.utf8.count) })
        else { throw FieldError("purses", "two names at most are needed") }
        return names
    }
}

extension SampleSet {
    init(json: JSON, key: String) throws(FieldError) {
        let first = try json.whole("first", in: 0...1 << 40)
        let count = try json.whole("count", in: 1...65_536)
        guard let set = SampleSet(hex: try json.text(key), in: first..<first + count) else {
            throw FieldError(key, "\(count) bits in hexadecimal are needed")
        }
        self = set
    }
}

extension Submission {
    init(json: JSON) throws(FieldError) {
        self.init(
            spec: try json.digest("digest"),
            asOfMilliseconds: json["as_of_ms"] == nil ? nil : Int64(try json.whole("as_of_ms")),
            confirms: json["confirms"] == nil ? nil : try json.runID("confirms"),
            priority: json["priority"] == nil
                ? 0 : try json.whole("priority", in: Self.priorities),
            shared: try json.texts("shared", bytesMax: 40, countMax: Self.sharedMax)
        )
    }
}

extension Completion {
    init(json: JSON) throws(FieldError) {
        switch try json.text("state") {
        case "done": self = .done
        case "stale": self = .stale
        case "incomplete": self = .incomplete(try SampleSet(json: json, key: "missing"))
        default: throw FieldError("state", "done, stale or incomplete is needed")
        }
    }
}

extension Delivery {
    init(json: JSON) throws(FieldError) {
        guard let record = json["record"] else {
            throw FieldError("record", "its blob must come before the result")
        }
        try self.init(
            lease: try Lease(json: json),
            json: record,
            digest: try json.digest("digest")
        )
    }
}
