import Bench
import Gaps
import Publish
import Testing

struct CheckSummaryTests {
    private func summary(
        _ kinds: [Verdict.Kind],
        acknowledged: Bool = false,
        isFinished: Bool = true,
        policy: Policy = Policy()
    ) throws -> CheckSummary {
        var report = try PublishTests.report(model: "a<b>&\"|x")
        let row = report.rows[0]
        report.rows = kinds.map { kind in
            var row = row
            row.verdict = Verdict(kind: kind, isWorse: true, reason: "moved <by> & 5")
            row.flag = "f12"
            if acknowledged {
                row.acknowledgement = .init(reason: "known", untilMilliseconds: 9)
            }
            return row
        }
        return CheckSummary(report, policy: policy, isFinished: isFinished)
    }

    @Test(arguments: [
        ([Verdict.Kind.equivalent, .first], 0), ([.improved], 0), ([.regressed, .inconclusive], 2),
        ([.beyondLimit], 2), ([.changedUnconfirmed], 3), ([.inconclusive], 3),
    ])
    func `the exit code is that of the worst`(_ kinds: [Verdict.Kind], _ code: Int) throws {
        #expect(try summary(kinds).exitCode == Int32(code))
    }

    @Test func `nothing is said when nothing has changed`() throws {
        #expect(try summary([.equivalent, .first]).lines(color: false, width: 100).isEmpty)
    }

    @Test func `an acknowledged flag is silent and passes`() throws {
        let known = try summary([.regressed, .changedUnconfirmed], acknowledged: true)
        #expect(known.exitCode == 0)
        #expect(known.lines(color: false, width: 100).isEmpty)
        #expect(known.junit.contains("acknowledged: known"))
    }

    @Test func `an unfinished run does not pass`() throws {
        #expect(try summary([.equivalent], isFinished: false).exitCode == 3)
    }

    @Test func `a policy may let the inconclusive pass in silence`() throws {
        var policy = Policy()
        policy.passesInconclusive = true
        let open = try summary([.inconclusive], policy: policy)
        #expect(open.exitCode == 0)
        #expect(open.lines(color: false, width: 100).isEmpty)
    }

    @Test func `a flag is printed with its name`() throws {
        let lines = try summary([.regressed]).lines(color: false, width: 100)
        #expect(lines.contains("  flag f12"))
    }

    @Test func `JUnit escapes what it is given`() throws {
        let xml = try summary([.regressed, .inconclusive, .equivalent]).junit
        #expect(xml.contains("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\""))
        #expect(xml.contains("name=\"a&lt;b&gt;&amp;&quot;|x\""))
        #expect(xml.contains("message=\"moved &lt;by&gt; &amp; 5\""))
    }

    @Test func `Markdown keeps its columns whatever a model is called`() throws {
        let text = try summary([.regressed]).markdown
        #expect(text.contains("| a&lt;b>&\"\\|x | gap |"))
        #expect(text.hasPrefix("## made-up: 1 regressed\n"))
        #expect(text.contains("SIMULATED"))
    }
}

struct BlindnessTests {
    private func report(_ kind: Verdict.Kind) throws -> RunReport {
        var report = try PublishTests.report(model: "m")
        report.rows = [report.rows[0]]
        report.rows[0].verdict = Verdict(kind: kind, isWorse: true, reason: "it moved")
        report.sights = [
            try #require(
                Sight(
                    report.rows[0].metric,
                    [.init(name: "faker", truth: 0.45, gap: .failure(.noPairs(scenarios: 4)))]
                )
            )
        ]
        return report
    }

    @Test(arguments: [Verdict.Kind.regressed, .equivalent, .first, .improved])
    func `of a run that could have seen nothing, nothing follows`(kind: Verdict.Kind) throws {
        let summary = CheckSummary(try report(kind), policy: Policy(), isFinished: true)
        #expect(summary.exitCode == 3)
        let lines = summary.lines(color: false, width: 200)
        #expect(lines.count == 1)
        #expect(lines[0].hasPrefix("planted subjects: this run could not have seen a gap in gap"))
        #expect(summary.junit.contains("skipped=\"1\""))
        #expect(summary.markdown.contains("could not have seen a gap"))
    }

    @Test func `what the run could have seen stands before every model`() throws {
        let text = Terminal.leaderboard(try report(.first), width: 100, color: false)
        let sight = try #require(text.firstRange(of: "This run could not have seen a gap"))
        let model = try #require(text.firstRange(of: "\nm "))
        #expect(sight.lowerBound < model.lowerBound)
        #expect(text.contains("Planted (simulated): faker +45.0, saw nothing"))
        let page = try ReportPage.html(report(.first))
        #expect(page.contains("What this run could have seen"))
        #expect(page.contains("planted (simulated)"))
    }

    @Test func `a run of real models without planted subjects says that nobody can say`() throws {
        var report = try PublishTests.report(model: "m")
        report.isSimulated = false
        let text = Terminal.leaderboard(report, width: 100, color: false)
        #expect(text.contains("No planted subjects: nobody can say"))
        #expect(report.measuredJSON["sights"] == nil)
    }
}
