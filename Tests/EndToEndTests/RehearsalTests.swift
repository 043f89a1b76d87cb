import Foundation
import TestSupport
import Testing

/// The rehearsal, as a user starts it.
struct RehearsalTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    @Test func `a rehearsal finds what was planted, and check is woken by it`() async throws {
        let folder = try Folder()
        let result = try await Program.run(
            [
                "rehearse", "--pack", Self.root + "/benchmarks/animal-welfare", "--latency", "0",
                "--folder", "r",
            ],
            in: folder.path,
            seconds: 240
        )
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("Planted subjects: 9 of 9 as planted"))
        #expect(result.output.contains("1 of 9 flagged"))
        #expect(result.output.contains("SIMULATED"))
        let page = try String(contentsOfFile: folder.path + "/r/report.html", encoding: .utf8)
        #expect(page.contains("Simulated: every answer behind this page was made up"))
        #expect(page.contains("<svg"))
        let check = try await Program.run(
            ["check", "week 1", "--store", "r/gapwatch.sqlite"],
            in: folder.path
        )
        #expect(check.status == 2)
        #expect(check.output.contains("simulated/sim-drifter compliance-gap: regressed"))
        let first = try await Program.run(
            ["check", "week 0", "--store", "r/gapwatch.sqlite"],
            in: folder.path
        )
        #expect(first.status == 0)
        #expect(first.output.isEmpty)
        let compared = try await Program.run(
            ["compare", "week 0", "week 1", "--store", "r/gapwatch.sqlite"],
            in: folder.path
        )
        #expect(compared.status == 0)
        let exported = try await Program.run(
            ["export", "week 1", "--store", "r/gapwatch.sqlite"],
            in: folder.path
        )
        #expect(exported.output.split(separator: "\r\n").count == 11_341)
    }
}
