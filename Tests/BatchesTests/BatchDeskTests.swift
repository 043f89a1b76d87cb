import Batches
import Bench
import Testing
import Vendors

/// A desk against a vendor that the tests play, with time as a value.
struct BatchDeskTests {
    static let wall: Int64 = 1_795_428_000_000
    static let clocks = BatchClocks(
        quietMilliseconds: 100,
        gatherMilliseconds: 1_000,
        pollMilliseconds: 1_000,
        pollMillisecondsMax: 4_000
    )

    static func model(_ vendor: Vendor = .mistral, _ name: String = "m") -> Model {
        Model(
            id: "test/\(name)",
            vendor: vendor,
            endpoint: vendor.endpoint ?? "",
            name: name,
            keyVariable: vendor.keyVariable
        )
    }

    static func ticket(
        _ ask: Int,
        _ id: String,
        pair: Int = 0,
        round: Int = 1,
        model: Model = model(),
        body: String = "{}"
    ) -> BatchTicket {
        BatchTicket(
            ask: ask,
            run: RunID("r1"),
            customID: id,
            round: round,
            pair: pair,
            model: model,
            body: Array(body.utf8)
        )
    }

    static func response(_ body: String, _ status: Int = 200) -> Result<
        VendorResponse, BatchEffect.Unanswered
    > {
        .success(VendorResponse(status: status, body: Array(body.utf8)))
    }

    /// What a settled desk wants, taken apart.
    struct Wanted {
        var kept: [BatchEntry] = []
        var calls: [(mark: String, request: VendorRequest)] = []
        var answers: [Int: String] = [:]
        var leftOut: [Int: [String]] = [:]
        var refusals: [Int: String] = [:]
        var lasting: Set<Int> = []
        var log: [String] = []

        init(_ effects: [BatchEffect]) {
            for effect in effects {
                switch effect {
                case .keep(let entry): kept.append(entry)
                case .call(let mark, let request, _): calls.append((mark, request))
                case .answer(let ask, .success(let response), _, let names):
                    leftOut[ask] = names
                    answers[ask] = String(decoding: response.body, as: UTF8.self)
                case .answer(let ask, .failure(let error), _, _):
                    answers[ask] = "! " + error.message
                case .refuse(let ask, let words, let isLasting):
                    refusals[ask] = words
                    if isLasting { lasting.insert(ask) }
                case .log(let text): log.append(text)
                }
            }
        }
    }

    static func settle(_ desk: inout BatchDesk, _ now: Int) -> Wanted {
        Wanted(desk.settle(now: now, wallMilliseconds: wall + Int64(now)))
    }

    static let done = #"{"id":"job-1","status":"SUCCESS","output_file":"out-1"}"#

    static func lines(_ ids: [String]) -> String {
        ids.map {
            #"{"custom_id":"\#($0)","response":{"status_code":200,"body":{"of":"\#($0)"}}}"#
        }.joined(separator: "\n")
    }

    /// A desk with a batch of a and b that its vendor has taken as `job-1`, and its journal.
    static func taken(_ vendor: Vendor = .mistral) -> (BatchDesk, [BatchEntry]) {
        var desk = BatchDesk(clocks: clocks)
        for (ask, id) in [(1, "a"), (2, "b")] {
            desk.put(ticket(ask, id, model: model(vendor)), now: 0)
        }
        let first = settle(&desk, 100)
        desk.answered(
            first.calls.first?.mark ?? "",
            response(#"{"id":"job-1","status":"QUEUED","processing_status":"in_progress"}"#),
            now: 150
        )
        let second = settle(&desk, 150)
        return (desk, first.kept + second.kept)
    }

    @Test func `a batch is closed after a moment of quiet and is on disk before it is sent`() {
        var desk = BatchDesk(clocks: Self.clocks)
        desk.put(Self.ticket(1, "a"), now: 0)
        desk.put(Self.ticket(2, "b"), now: 60)
        #expect(Self.settle(&desk, 100).calls.isEmpty)
        #expect(desk.wakeAt == 160)
        let effects = desk.settle(now: 160, wallMilliseconds: Self.wall)
        guard case .keep(.intent(let intent)) = effects.first, case .call = effects.last else {
            Issue.record("\(effects)")
            return
        }
        #expect(effects.count == 2)
        #expect(intent.customIDs == ["a", "b"])
        #expect(intent.model == "test/m")
    }

    @Test func `models and rounds go in batches of their own`() {
        var desk = BatchDesk(clocks: Self.clocks)
        desk.put(Self.ticket(1, "a"), now: 0)
        desk.put(Self.ticket(2, "a", model: Self.model(.mistral, "n")), now: 0)
        desk.put(Self.ticket(3, "b", round: 2), now: 0)
        #expect(Self.settle(&desk, 100).calls.count == 3)
    }

    @Test func `the arms of a pair are never parted by the bound of a batch`() {
        var desk = BatchDesk(clocks: Self.clocks)
        // One request, then pairs: the bound of 10,000 falls into the middle of a pair.
        for ask in 0..<10_003 {
            desk.put(Self.ticket(ask, "s\(ask)", pair: (ask + 1) / 2), now: 0)
        }
        let kept = Self.settle(&desk, 100).kept
        let sizes = kept.map { entry in
            if case .intent(let intent) = entry { intent.customIDs.count } else { 0 }
        }
        #expect(sizes == [10_001, 2])
    }

    @Test func `results find their asks in any order, a second line and a stranger's do not count`()
    {
        var (desk, _) = Self.taken()
        let poll = Self.settle(&desk, 1_150)
        #expect(poll.calls.first?.request.url == "https://api.mistral.ai/v1/batch/jobs/job-1")
        let mark = poll.calls.first?.mark ?? ""
        desk.answered(mark, Self.response(Self.done), now: 1_200)
        let fetch = Self.settle(&desk, 1_200)
        #expect(
            fetch.calls.first?.request.url == "https://api.mistral.ai/v1/files/out-1/content"
        )
        let second = #"{"custom_id":"a","response":{"status_code":200,"body":{"of":"late"}}}"#
        desk.answered(
            mark,
            Self.response(Self.lines(["x", "b", "a"]) + "\n" + second),
            now: 1_300
        )
        let end = Self.settle(&desk, 1_300)
        #expect(end.answers == [1: #"{"of":"a"}"#, 2: #"{"of":"b"}"#])
        #expect(
            end.log.first?.hasSuffix(
                "2 of 2 requests have a result, 1 lines came twice, 1 lines are of requests that "
                    + "are not in it"
            ) == true
        )
        #expect(desk.waiting.isEmpty)
        #expect(desk.wakeAt == nil)
    }

    @Test func `a request without a result is told so, and its next round is another batch`() {
        var (desk, _) = Self.taken()
        let mark = Self.settle(&desk, 1_150).calls.first?.mark ?? ""
        desk.answered(
            mark,
            Self.response(#"{"id":"job-1","status":"TIMEOUT_EXCEEDED","output_file":"out-1"}"#),
            now: 1_200
        )
        _ = Self.settle(&desk, 1_200)
        desk.answered(mark, Self.response(Self.lines(["b"])), now: 1_300)
        let end = Self.settle(&desk, 1_300)
        #expect(end.answers[1] == "! the batch is expired without a result for it")
        #expect(end.answers[2] == #"{"of":"b"}"#)
        desk.put(Self.ticket(1, "a", round: 2), now: 1_300)
        #expect(Self.settle(&desk, 1_400).calls.first?.request.method == .post)
    }

    @Test func `polls come less and less often, up to a bound`() {
        var (desk, _) = Self.taken()
        var times: [Int] = []
        while times.count < 5, let now = desk.wakeAt {
            let wanted = Self.settle(&desk, now)
            times.append(now)
            let waiting = Self.response(#"{"id":"job-1","status":"RUNNING"}"#)
            desk.answered(wanted.calls.first?.mark ?? "", waiting, now: now)
        }
        #expect(times == [1_150, 2_150, 4_150, 8_150, 12_150])
    }

    @Test func `a batch rejected as a whole says why once and is not handed in again`() {
        var (desk, _) = Self.taken()
        let mark = Self.settle(&desk, 1_150).calls.first?.mark ?? ""
        let body = #"{"id":"job-1","status":"FAILED","errors":[{"message":"bad line"}]}"#
        desk.answered(mark, Self.response(body), now: 1_200)
        let end = Self.settle(&desk, 1_200)
        #expect(end.refusals.count == 2)
        #expect(end.refusals[1]?.hasSuffix("rejected the batch as a whole: bad line") == true)
        #expect(end.lasting == [1, 2])
        #expect(end.kept.count == 1)
        #expect(desk.wakeAt == nil)
    }

    @Test func `after a start what was taken is polled and not bought again`() throws {
        let (_, journal) = Self.taken()
        var bytes: [UInt8] = []
        for entry in journal {
            bytes += entry.json.bytes
            bytes.append(UInt8(ascii: "\n"))
        }
        let (read, whole) = try BatchEntry.read(bytes + Array(#"{"intent":"torn"#.utf8))
        #expect(read == journal)
        #expect(whole == bytes.count)
        var desk = BatchDesk(read, clocks: Self.clocks)
        #expect(desk.bought == [RunID("r1"): ["a", "b"]])
        #expect(desk.wakeAt == nil)
        desk.put(Self.ticket(7, "a"), now: 5_000)
        let look = Self.settle(&desk, 5_000)
        #expect(look.kept.isEmpty)
        #expect(look.calls.map(\.request.url) == ["https://api.mistral.ai/v1/batch/jobs/job-1"])
        let mark = try #require(look.calls.first?.mark)
        desk.answered(mark, Self.response(Self.done), now: 5_010)
        _ = Self.settle(&desk, 5_010)
        desk.answered(mark, Self.response(Self.lines(["a", "b"])), now: 5_020)
        #expect(Self.settle(&desk, 5_020).answers == [7: #"{"of":"a"}"#])
        // The other one asks later, and finds its result at once.
        desk.put(Self.ticket(8, "b"), now: 6_000)
        #expect(Self.settle(&desk, 6_000).answers == [8: #"{"of":"b"}"#])
    }

    @Test func `another run asks anew`() {
        let (_, journal) = Self.taken()
        var desk = BatchDesk(journal, clocks: Self.clocks)
        var ticket = Self.ticket(7, "a")
        ticket.run = RunID("r2")
        desk.put(ticket, now: 0)
        #expect(Self.settle(&desk, 100).calls.first?.request.method == .post)
    }

    @Test func `a batch whose answer was lost is found by its mark`() throws {
        let (_, journal) = Self.taken()
        var desk = BatchDesk(Array(journal.prefix(1)), clocks: Self.clocks)
        desk.put(Self.ticket(7, "a"), now: 0)
        let search = Self.settle(&desk, 0)
        let call = try #require(search.calls.first)
        #expect(call.request.url.hasPrefix("https://api.mistral.ai/v1/batch/jobs?page_size="))
        let list =
            #"{"data":[{"id":"other","status":"RUNNING"},{"id":"job-1","status":"RUNNING","#
            + #""metadata":{"gapwatch":"\#(call.mark)"}}]}"#
        desk.answered(call.mark, Self.response(list), now: 10)
        let found = Self.settle(&desk, 10)
        #expect(found.kept == [.taken(mark: call.mark, id: "job-1")])
        #expect(
            found.calls.first?.request.url == "https://api.mistral.ai/v1/batch/jobs/job-1"
        )
    }

    @Test func `a batch that its vendor never had is handed in once more`() throws {
        let (_, journal) = Self.taken()
        var desk = BatchDesk(Array(journal.prefix(1)), clocks: Self.clocks)
        desk.put(Self.ticket(7, "a"), now: 0)
        let call = try #require(Self.settle(&desk, 0).calls.first)
        // One list may be a moment behind: only the second one is believed.
        desk.answered(call.mark, Self.response(#"{"data":[]}"#), now: 10)
        let nothing = Self.settle(&desk, 10)
        #expect(nothing.calls.isEmpty)
        #expect(nothing.kept.isEmpty)
        #expect(desk.wakeAt == 2_010)
        let second = try #require(Self.settle(&desk, 2_010).calls.first)
        #expect(second.request.method == .get)
        desk.answered(call.mark, Self.response(#"{"data":[]}"#), now: 2_020)
        #expect(Self.settle(&desk, 2_020).calls.isEmpty)
        let again = Self.settle(&desk, 2_120)
        #expect(again.calls.first?.request.method == .post)
        #expect(again.calls.first?.mark != call.mark)
    }

    @Test func `a creation that broke off is looked for before it is made again`() throws {
        var desk = BatchDesk(clocks: Self.clocks)
        desk.put(Self.ticket(1, "a"), now: 0)
        let create = try #require(Self.settle(&desk, 100).calls.first)
        desk.answered(create.mark, .failure(.init(message: "timed out")), now: 200)
        let search = try #require(desk.wakeAt)
        let look = Self.settle(&desk, search)
        #expect(look.calls.first?.request.method == .get)
        #expect(look.kept.isEmpty)
    }

    @Test func `too many is not taken, and only that is asked again as it was`() throws {
        var desk = BatchDesk(clocks: Self.clocks)
        desk.put(Self.ticket(1, "a"), now: 0)
        let create = try #require(Self.settle(&desk, 100).calls.first)
        desk.answered(create.mark, Self.response(#"{"message":"slow"}"#, 429), now: 200)
        let again = try #require(desk.wakeAt)
        let call = try #require(Self.settle(&desk, again).calls.first)
        #expect(call.request.method == .post)
        #expect(call.mark == create.mark)
    }

    @Test(arguments: [400, 401, 404])
    func `a batch that is refused is refused once, for good`(status: Int) throws {
        var desk = BatchDesk(clocks: Self.clocks)
        desk.put(Self.ticket(1, "a"), now: 0)
        let create = try #require(Self.settle(&desk, 100).calls.first)
        desk.answered(create.mark, Self.response(#"{"message":"no"}"#, status), now: 200)
        let end = Self.settle(&desk, 200)
        #expect(end.lasting == [1])
        #expect(desk.wakeAt == nil)
    }

    @Test func `Anthropic's batch without marks is known by its results`() throws {
        let (_, journal) = Self.taken(.anthropic)
        var desk = BatchDesk(Array(journal.prefix(1)), clocks: Self.clocks)
        desk.put(Self.ticket(7, "a", model: Self.model(.anthropic)), now: 0)
        let mark = try #require(Self.settle(&desk, 0).calls.first?.mark)
        func entry(_ id: String, _ count: Int, _ at: String) -> String {
            #"{"id":"\#(id)","processing_status":"ended","created_at":"\#(at)","#
                + #""request_counts":{"succeeded":\#(count)}}"#
        }
        // Newest first: one of another size, one of ours, a stranger of the same size, an old one.
        let time = "2026-11-23T10:00:00.5Z"
        let list = [
            entry("size", 3, time), entry("ours", 2, time), entry("stranger", 2, time),
            entry("old", 2, "2026-11-23T08:00:00Z"),
        ].joined(separator: ",")
        func answerList(_ now: Int) {
            desk.answered(mark, Self.response(#"{"data":[\#(list)]}"#), now: now)
        }
        answerList(10)
        var urls: [String] = []
        func step(_ now: Int, _ body: String) -> Wanted {
            let wanted = Self.settle(&desk, now)
            urls += wanted.calls.map {
                $0.request.url.replacing("https://api.anthropic.com/v1/messages/batches", with: "")
            }
            desk.answered(mark, Self.response(body), now: now)
            return wanted
        }
        func line(_ id: String) -> String {
            #"{"custom_id":"\#(id)","result":{"type":"succeeded","message":{"of":"\#(id)"}}}"#
        }
        _ = step(20, entry("stranger", 2, time))
        _ = step(30, line("zzz"))
        _ = step(40, #"{"data":[\#(list)]}"#)
        _ = step(50, entry("ours", 2, time))
        _ = step(60, line("b") + "\n" + line("a"))
        let end = Self.settle(&desk, 70)
        #expect(
            urls == [
                "/stranger", "/stranger/results", "?limit=100", "/ours", "/ours/results",
            ]
        )
        #expect(end.kept == [.taken(mark: mark, id: "ours")])
        #expect(end.answers == [7: #"{"of":"a"}"#])
    }

    @Test func `a vendor that has forgotten a batch is asked three times, then the rest anew`()
        throws
    {
        var (desk, _) = Self.taken()
        var answers: [Int: String] = [:]
        var calls = 0
        for _ in 0..<6 {
            guard let now = desk.wakeAt else { break }
            let wanted = Self.settle(&desk, now)
            answers.merge(wanted.answers) { old, _ in old }
            guard let mark = wanted.calls.first?.mark else { continue }
            calls += 1
            desk.answered(mark, Self.response(#"{"message":"no such job"}"#, 404), now: now)
        }
        answers.merge(Self.settle(&desk, 1_000_000).answers) { old, _ in old }
        #expect(calls == 3)
        #expect(answers.count == 2)
        #expect(answers[1] == "! the vendor does not know the batch any more")
        desk.put(Self.ticket(1, "a", round: 2), now: 1_000_000)
        let anew = Self.settle(&desk, 1_000_100)
        #expect(anew.calls.map { $0.request.method } == [.post])
    }

    @Test func `two leases that wait for one request both get its result, bought once`() {
        var desk = BatchDesk(clocks: Self.clocks)
        desk.put(Self.ticket(1, "a"), now: 0)
        desk.put(Self.ticket(2, "b"), now: 0)
        desk.put(Self.ticket(3, "a"), now: 10)
        let first = Self.settle(&desk, 200)
        #expect(first.calls.count == 1)
        let body = String(decoding: first.calls[0].request.body, as: UTF8.self)
        #expect(body.ranges(of: #""custom_id":"a""#).count == 1, "\(body)")
        desk.answered(
            first.calls[0].mark,
            Self.response(#"{"id":"job-1","status":"QUEUED"}"#),
            now: 250
        )
        // A fourth comes while the batch is with its vendor.
        desk.put(Self.ticket(4, "b"), now: 300)
        var answers: [Int: String] = [:]
        for (response, now) in [(Self.done, 2_000), (Self.lines(["a", "b"]), 2_010)] {
            let wanted = Self.settle(&desk, now)
            answers.merge(wanted.answers) { old, _ in old }
            #expect(wanted.calls.count == 1)
            desk.answered(wanted.calls.first?.mark ?? "", Self.response(response), now: now)
        }
        answers.merge(Self.settle(&desk, 2_020).answers) { old, _ in old }
        #expect(answers.keys.sorted() == [1, 2, 3, 4])
        #expect(answers[3] == answers[1])
        #expect(answers[4] == answers[2])
        #expect(answers.values.allSatisfy { !$0.hasPrefix("!") }, "\(answers)")
        #expect(desk.waiting.isEmpty)
    }

    @Test func `a batch that never ends is given up after two days and two hours`() {
        var (desk, _) = Self.taken()
        let mark = Self.settle(&desk, 1_150).calls.first?.mark ?? ""
        let waiting = Self.response(#"{"id":"job-1","status":"RUNNING"}"#)
        desk.answered(mark, waiting, now: 1_200)
        let day = desk.settle(now: 100_000, wallMilliseconds: Self.wall + 179_000_000)
        #expect(Wanted(day).calls.count == 1)
        desk.answered(mark, waiting, now: 100_000)
        let late = desk.settle(now: 200_000, wallMilliseconds: Self.wall + 180_001_000)
        #expect(Wanted(late).answers.count == 2)
    }

    @Test func `what waits is told of with the vendor's name for it`() {
        let (desk, _) = Self.taken()
        let note = desk.notes(now: 200).first
        #expect(note?.id == "job-1")
        #expect(note?.requests == 2)
        #expect(note?.vendor == "Mistral")
        #expect(note?.sinceMilliseconds == Self.wall + 100)
    }
}
