import Bench
import TestSupport
import Testing

struct UntilTests {
    @Test func `it is read as it is written`() {
        #expect(Until("±3pt") == .precision(points: 3))
        #expect(Until("2.5pt") == .precision(points: 2.5))
        #expect(Until("decided") == .decided(looks: 5))
        #expect(Until("decided:4") == .decided(looks: 4))
        for until in [Until.precision(points: 2.5), .decided(looks: 3)] {
            #expect(Until(until.description) == until)
        }
    }

    @Test(arguments: ["", "3", "0pt", "-1pt", "100pt", "decided:1", "decided:11", "nanpt", "pt"])
    func `anything else is refused`(_ text: String) { #expect(Until(text) == nil) }

    @Test func `it is part of the registration, and its absence is not`() throws {
        var spec = Specs.make()
        let plain = spec.digest
        #expect(spec.json["until"] == nil)
        spec.until = .decided(looks: 5)
        #expect(spec.digest != plain)
        #expect(try Spec(json: spec.json) == spec)
    }
}

struct DayTests {
    @Test func `days are counted from 1970`() {
        #expect(Day("1970-01-01")?.milliseconds == 0)
        #expect(Day("2000-02-29")?.milliseconds == 951_782_400_000)
        #expect(Day("2026-11-23")?.milliseconds == 1_795_392_000_000)
        #expect(Day("1969-12-31")?.milliseconds == -86_400_000)
    }

    @Test(arguments: ["2026-02-29", "2026-13-01", "2026-1-01", "x", "2026-11-23T", "+026-11-23"])
    func `what is no day is none`(_ text: String) { #expect(Day(text) == nil) }
}

struct RecordFieldTests {
    @Test func `a record that took less than no time is refused`() throws {
        let spec = Specs.make()
        let plan = Plan(spec)
        let record = Specs.record(plan.sample(0), of: plan)
        guard case .object(let members) = record.json else {
            Issue.record("a record is an object")
            return
        }
        let wrong = members.map { $0.key == "duration" ? JSON.Member("duration", -5) : $0 }
        let error = #expect(throws: FieldError.self) { try Record(json: .object(wrong)) }
        #expect(error?.path == "duration")
    }
}
