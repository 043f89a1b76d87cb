import Audit
import Bench
import TestSupport
import Testing

/// Journals that are right, and each way in which one can be wrong.
struct AuditTests {
    /// One model, 40 scenarios, 2 replicates, 2 arms: 160 samples in 3 shards.
    let plan = Plan(Specs.make(models: 1, scenarios: 40))

    private func records(_ shard: Int, epoch: Int) -> [Entry.Event] {
        plan.shard(shard).samples.map {
            .record(
                sample: $0,
                shard: shard,
                epoch: epoch,
                key: plan.key(of: plan.sample($0)),
                nanodollars: 7
            )
        }
    }

    private func whole(_ shard: Int) -> [Entry.Event] {
        [.granted(shard: shard, epoch: 1, holder: "a")] + records(shard, epoch: 1)
            + [.stored(shard: shard, epoch: 1)]
    }

    private var right: [Entry.Event] { whole(0) + whole(1) + whole(2) + [.done] }

    private func finding(_ events: [Entry.Event]) -> Finding {
        var audit = Audit(plan)
        for (index, event) in events.enumerated() { audit.read(Entry(Int64(index + 1), event)) }
        return audit.finding()
    }

    @Test func `an undisturbed run is sound and whole`() {
        let found = finding(right)
        #expect(found.faults == [])
        #expect(found.missing.isEmpty)
        #expect(found.tally.records == 160)
        #expect(found.tally.nanodollars == 160 * 7)
        #expect(found.isDone)
    }

    @Test func `a lease that ran out and the next one are sound`() {
        let half = Array(records(0, epoch: 1).prefix(10))
        let rest = Array(records(0, epoch: 2).dropFirst(10))
        let events: [Entry.Event] =
            [.granted(shard: 0, epoch: 1, holder: "a")] + half
            + [
                .ended(shard: 0, epoch: 1, why: "expired"),
                .granted(shard: 0, epoch: 2, holder: "b"),
            ] + rest
            + [.alternate(sample: 12, epoch: 1, nanodollars: 9), .stored(shard: 0, epoch: 2)]
            + whole(1) + whole(2) + [.done]
        let found = finding(events)
        #expect(found.faults == [])
        #expect(found.tally.ended == ["expired": 1])
        #expect(found.tally.alternateNanodollars == 9)
    }

    @Test func `a record under an older lease is found`() {
        let events: [Entry.Event] = [
            .granted(shard: 0, epoch: 1, holder: "a"),
            .ended(shard: 0, epoch: 1, why: "expired"),
            .granted(shard: 0, epoch: 2, holder: "b"), records(0, epoch: 1)[0],
        ]
        #expect(finding(events).faults.count == 1)
    }

    @Test func `a second record, one of another sample, and one outside its shard are found`() {
        let first = records(0, epoch: 1)
        let other = plan.key(of: plan.sample(1))
        let wrong: [[Entry.Event]] = [
            [first[0]],
            [.record(sample: 2, shard: 0, epoch: 1, key: other, nanodollars: nil)],
            [.record(sample: 159, shard: 0, epoch: 1, key: other, nanodollars: nil)],
        ]
        for event in wrong {
            let events = [.granted(shard: 0, epoch: 1, holder: "a"), first[0]] + event
            #expect(finding(events).faults.count == 1)
        }
    }

    @Test func `leases out of turn are found`() {
        let wrong: [[Entry.Event]] = [
            [.granted(shard: 0, epoch: 2, holder: "a")],
            [.granted(shard: 9, epoch: 1, holder: "a")],
            [.granted(shard: 0, epoch: 1, holder: "a"), .granted(shard: 0, epoch: 2, holder: "b")],
            [.ended(shard: 0, epoch: 1, why: "expired")],
            [.granted(shard: 0, epoch: 1, holder: "a"), .stored(shard: 0, epoch: 1)],
            [.granted(shard: 0, epoch: 1, holder: "a"), .promoted(shard: 0, epoch: 2)],
            [.shadowed(shard: 0, epoch: 1, holder: "a")],
        ]
        for events in wrong { #expect(!finding(events).isSound, "\(events)") }
    }

    @Test func `a run that is called done and is not, is found`() {
        let found = finding(whole(0) + [.done])
        #expect(found.faults.count == 1)
        #expect(found.missing == ["nothing says why": 160 - plan.shard(0).samples.count])
    }

    @Test func `what is missing for a reason is listed and no fault`() {
        let count = plan.shard(2).samples.count
        let events: [Entry.Event] =
            whole(0) + whole(1)
            + [
                .granted(shard: 2, epoch: 1, holder: "a"),
                .quarantined(shard: 2, epoch: 1, why: "broken"), .done,
            ]
        let found = finding(events)
        #expect(found.faults == [])
        #expect(found.missing == ["its shard was given up (broken)": count])
        #expect(finding(whole(0) + [.stopped(model: 0, why: "decided"), .done]).isSound)
        #expect(finding(whole(0) + [.cancelled, .done]).isSound)
    }

    @Test func `a shadow may take its holder's place, and only then count`() {
        let start: [Entry.Event] = [
            .granted(shard: 0, epoch: 1, holder: "a"), .shadowed(shard: 0, epoch: 2, holder: "b"),
        ]
        let before = finding(start + [records(0, epoch: 2)[0]])
        #expect(before.faults.count == 1)
        let after = finding(
            start + [.ended(shard: 0, epoch: 1, why: "expired"), .promoted(shard: 0, epoch: 2)]
                + records(0, epoch: 2) + [.stored(shard: 0, epoch: 2)] + whole(1) + whole(2)
        )
        #expect(after.faults == [])
    }

    @Test func `entries out of order are found, and faults are bounded`() {
        var audit = Audit(plan)
        audit.read(Entry(2, .paused))
        audit.read(Entry(1, .resumed))
        #expect(audit.finding().faults.count == 1)
        for _ in 0..<200 { audit.note(fault: "x") }
        #expect(audit.finding().faults.count == Audit.faultsMax)
        #expect(audit.finding().faultsBeyond == 151)
    }
}
