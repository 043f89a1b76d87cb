import Bench
import Testing

@testable import Rehearsal

@Suite struct BatchShelfTests {
    private static func job(_ number: Int) -> BatchJob {
        BatchJob(
            BatchJob.Order(dialect: .anthropic, format: .messages),
            [],
            seed: 1,
            phase: 1,
            mark: Digest(ofFields: [Array("\(number)".utf8)]),
            now: 0
        )
    }

    @Test func `a full shelf drops the oldest batch that ended and no other`() {
        var shelf = BatchShelf()
        let jobs = (0..<1_000).map(Self.job)
        for job in jobs {
            let isKept = shelf.add(job)
            #expect(isKept)
        }
        let isOneTooMany = !shelf.add(Self.job(1_000))
        #expect(isOneTooMany)
        for _ in 0..<3 { _ = shelf.poll(jobs[5].id, .anthropic, at: 9) }
        let isKept = shelf.add(Self.job(1_000))
        #expect(isKept)
        #expect(shelf.job(jobs[5].id, .anthropic) == nil)
        #expect(shelf.job(jobs[4].id, .anthropic) != nil)
    }

    @Test func `files fill 64 MiB, and one that was used makes room`() {
        var shelf = BatchShelf()
        let half = [UInt8](repeating: 0, count: 33_554_432)
        for id in ["a", "b"] {
            let isKept = shelf.add(BatchShelf.File(id: id, bytes: half))
            #expect(isKept)
        }
        let isOneTooMany = !shelf.add(BatchShelf.File(id: "c", bytes: [0]))
        #expect(isOneTooMany)
        shelf.use("b")
        let isKept = shelf.add(BatchShelf.File(id: "c", bytes: [0]))
        #expect(isKept)
        #expect(shelf.file("a") != nil)
        #expect(shelf.file("b") == nil)
    }

    @Test(arguments: [(10_000, 0), (10_001, 1)])
    func `a batch takes ten thousand requests and not one more`(count: Int, faults: Int) {
        let body = #"{"model":"m","messages":[{"role":"user","content":"u"}]}"#
        let chat = "/v1/chat/completions"
        let text = (0..<count).map {
            #"{"custom_id":"\#($0)","method":"POST","url":"\#(chat)","body":\#(body)}"# + "\n"
        }.joined()
        let lines = BatchLines(Array(text.utf8), endpoint: chat)
        #expect(lines.items.count == 10_000)
        #expect(lines.faults.count == faults)
    }

    // MARK: Forms

    @Test func `a form's file comes out byte by byte`() {
        let body =
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.jsonl\"\r\n\r\n"
            + "one\r\n--two\n\r\n--b\r\ncontent-disposition: form-data; name=purpose\r\n\r\n"
            + "batch\r\n--b--"
        let upload = BatchUpload(
            contentType: "multipart/form-data; boundary=\"b\"",
            body: Array(body.utf8)
        )
        #expect(upload?.bytes == Array("one\r\n--two\n".utf8))
        #expect(upload?.purpose == "batch")
        #expect(upload?.name == "x.jsonl")
    }

    @Test(
        arguments: [
            ("multipart/form-data", "--b\r\n"), ("application/json", "{}"),
            ("multipart/form-data; boundary=b", ""), ("multipart/form-data; boundary=b", "--b--"),
            ("multipart/form-data; boundary=b", "--b\r\n\r\nno end"),
            ("multipart/form-data; boundary=b", "--b\r\nno blank line\r\n--b--"),
            ("multipart/form-data; boundary=b", "--bx"),
        ]
    )
    func `what is no form is refused`(type: String, body: String) {
        #expect(BatchUpload(contentType: type, body: Array(body.utf8)) == nil)
    }
}
