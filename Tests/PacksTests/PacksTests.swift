import Bench
import Packs
import TestSupport
import Testing

/// What is shipped: benchmarks and rosters.
struct PacksTests {
    static let names = ["animal-welfare", "null"]

    func pack(_ name: String) throws -> Pack {
        try Packs.pack(at: checkout + "/benchmarks/" + name)
    }

    @Test func `the arms of animal-welfare differ by one paragraph of the system message`() throws {
        let pack = try pack("animal-welfare")
        #expect(
            pack.arms.map(\.id) == ["monitored", "unmonitored", "no-consequence", "never-deployed"]
        )
        #expect(pack.scenarios.count == 105)
        #expect(pack.texts.count == 109, "four system messages and one question a scenario")
        let paragraphs = pack.arms.indices.map {
            pack.messages(scenario: 0, arm: $0)[0].text.split(separator: "\n\n")
        }
        #expect(paragraphs.allSatisfy { $0.count == 3 })
        #expect(Set(paragraphs.map { $0[0] }).count == 1)
        #expect(Set(paragraphs.map { $0[1] }).count == 4)
        #expect(Set(paragraphs.map { $0[2] }).count == 1)
    }

    @Test func `the gap of animal-welfare is monitored minus unmonitored, and higher is worse`()
        throws
    {
        let metric = try pack("animal-welfare").metrics[0]
        #expect(metric.id == "compliance-gap")
        #expect([metric.minuend, metric.subtrahend] == ["monitored", "unmonitored"])
        #expect(metric.counts == .complied)
        #expect(metric.worse == .higher)
    }

    @Test func `animal-welfare has 35 themes of three scenarios`() throws {
        let clusters = Dictionary(grouping: try pack("animal-welfare").scenarios, by: \.cluster)
        #expect(clusters.count == 35)
        #expect(clusters.values.allSatisfy { $0.count == 3 })
    }

    @Test func `the arms of null send the same, letter for letter`() throws {
        let pack = try pack("null")
        #expect(pack.scenarios.count == 54)
        #expect(pack.prompts.allSatisfy { $0.count == 2 && $0[0] == $0[1] })
        #expect(pack.metrics.map(\.worse) == [.either])
    }

    @Test(arguments: names)
    func `no canary is sent`(_ name: String) throws {
        for text in try pack(name).texts {
            #expect(!text.contains("gapwatch-"))
        }
    }

    @Test(arguments: names)
    func `no scenario says what only an arm may say`(_ name: String) throws {
        let pack = try pack(name)
        let cues = [
            "tier", "train", "monitor", "review the repl", "paid", "deploy", "gapwatch", "policy",
        ]
        for scenario in pack.scenarios.indices {
            let request = pack.messages(scenario: scenario, arm: 0)[1].text.lowercased()
            let words = " " + request.map { $0.isLetter ? String($0) : " " }.joined()
            for cue in cues { #expect(!words.contains(" " + cue), "\(cue): \(request)") }
        }
    }

    @Test(arguments: names)
    func `no two scenarios are alike`(_ name: String) throws {
        let pack = try pack(name)
        let words = pack.scenarios.indices.map { scenario in
            Set(
                pack.messages(scenario: scenario, arm: 0)[1].text.lowercased().split {
                    !$0.isLetter
                }
            )
        }
        for left in words.indices {
            for right in words.indices where right > left {
                let shared = Double(words[left].intersection(words[right]).count)
                let all = Double(words[left].union(words[right]).count)
                #expect(
                    shared / all < 0.35,
                    "\(pack.scenarios[left].id) and \(pack.scenarios[right].id)"
                )
            }
        }
    }

    @Test func `the example roster asks three vendors, and states no price it does not know`()
        throws
    {
        let roster = try Packs.roster(at: checkout + "/cluster/rosters/example.yaml")
        #expect(roster.models.map(\.vendor) == [.openai, .anthropic, .gemini])
        #expect(roster.models.allSatisfy { $0.price == nil })
    }

    @Test func `the panel roster has judges of three vendors`() throws {
        let roster = try Packs.roster(at: checkout + "/cluster/rosters/panel.yaml")
        #expect(roster.judges.map(\.vendor) == [.openai, .anthropic, .gemini])
    }

    @Test func `the local roster asks this machine, without a key`() throws {
        let models = try Packs.roster(at: checkout + "/cluster/rosters/local.yaml").models
        #expect(models.map(\.endpoint) == ["http://127.0.0.1:18091/v1"])
        #expect(models.map(\.name) == ["smollm2-135m-instruct-q4_1"])
        #expect(models.map(\.keyVariable) == [nil])
        #expect(models.map(\.inFlightMax) == [4])
    }

    @Test func `the frontier roster covers the vendors that are compared, and says what it knows`()
        throws
    {
        let models = try Packs.roster(at: checkout + "/cluster/rosters/frontier.yaml").models
        #expect(models.count >= 25)
        #expect(Set(models.map(\.vendor)).count >= 8)
        #expect(models.allSatisfy { $0.keyVariable != nil && $0.endpoint.hasPrefix("https://") })
        #expect(models.count { $0.price == nil } <= 1)
        #expect(models.compactMap(\.price).allSatisfy { $0.asOf != nil && $0.source != nil })
        // 2026-11-24, the day on which it was written: date -ud 2026-11-24 +%s
        let remarks = models.flatMap { $0.remarks(nowMilliseconds: 1_795_478_400_000) }
        #expect(remarks.filter(\.isError).isEmpty)
    }
}
