import Bench

/// One thing that a worker's spool remembers.
public enum SpoolEntry: Sendable {
    /// A shard was granted.
    case grant(Grant)
    /// A sample is done under a lease.
    case result(Delivery)
    /// The coordinator has a result on disk.
    case acked(Lease, sample: Int)
    /// A lease is over.
    case forget(Lease)
    /// A result that was acknowledged, in short.
    case done(Lease, sample: Int, Digest)

    private var kind: UInt8 {
        switch self {
        case .grant: 1
        case .result: 2
        case .acked: 3
        case .forget: 4
        case .done: 5
        }
    }

    private var json: JSON {
        switch self {
        case .grant(let grant):
            grant.lease.json(and: [
                ("spec", JSON(grant.spec.hex)), ("first", JSON(grant.wanted.range.lowerBound)),
                ("count", JSON(grant.wanted.range.count)), ("wanted", JSON(grant.wanted.hex)),
                ("shadow", .bool(grant.isShadow)),
                ("purses", grant.purses.isEmpty ? .null : JSON(grant.purses)),
            ])
        case .result(let delivery): delivery.lease.json(and: [])
        case .acked(let lease, let sample): lease.json(and: [("sample", JSON(sample))])
        case .forget(let lease): lease.json(and: [])
        case .done(let lease, let sample, let digest):
            lease.json(and: [("sample", JSON(sample)), ("digest", JSON(digest.hex))])
        }
    }

    /// Bytes before an entry's body: its length and the start of its SHA-256.
    static let headerBytes = 12
    /// The most bytes of an entry.
    static let bytesMax = BlobAssembly.bytesMax + (64 << 10)

    /// Appends the entry: u32be length, 8 bytes of SHA-256, then one byte of kind and the body.
    package func write(to out: inout [UInt8]) {
        var body = [kind]
        if case .result(let delivery) = self {
            var head = delivery.lease.json(and: [("digest", JSON(delivery.digest.hex))]).bytes
            head.removeLast()
            body += head
            body += Array(",\"record\":".utf8)
            body += delivery.bytes
            body.append(UInt8(ascii: "}"))
        } else {
            body += json.bytes
        }
        withUnsafeBytes(of: UInt32(body.count).bigEndian) { out.append(contentsOf: $0) }
        out += Digest(of: body).bytes.prefix(8)
        out += body
    }

    /// Reads one entry and says how many bytes it took; nil where the rest is torn.
    static func read(_ bytes: ArraySlice<UInt8>) -> (entry: SpoolEntry, bytes: Int)? {
        guard bytes.count > headerBytes else { return nil }
        let length = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard length > 0, length <= bytesMax, bytes.count >= headerBytes + length else {
            return nil
        }
        let check = bytes.dropFirst(4).prefix(8)
        let body = bytes.dropFirst(headerBytes).prefix(length)
        guard Digest(of: Array(body)).bytes.prefix(8).elementsEqual(check),
            let entry = decode(body)
        else { return nil }
        return (entry, headerBytes + length)
    }

    private static func decode(_ body: ArraySlice<UInt8>) -> SpoolEntry? {
        guard let kind = body.first, let json = try? JSON(parsing: body.dropFirst(), rules: .wire)
        else { return nil }
        switch kind {
        case 1: return (try? Grant(json: json)).map { .grant($0) }
        case 2: return (try? Delivery(json: json)).map { .result($0) }
        case 3:
            guard let lease = try? Lease(json: json), let sample = try? json.whole("sample") else {
                return nil
            }
            return .acked(lease, sample: sample)
        case 4: return (try? Lease(json: json)).map { .forget($0) }
        case 5:
            guard let lease = try? Lease(json: json), let sample = try? json.whole("sample"),
                let digest = try? json.digest("digest")
            else { return nil }
            return .done(lease, sample: sample, digest)
        default: return nil
        }
    }
}

/// What a worker's spool says after a start: what it holds, and what it has not delivered.
public struct Recovered: Sendable {
    /// The leases that were not over, in the order of their grants.
    public private(set) var held: [(grant: Grant, digests: [Int: Digest])] = []
    /// The results that nobody has acknowledged, oldest first.
    public private(set) var undelivered: [Delivery] = []
    /// Bytes that were read; what follows them is torn and to be cut off.
    public private(set) var bytes = 0

    /// Nothing.
    public init() {}

    /// Reads a spool's bytes, up to the first entry that is not whole.
    public init(_ spool: [UInt8]) {
        var rest = spool[...]
        while let (entry, count) = SpoolEntry.read(rest) {
            take(entry)
            rest = rest.dropFirst(count)
            bytes += count
        }
    }

    private mutating func take(_ entry: SpoolEntry) {
        switch entry {
        case .grant(let grant): held.append((grant, [:]))
        case .result(let delivery):
            undelivered.append(delivery)
            note(delivery.lease, delivery.record.sample, delivery.digest)
        case .done(let lease, let sample, let digest): note(lease, sample, digest)
        case .acked(let lease, let sample):
            undelivered.removeAll { $0.lease == lease && $0.record.sample == sample }
        case .forget(let lease): held.removeAll { $0.grant.lease == lease }
        }
    }

    private mutating func note(_ lease: Lease, _ sample: Int, _ digest: Digest) {
        guard let place = held.firstIndex(where: { $0.grant.lease == lease }) else { return }
        held[place].digests[sample] = digest
    }

    /// What is worth keeping, as a spool of its own.
    public var entries: [SpoolEntry] {
        var entries: [SpoolEntry] = []
        for (grant, digests) in held {
            entries.append(.grant(grant))
            for (sample, digest) in digests.sorted(by: { $0.key < $1.key }) {
                entries.append(.done(grant.lease, sample: sample, digest))
            }
        }
        return entries + undelivered.map { .result($0) }
    }
}
