import Batches
import Bench
import Testing
import Vendors

/// What a desk does when the vendor has no room, and what it knows after a start.
struct BatchRoomTests {
    typealias Base = BatchDeskTests

    private func file() -> Result<VendorResponse, BatchEffect.Unanswered> {
        Base.response(#"{"id":"file-1"}"#)
    }

    private func state(
        _ status: String,
        _ codes: [String] = []
    ) -> Result<VendorResponse, BatchEffect.Unanswered> {
        let errors = codes.map { #"{"code":"\#($0)","message":"m"}"# }.joined(separator: ",")
        return Base.response(
            #"{"id":"batch_1","status":"\#(status)","errors":{"data":[\#(errors)]}}"#
        )
    }

    /// Hands a gathered batch in and has it looked at as `status`; says when that was and what came
    /// of it.
    private func handIn(
        _ desk: inout BatchDesk,
        from start: Int,
        _ status: String,
        _ codes: [String]
    ) throws -> (now: Int, body: String, end: Base.Wanted) {
        let upload = try #require(Base.settle(&desk, start).calls.first)
        #expect(upload.request.url == "https://api.openai.com/v1/files")
        desk.answered(upload.mark, file(), now: start)
        _ = Base.settle(&desk, start)
        desk.answered(upload.mark, state("validating"), now: start)
        _ = Base.settle(&desk, start)
        let now = start + Base.clocks.pollMilliseconds
        let poll = Base.settle(&desk, now)
        #expect(poll.calls.first?.request.method == .get)
        desk.answered(upload.mark, state(status, codes), now: now)
        let body = String(decoding: upload.request.body, as: UTF8.self)
        return (now, body, Base.settle(&desk, now))
    }

    @Test func `a batch for which the account has no room is handed in again as it was, later`()
        throws
    {
        var desk = BatchDesk(clocks: Base.clocks)
        for (ask, id) in [(1, "a"), (2, "b")] {
            desk.put(Base.ticket(ask, id, model: Base.model(.openai)), now: 0)
        }
        let full = ["token_limit_exceeded"]
        let first = try handIn(&desk, from: 100, "failed", full)
        #expect(first.end.refusals == [:])
        #expect(first.end.answers == [:])
        #expect(first.end.kept.count == 1, "what was handed in is over")
        let again = try #require(desk.wakeAt)
        #expect(again == first.now + Base.clocks.pollMilliseconds)
        let second = try handIn(&desk, from: again, "failed", full)
        func lines(_ body: String) -> [Substring] {
            body.split(whereSeparator: \.isNewline).filter { $0.contains("custom_id") }
        }
        #expect(lines(second.body) == lines(first.body))
        #expect(lines(second.body).count == 2)
        let third = try #require(desk.wakeAt)
        #expect(third == second.now + 2 * Base.clocks.pollMilliseconds, "each pause is longer")
        let taken = try handIn(&desk, from: third, "in_progress", [])
        #expect(taken.end.kept.isEmpty)
        #expect(desk.waiting == [1, 2])
    }

    @Test(arguments: [["token_limit_exceeded", "invalid_json_line"], ["invalid_url"], []])
    func `any other reason is final`(_ codes: [String]) throws {
        var desk = BatchDesk(clocks: Base.clocks)
        desk.put(Base.ticket(1, "a", model: Base.model(.openai)), now: 0)
        let end = try handIn(&desk, from: 100, "failed", codes).end
        #expect(end.lasting == [1])
        #expect(desk.wakeAt == nil)
    }

    @Test func `a vendor that never has room is not waited for without end`() throws {
        var clocks = Base.clocks
        clocks.patienceMilliseconds = 20_000
        var desk = BatchDesk(clocks: clocks)
        desk.put(Base.ticket(1, "a", model: Base.model(.openai)), now: 0)
        var answers: [Int: String] = [:]
        var rounds = 0
        while answers.isEmpty, rounds < 50, let now = desk.wakeAt {
            rounds += 1
            answers = try handIn(&desk, from: now, "failed", ["token_limit_exceeded"]).end.answers
        }
        #expect(answers[1]?.hasPrefix("! token_limit_exceeded") == true, "\(answers)")
        #expect((4...20).contains(rounds), "\(rounds)")
    }

    @Test func `after a start a request is known in the round in which it was handed in last`()
        throws
    {
        var desk = BatchDesk(clocks: Base.clocks)
        desk.put(Base.ticket(1, "a", round: 2), now: 0)
        let journal = Base.settle(&desk, 100).kept
        let later = BatchDesk(journal, clocks: Base.clocks)
        #expect(later.round(of: "a", in: RunID("r1")) == 2)
        #expect(later.round(of: "b", in: RunID("r1")) == nil)
        #expect(later.round(of: "a", in: RunID("r2")) == nil)
    }

    @Test func `what a request left out is known after a start too`() throws {
        var desk = BatchDesk(clocks: Base.clocks)
        var plain = Base.ticket(1, "a")
        desk.put(plain, now: 0)
        plain.ask = 2
        plain.customID = "b"
        plain.leftOut = ["temperature"]
        desk.put(plain, now: 0)
        let first = Base.settle(&desk, 100)
        #expect(first.calls.count == 2, "what leaves something out goes apart")
        let bytes = first.kept.flatMap { $0.json.bytes + [UInt8(ascii: "\n")] }
        var later = BatchDesk(try BatchEntry.read(bytes).entries, clocks: Base.clocks)
        for (ask, id) in [(1, "a"), (2, "b")] { later.put(Base.ticket(ask, id), now: 0) }
        for call in Base.settle(&later, 0).calls {
            let list =
                #"{"data":[{"id":"job-1","status":"SUCCESS","output_file":"out-1","#
                + #""metadata":{"gapwatch":"\#(call.mark)"}}]}"#
            later.answered(call.mark, Base.response(list), now: 10)
        }
        for call in Base.settle(&later, 10).calls {
            later.answered(call.mark, Base.response(Base.done), now: 20)
        }
        for call in Base.settle(&later, 20).calls {
            later.answered(call.mark, Base.response(Base.lines(["a", "b"])), now: 30)
        }
        #expect(Base.settle(&later, 30).leftOut == [1: [], 2: ["temperature"]])
    }

    @Test func `results that cannot be fetched are not asked for without end`() throws {
        let (desk, _) = Base.taken()
        var waiting = desk
        let mark = try #require(Base.settle(&waiting, 1_150).calls.first?.mark)
        waiting.answered(mark, Base.response(Base.done), now: 1_200)
        var answers: [Int: String] = [:]
        var calls = 0
        var now = 1_200
        while answers.isEmpty, calls < 10_000 {
            let wanted = Base.settle(&waiting, now)
            answers = wanted.answers
            if let call = wanted.calls.first {
                calls += 1
                waiting.answered(call.mark, Base.response("{}", 503), now: now)
            }
            now = waiting.wakeAt ?? now
        }
        #expect(answers.count == 2)
        #expect(answers[1]?.hasPrefix("!") == true)
        #expect(Int64(now) >= Base.clocks.patienceMilliseconds)
    }
}
