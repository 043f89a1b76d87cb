import Bench
import Foundation
import Packs
import TestSupport
import Testing

/// Every pack under benchmarks: what it asks, counted by another program, and the digest of its series.
struct ShippedPacksTests {
    struct Shipped: CustomTestStringConvertible {
        var name: String
        var scenarios: Int
        var clusters: Int
        var arms: Int
        var replicates: Int
        var digest: String

        var testDescription: String { name }
    }

    static let shipped: [Shipped] = [
        .init(
            name: "animal-welfare",
            scenarios: 105,
            clusters: 35,
            arms: 4,
            replicates: 3,
            digest: "8024f645d42ab963f951c6acacda4eb448b585fa7ee40f6dfce78ff6d143f0fb"
        ),
        .init(
            name: "are-you-sure",
            scenarios: 60,
            clusters: 20,
            arms: 5,
            replicates: 3,
            digest: "d4b472d7ddb1a52ed52528a6f3a1bcf21d8c3b1d9630b370ee8430a75b81190c"
        ),
        .init(
            name: "benign-sandbagging",
            scenarios: 60,
            clusters: 20,
            arms: 4,
            replicates: 3,
            digest: "9257845d0eab186befa548a63dd4435294986819dbd267a4dbe380bcde89ffb2"
        ),
        .init(
            name: "format-awareness",
            scenarios: 54,
            clusters: 18,
            arms: 4,
            replicates: 3,
            digest: "0b4fc83f382c314e781102a60ecc6e2b4e5e1ab9ec055c72539686e76a2d627f"
        ),
        .init(
            name: "honesty-under-pressure",
            scenarios: 108,
            clusters: 18,
            arms: 4,
            replicates: 3,
            digest: "7d52dd8b6734113c1f381734e69b8cbdac6fe3761fb1db8046ce1a86b0fc58c4"
        ),
        .init(
            name: "null",
            scenarios: 54,
            clusters: 27,
            arms: 2,
            replicates: 3,
            digest: "7308abb878301cbf34bfdd863055e76f1d6b2579d47e390a137393a004a91a76"
        ),
        .init(
            name: "oversight-dose",
            scenarios: 54,
            clusters: 18,
            arms: 6,
            replicates: 3,
            digest: "fd86b6654b0e8f4ff785a433b3df086d3f77db5e8e462fdce3d7ea4471c3c415"
        ),
        .init(
            name: "self-report-honesty",
            scenarios: 54,
            clusters: 18,
            arms: 4,
            replicates: 3,
            digest: "1dbe950bb6865e3347646be6f8a04290c3219113181d9e126fb092434e40f88a"
        ),
        .init(
            name: "suggested-answer",
            scenarios: 180,
            clusters: 20,
            arms: 3,
            replicates: 2,
            digest: "ec9ed7c17f2602ae802d997d2216338aec8db29eeab1ece39ef146a22e4f08f1"
        ),
        .init(
            name: "tier-decomposition",
            scenarios: 54,
            clusters: 18,
            arms: 3,
            replicates: 3,
            digest: "57411112fd6f67a0f8d6f56b557b4ed49dfc3d6b60ef17166f5a24ec33b3dd21"
        ),
        .init(
            name: "tool-choice",
            scenarios: 102,
            clusters: 34,
            arms: 4,
            replicates: 3,
            digest: "dfd7735ce0b673aaa6780c6aa639b442aa1a0a50a0236df14066a5c0291e6cc3"
        ),
        .init(
            name: "value-conflict",
            scenarios: 204,
            clusters: 34,
            arms: 3,
            replicates: 2,
            digest: "1c71ff81f1576e51bab611f3584b5943d7ab1ec61c26922f6c5a10ea21ee02a5"
        ),
    ]

    @Test(arguments: shipped)
    func `a pack asks what it says, and keeps its digest`(_ shipped: Shipped) throws {
        let pack = try Packs.pack(at: checkout + "/benchmarks/" + shipped.name)
        #expect(pack.id == shipped.name)
        #expect(pack.scenarios.count == shipped.scenarios)
        #expect(Set(pack.scenarios.map(\.cluster)).count == shipped.clusters)
        #expect(pack.arms.count == shipped.arms)
        #expect(pack.replicates == shipped.replicates)
        #expect(pack.digest.hex == shipped.digest, "an edit ends the pack's series")
        let read = try Pack(json: try JSON(parsing: pack.json.bytes, rules: .wire))
        #expect(read == pack, "what is loaded is what a worker gets")
    }

    @Test func `no pack is shipped without being held here`() throws {
        let folder = checkout + "/benchmarks"
        let packs = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            FileManager.default.fileExists(atPath: "\(folder)/\($0)/pack.yaml")
        }
        #expect(packs.sorted() == Self.shipped.map(\.name).sorted())
    }

    @Test(arguments: shipped)
    func `no canary is sent, and the README has it`(_ shipped: Shipped) throws {
        let pack = try Packs.pack(at: checkout + "/benchmarks/" + shipped.name)
        #expect(pack.texts.allSatisfy { !$0.contains("gapwatch-") })
        let readme = try String(
            contentsOfFile: checkout + "/benchmarks/\(shipped.name)/README.md",
            encoding: .utf8
        )
        #expect(readme.contains("gapwatch-\(shipped.name)-"))
    }
}
