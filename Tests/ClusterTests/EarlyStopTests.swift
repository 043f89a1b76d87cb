import Bench
import TestSupport
import Testing

@testable import Cluster

struct EarlyStopTests {
    private func book(stopped: Set<Int> = []) -> RunBook {
        // 40 scenarios × 2 replicates: three shards a model.
        let spec = Specs.make(models: 2, scenarios: 40)
        var run = StoredRun(new: spec)
        run.stopped = stopped
        return RunBook(run, now: Moment(milliseconds: 0), leaseMilliseconds: 1_000)
    }

    @Test func `a stopped model gives out nothing more, and the others do`() {
        var book = book()
        #expect(book.open == 6)
        book.stop(model: 0)
        #expect(book.open == 3)
        #expect(!book.hasReady(0, at: Moment(milliseconds: 9)))
        #expect(book.hasReady(1, at: Moment(milliseconds: 9)))
        book.stop(model: 0)
        #expect(book.open == 3)
    }

    @Test func `a shard that is held when its model is stopped is not given out again`() {
        var book = book()
        let now = Moment(milliseconds: 0)
        _ = book.grant(model: 0, to: "w", now: now, leaseMilliseconds: 1_000)
        book.stop(model: 0)
        #expect(book.open == 4)
        _ = book.giveBack(0, .broken, now: now)
        #expect(book.open == 3)
        #expect(!book.hasReady(0, at: Moment(milliseconds: 99_999)))
    }

    @Test func `a run is taken up again without its stopped models`() {
        let book = book(stopped: [0, 1])
        #expect(book.isDone)
    }

    @Test func `the completed prefix ends at the first gap in the registered order`() {
        let spec = Specs.make(models: 1, scenarios: 5)
        let plan = Plan(spec)
        var run = StoredRun(new: spec)
        for rank in [0, 1, 3] {
            for sample in plan.samples(ofModel: 0, rank: rank) { run.stored.insert(sample) }
        }
        let book = RunBook(run, now: Moment(milliseconds: 0), leaseMilliseconds: 1)
        #expect(book.completedScenarios(of: 0, from: 0) == 2)
        #expect(book.completedScenarios(of: 0, from: 2) == 2)
    }
}
