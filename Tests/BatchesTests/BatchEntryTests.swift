import Batches
import Bench
import Testing

/// The journal of batches, line by line.
struct BatchEntryTests {
    @Test func `a whole line that is no entry is named, and nothing behind it is lost`() throws {
        let (_, journal) = BatchDeskTests.taken()
        var bytes = journal.flatMap { $0.json.bytes + [UInt8(ascii: "\n")] }
        let good = try BatchEntry.read(bytes)
        #expect(good.entries.count == journal.count)
        bytes += Array("{\"intent\":7}\n".utf8) + journal[0].json.bytes + [UInt8(ascii: "\n")]
        #expect(throws: BatchEntry.Unreadable(line: journal.count + 1)) {
            try BatchEntry.read(bytes)
        }
    }
}
