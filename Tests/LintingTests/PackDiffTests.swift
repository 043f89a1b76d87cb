import Bench
import Testing

@testable import Linting

struct PackDiffTests {
    private func diff(_ change: (inout Pack) -> Void) -> PackDiff {
        var new = Draft().pack
        change(&new)
        return PackDiff(from: Draft().pack, to: new)
    }

    @Test func `what the digest leaves out changes no number`() {
        let same = diff { pack in
            pack.version = "2"
            pack.title = "Another"
            pack.arms[0].title = "Arm"
            pack.replicates = 3
        }
        #expect(same.isSameSegment)
        #expect(same.changes.map(\.part) == ["version", "title", "titles of arms", "replicates"])
        #expect(same.changes.map(\.effect) == [.none, .none, .none, .certainty])
        #expect(diff { _ in }.changes == [])
    }

    @Test func `prompts that differ are counted and the first are shown`() {
        let other = diff { pack in
            for place in pack.texts.indices {
                pack.texts[place] = pack.texts[place].replacing("paid tier", with: "top tier")
            }
        }
        #expect(!other.isSameSegment)
        #expect(other.changes.map(\.part) == ["prompts"])
        #expect(
            other.changes.first?.words.hasPrefix("60 of 120 that both have differ, in 60") == true
        )
        // All differ in the same words: one is enough.
        #expect(other.prompts.count == 1)
        #expect(other.prompts.first?.scenario == "s-0")
        #expect(other.prompts.first?.arm == "b")
        #expect(other.prompts.first?.words.contains("[-paid-]{+top+} tier") == true)
    }

    @Test func `scenarios, sampling, metrics and clusters are named`() {
        let other = diff { pack in
            pack.scenarios.removeLast()
            pack.prompts.removeLast()
            pack.scenarios[0].cluster = "elsewhere"
            pack.sampling.temperature = 0.5
            pack.metrics[0].minimumEffectPoints = 8
        }
        let said = other.changes.map { "\($0.part): \($0.words)" }
        #expect(said.contains("scenarios: 1 gone: s-59"))
        #expect(said.contains("clusters: 1 scenarios are in another one: s-0"))
        #expect(said.contains { $0.hasPrefix("sampling: temperature 1 → 0.5") }, "\(said)")
        #expect(said.contains { $0.hasPrefix("metric gap: ") && $0.contains("5 → 8") }, "\(said)")
        #expect(other.changes.allSatisfy { $0.effect == .measure })
    }

    @Test func `the same pack in another order is another segment and says so`() {
        let other = diff { pack in
            pack.scenarios.swapAt(0, 1)
            pack.prompts.swapAt(0, 1)
        }
        #expect(!other.isSameSegment)
        #expect(other.changes.map(\.part) == ["order"])
    }

    @Test func `parts tell which of them differs`() {
        var new = Draft().pack
        new.sampling.outputTokensMax = 7
        let before = PackParts(Draft().pack).parts
        let after = PackParts(new).parts
        #expect(zip(before, after).filter { $0.digest != $1.digest }.map(\.0.name) == ["sampling"])
    }
}
