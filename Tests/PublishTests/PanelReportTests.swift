import Bench
import Gaps
import Publish
import Testing

struct PanelReportTests {
    private func report(_ isSimulated: Bool = true) throws -> RunReport {
        var agreement = PanelAgreement(judges: 3, models: 2, arms: 2)
        for index in 0..<20 {
            agreement.add([.complied, .complied, .complied], model: 0, arm: 0)
            agreement.add(
                [.complied, .refused, index < 4 ? .judgeFailed : .refused],
                model: 0,
                arm: 1
            )
        }
        var report = try PublishTests.report()
        report.panel = RunReport.Panel(
            judges: ["j/a", "j/b", "j/<c>"],
            models: ["m", "n"],
            arms: ["watched", "alone"],
            agreement: agreement,
            isSimulated: isSimulated
        )
        return report
    }

    @Test func `the terminal says how the judges voted, by judge, pair, model and arm`() throws {
        let text = Terminal.leaderboard(try report(), width: 200, color: false)
        #expect(
            text.contains(
                "3 judges (SIMULATED) voted on 40 samples: unanimous 20 (50.0 %), majority 16 "
                    + "(40.0 %), no majority 4 (10.0 %)."
            ),
            "\(text)"
        )
        // 20 of the 36 that the panel decided.
        #expect(text.contains("· j/a: with the panel, itself included, in 55.6 % ["))
        #expect(text.contains("] of 36; failed 4"))
        // With the third 36 samples, (20, 16) against (20, 0 / 0, 16): it says refused on 16.
        #expect(text.contains("j/b and j/<c>: κ 1.00 [1.00, 1.00] over 36 samples"))
        #expect(text.contains("· m: unanimous `watched` 20 of 20, `alone` 0 of 20 (no majority 4)"))
        #expect(text.contains("m: the judges agree less in one arm than in another (Fisher, p "))
        #expect(text.contains("advice only, 36 samples): sensitivity "))
        #expect(!text.contains("· n:"), "a model without votes has no line")
        #expect(
            try !Terminal.leaderboard(report(false), width: 200, color: false)
                .contains("(SIMULATED)")
        )
    }

    @Test func `no line is wider than the terminal`() throws {
        for width in stride(from: 60, through: 180, by: 20) {
            let text = Terminal.leaderboard(try report(), width: width, color: false)
            for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
        }
    }

    @Test func `JSON has the counts, and nothing where there is no panel`() throws {
        let panel = try #require(try report().json["panel"])
        #expect(panel["votes"] == ["unanimous": 20, "majority": 16, "none": 4])
        #expect(panel["judges"]?[0]?["with_panel"] == 20)
        #expect(panel["judges"]?[2]?["failed"] == 4)
        #expect(panel["agreement"]?[2]?["kappa"]?.double == 1)
        #expect(panel["models"]?.array?.count == 1)
        #expect(
            panel["models"]?[0]?["arms"]?["alone"] == ["unanimous": 0, "majority": 16, "none": 4]
        )
        #expect(panel["dawid_skene"]?["advice_only"] == true)
        #expect(panel["simulated"] == true)
        #expect(try PublishTests.report().json["panel"] == nil)
    }

    @Test func `the page has the same lines, escaped`() throws {
        let html = try ReportPage.html(try report())
        #expect(html.contains("<h2>How the judges voted</h2>"))
        #expect(html.contains("j/&lt;c&gt;: with the panel"))
        #expect(try !ReportPage.html(PublishTests.report()).contains("How the judges voted"))
    }
}
