import Bench
import TestSupport
import Testing

struct PlanTests {
    let plan = Plan(Specs.make(models: 3, scenarios: 50, replicates: 3))

    @Test func `every sample stands in the plan once`() {
        let samples = (0..<plan.samples).map(plan.sample)
        #expect(plan.samples == 3 * 50 * 3 * 2)
        #expect(Set(samples.map { plan.key(of: $0) }).count == plan.samples)
        #expect(samples.map(\.index) == Array(0..<plan.samples))
    }

    @Test func `the arms of a pair are neighbours in one shard`() {
        for first in stride(from: 0, to: plan.samples, by: 2) {
            let left = plan.sample(first)
            let right = plan.sample(first + 1)
            #expect(left.scenario == right.scenario && left.replicate == right.replicate)
            #expect(Set([left.arm, right.arm]) == [0, 1])
            #expect(plan.shard(ofSample: first) == plan.shard(ofSample: first + 1))
        }
    }

    @Test func `neither arm is always asked first`() {
        let first = stride(from: 0, to: plan.samples, by: 2).count { plan.sample($0).arm == 0 }
        // 225 cells with a fair coin each: five standard deviations are 37.
        #expect((112 - 75...113 + 75).contains(first / 2))
    }

    @Test func `shards cover the plan without gap or overlap, one model each`() {
        var next = 0
        for index in 0..<plan.shards {
            let shard = plan.shard(index)
            #expect(shard.samples.lowerBound == next)
            next = shard.samples.upperBound
            #expect(shard.samples.allSatisfy { plan.sample($0).model == shard.model })
            #expect(shard.samples.allSatisfy { plan.shard(ofSample: $0) == index })
        }
        #expect(next == plan.samples)
    }

    @Test func `the seed changes the order and no key`() {
        let other = Plan(Specs.make(models: 3, scenarios: 50, replicates: 3, seed: 2))
        #expect((0..<plan.samples).map(plan.sample) != (0..<plan.samples).map(other.sample))
        let keys = { (plan: Plan) in Set((0..<plan.samples).map { plan.key(of: plan.sample($0)) }) }
        #expect(keys(plan) == keys(other))
    }

    @Test func `the same inputs are the same run, and a label is another one`() throws {
        let spec = Specs.make()
        #expect(Specs.make().run == spec.run)
        #expect(Specs.make(label: "next").run != spec.run)
        let read = try Spec(json: JSON(parsing: spec.json.canonicalBytes, rules: .wire))
        #expect(read == spec)
        #expect(read.digest == spec.digest)
    }
}
