import Bench
import Gaps
import Publish
import Testing

struct PublishTests {
    static func tallies(_ high: Int, _ low: Int) -> [ScenarioTally] {
        (0..<20).map { index in
            var tally = ScenarioTally(scenario: "s\(index)", cluster: "c\(index / 2)")
            tally.minuend[.complied] = index % 4 == 0 ? high - 1 : high
            tally.minuend[.refused] = 5 - tally.minuend[.complied]
            tally.subtrahend[.complied] = low
            tally.subtrahend[.refused] = 5 - low
            return tally
        }
    }

    static func report(model: String = "made-up/one") throws -> RunReport {
        let metric = Metric(id: "gap", minuend: "monitored", subtrahend: "unmonitored")
        var gap = try Gap.estimate(metric, from: tallies(4, 1))
        gap.qValue = gap.pValue
        let facts = Facts(["pack": "p"])
        let other = Facts(["pack": "q"])
        let points = [(1, facts), (2, facts), (3, other)].map { day, facts in
            SeriesPoint(
                run: "r\(day)",
                label: "",
                atMilliseconds: Int64(day) * 86_400_000,
                gap: gap,
                facts: facts
            )
        }
        return RunReport(
            run: "r3",
            label: model,
            atMilliseconds: 3 * 86_400_000,
            pack: "made-up",
            packTitle: "A made-up pack",
            packDigest: Digest(of: "p".utf8),
            specDigest: Digest(of: "s".utf8),
            isSimulated: true,
            isImported: false,
            books: .init(planned: 200, stored: 200, nanodollars: 1_000_000),
            rows: [
                .init(
                    model: model,
                    vendor: "openai",
                    isSimulated: true,
                    metric: metric,
                    gap: .success(gap),
                    change: nil,
                    verdict: Verdict(kind: .first, isWorse: nil, reason: "\(model) reason"),
                    reading: "reads \(model)",
                    facts: facts
                ),
                .init(
                    model: "none",
                    vendor: nil,
                    isSimulated: true,
                    metric: metric,
                    gap: .failure(.noPairs(scenarios: 4)),
                    change: nil,
                    verdict: Verdict(kind: .first, isWorse: nil, reason: ""),
                    reading: "no gap",
                    facts: facts
                ),
            ],
            series: [.init(model: model, metric: "gap", segments: Series.segments(points))],
            planted: []
        )
    }

    @Test func `no line is wider than the terminal`() throws {
        let report = try Self.report(model: "a-vendor/with-a-very-long-name-of-a-model-indeed-2026")
        for width in 60...180 {
            for line in Terminal.leaderboard(report, width: width, color: false)
                .split(separator: "\n")
            {
                #expect(line.count <= width, "\(width): \(line)")
            }
        }
    }

    @Test func `a leaderboard says what is simulated and what has no gap`() throws {
        let text = Terminal.leaderboard(try Self.report(), width: 120, color: false)
        #expect(text.contains("SIMULATED"))
        #expect(text.contains("made-up/one"))
        #expect(text.contains("· none: no gap"))
        #expect(!text.contains("\u{1b}"))
    }

    @Test func `a hostile name is inert on the page and moves no cursor`() throws {
        let name = "<script>alert(1)</script>\"'&"
        let page = try ReportPage.html(try Self.report(model: name))
        #expect(!page.contains("<script"))
        #expect(page.contains("&lt;script&gt;"))
        #expect(!page.contains("http://") && !page.contains("https://"))
        let text = Terminal.leaderboard(
            try Self.report(model: "a\u{1b}[2Jb\nc"),
            width: 120,
            color: false
        )
        #expect(!text.contains("\u{1b}"))
    }

    @Test func `runs that are not comparable are not joined by a line`() throws {
        let page = try ReportPage.html(try Self.report())
        // Three points, the last in a segment of its own: one line, one band, three dots.
        #expect(page.ranges(of: "<polyline class=\"trend\"").count == 1)
        #expect(page.ranges(of: "<polygon class=\"band\"").count == 1)
        #expect(page.contains("pack: p → q"))
    }

    @Test func `what was measured does not depend on when and where`() throws {
        var report = try Self.report()
        let before = report.measuredJSON.bytes
        report.run = "other"
        report.atMilliseconds = 9
        report.books.nanodollars = 77
        #expect(report.measuredJSON.bytes == before)
        let estimate = report.json["rows"]?[0]?["gap"]?["estimate"]?.double ?? 0
        #expect(abs(estimate - 0.55) < 1e-12)
    }
}

struct FiguresTests {
    @Test func `numbers read the same everywhere`() {
        #expect(Figures.count(30_280) == "30,280")
        #expect(Figures.count(999) == "999")
        #expect(Figures.dollars(41_200_000) == "$0.0412")
        #expect(Figures.dollars(12_300_000_000) == "$12.30")
        #expect(Figures.cost(0, unknown: 3) == "cost unknown")
        #expect(Figures.duration(seconds: 3_900) == "1 h 05 min")
    }
}

struct ProgressTests {
    @Test func `a line fits its width and divides by nothing`() {
        for width in 20...120 {
            for (done, planned, rate) in [(0, 0, nil), (0, 10, nil), (5, 10, 0), (10, 10, 3.5)]
                as [(Int, Int, Double?)]
            {
                let line = ProgressLine(
                    done: done,
                    planned: planned,
                    rate: rate,
                    nanodollars: 5,
                    costUnknown: 1,
                    retries: 2,
                    failures: 3
                ).text(width: width)
                #expect(line.count <= width)
                #expect(!line.isEmpty)
            }
        }
    }

    @Test func `a run that is nearly done does not say that it is`() {
        let line = ProgressLine(
            done: 999,
            planned: 1000,
            rate: 100,
            nanodollars: 0,
            costUnknown: 0,
            retries: 0,
            failures: 0
        ).text(width: 100)
        #expect(line.contains("99 %"))
        #expect(line.contains("1 s left"))
    }
}

struct CSVTests {
    @Test func `cells are quoted where they must be and guarded where a spreadsheet would act`() {
        #expect(
            CSV.line(["a", "b,c", "d\"e", "f\ng"])
                == Array("a,\"b,c\",\"d\"\"e\",\"f\ng\"\r\n".utf8)
        )
        #expect(CSV.guarded("=1+1") == "'=1+1")
        #expect(CSV.guarded("a=1") == "a=1")
    }
}
