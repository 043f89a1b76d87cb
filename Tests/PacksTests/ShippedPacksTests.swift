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
            digest: "04a6d2583305ed21a6beaad53269509f4009292f417fd8925bb7960e176f3fe2"
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
            digest: "23be3b3d21d37ce931cb57806500db548cc6201b9d5c7a5d08bd02ff20b3467e"
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
            digest: "c12a9efda66d10ca496ab9124b55a1e72d3cbba729d9e24db42f9b9cac6648d2"
        ),
        .init(
            name: "oversight-dose",
            scenarios: 54,
            clusters: 18,
            arms: 6,
            replicates: 3,
            digest: "3a18f93028bdb3d99ea8ffc531ad1ae24f33f45e75e99769a4f22ad6022127ef"
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
            digest: "5dbc669c0974a1468effcc96a092364b393066b8e0fa319cdf36fbb7ee19a6c4"
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
