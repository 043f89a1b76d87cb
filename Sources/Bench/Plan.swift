/// Every sample of a run in its registered order, computed rather than kept.
///
/// The order: model by model; in a model, scenarios in a seeded order, their replicates together,
/// and the arms of one replicate next to each other in a seeded order of their own. A cell is the
/// arms of one replicate of one scenario; no cell straddles two shards. The same specification
/// gives the same plan on every machine.
public struct Plan: Sendable {
    /// What is planned.
    public let spec: Spec
    /// Cells in a shard, at most: small enough to lose, large enough to be worth a lease.
    public static let cellsPerShard = 32

    private let order: [Int]
    private let packDigest: Digest
    private let modelDigests: [Digest]

    /// The plan of a specification.
    public init(_ spec: Spec) {
        self.spec = spec
        packDigest = spec.pack.digest
        modelDigests = spec.roster.models.map(\.identity)
        let seed = Digest(ofFields: [Array("order".utf8), packDigest.bytes, Self.bytes(spec.seed)])
        var generator = SeededGenerator(seed: seed.seed)
        order = generator.permutation(of: spec.pack.scenarios.count)
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    /// Arms in a cell.
    public var arms: Int { spec.pack.arms.count }

    /// Cells of one model.
    public var cellsPerModel: Int { spec.pack.scenarios.count * spec.pack.replicates }

    /// Samples of one model.
    public var samplesPerModel: Int { cellsPerModel * arms }

    /// Samples of the run.
    public var samples: Int { samplesPerModel * spec.roster.models.count }

    /// Shards of one model.
    public var shardsPerModel: Int { (cellsPerModel + Self.cellsPerShard - 1) / Self.cellsPerShard }

    /// Shards of the run.
    public var shards: Int { shardsPerModel * spec.roster.models.count }

    /// The sample at that place, 0..<samples.
    public func sample(_ index: Int) -> Sample {
        precondition((0..<samples).contains(index))
        let (model, inModel) = index.quotientAndRemainder(dividingBy: samplesPerModel)
        let (cell, place) = inModel.quotientAndRemainder(dividingBy: arms)
        let (rank, replicate) = cell.quotientAndRemainder(dividingBy: spec.pack.replicates)
        let scenario = order[rank]
        return Sample(
            index: index,
            model: model,
            scenario: scenario,
            arm: arm(at: place, scenario: scenario, replicate: replicate),
            replicate: replicate
        )
    }

    /// Which arm stands at that place of a cell: drawn, so that no arm is always asked first.
    private func arm(at place: Int, scenario: Int, replicate: Int) -> Int {
        if arms == 1 { return 0 }
        let mixed = spec.seed ^ (UInt64(scenario) << 32 | UInt64(replicate))
        var generator = SeededGenerator(seed: mixed)
        if arms == 2 { return generator.next() >> 63 == 0 ? place : 1 - place }
        return generator.permutation(of: arms)[place]
    }

    /// The scenarios, by their places in the pack, in the order in which they are asked.
    public var scenarios: [Int] { order }

    /// The samples of one model's scenario, by its rank in that order.
    public func samples(ofModel model: Int, rank: Int) -> Range<Int> {
        let count = spec.pack.replicates * arms
        let first = model * samplesPerModel + rank * count
        return first..<first + count
    }

    /// The shard at that place, 0..<shards.
    public func shard(_ index: Int) -> Shard {
        precondition((0..<shards).contains(index))
        let (model, inModel) = index.quotientAndRemainder(dividingBy: shardsPerModel)
        let first = inModel * Self.cellsPerShard
        let end = min(first + Self.cellsPerShard, cellsPerModel)
        let base = model * samplesPerModel
        return Shard(
            index: index,
            model: model,
            samples: (base + first * arms)..<(base + end * arms)
        )
    }

    /// The shard that a sample belongs to.
    public func shard(ofSample index: Int) -> Int {
        let (model, inModel) = index.quotientAndRemainder(dividingBy: samplesPerModel)
        return model * shardsPerModel + inModel / arms / Self.cellsPerShard
    }

    /// What tells one asking of a sample from that of another run or label.
    public func draw(of key: Digest) -> Digest {
        // By label and seed, not by the run's name: that covers the port of a rehearsal's server,
        // and the same rehearsal would draw anew each time.
        Digest(ofFields: [Array(spec.label.utf8), Array("\(spec.seed)".utf8), key.bytes])
    }

    /// The digest of all that identifies a sample: pack, model with its settings, scenario, arm and
    /// replicate.
    ///
    /// The same sample of another run has the same key.
    public func key(of sample: Sample) -> Digest {
        let pack = spec.pack
        var bytes = packDigest.bytes
        bytes += modelDigests[sample.model].bytes
        bytes += Self.bytes(UInt64(sample.replicate))
        bytes += pack.scenarios[sample.scenario].id.utf8
        bytes.append(0)
        bytes += pack.arms[sample.arm].id.utf8
        return Digest(of: bytes)
    }
}

/// One question to one model: a scenario in an arm, once.
public struct Sample: Sendable, Hashable {
    /// The place in the plan.
    public var index: Int
    /// The model, by its place in the roster.
    public var model: Int
    /// The scenario, by its place in the pack.
    public var scenario: Int
    /// The arm, by its place in the pack.
    public var arm: Int
    /// Which repetition, from 0.
    public var replicate: Int

    package init(index: Int, model: Int, scenario: Int, arm: Int, replicate: Int) {
        self.index = index
        self.model = model
        self.scenario = scenario
        self.arm = arm
        self.replicate = replicate
    }
}

/// A slice of one model's samples that one worker does under one lease.
public struct Shard: Sendable, Hashable {
    /// The place in the plan.
    public var index: Int
    /// The model, by its place in the roster.
    public var model: Int
    /// The samples, by their places in the plan.
    public var samples: Range<Int>
}
