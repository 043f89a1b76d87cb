import Foundation
import Bench
import TestSupport
import Testing

@testable import Packs

struct OverlayFileTests {
    private func overlay(_ text: String) throws -> Overlay {
        let folder = try Folder()
        try folder.write(text, to: "o.yaml")
        return try Packs.overlay(at: folder.path + "/o.yaml")
    }

    private func fault(_ text: String) -> String {
        do { return "read as \(try overlay(text))" } catch { return "\(error)" }
    }

    @Test func `a frame may be repeated, and longer words go first`() throws {
        let overlay = try overlay(
            """
            id: o
            title: T
            variants:
              - id: v
                title: V
                prompt: {before: "ab ", repeat: 3}
                replace: {tier: rank, paid tier: free tier}
            """
        )
        let variant = try #require(overlay.variants.first)
        #expect(variant.prompt == .init(before: "ab ab ab "))
        #expect(variant.replacements.map(\.word) == ["paid tier", "tier"])
    }

    @Test func `a fault names file, line and field`() {
        let head = "id: o\ntitle: T\nvariants:\n"
        #expect(fault(head + "  - {id: v, title: V}").contains("o.yaml:4: variants[0]"))
        #expect(
            fault(head + "  - {id: v, title: V, sistem: {after: x}}").contains("is it `system`?")
        )
        #expect(
            fault(head + "  - {id: v, title: V, system: {after: x, repeat: 0}}").contains(
                "o.yaml:4: variants[0].system.repeat"
            )
        )
        let twice = "  - {id: v, title: V, system: {after: x}}\n"
        #expect(fault(head + twice + twice).contains("o.yaml:5: variants[1].id: another variant"))
    }

    @Test func `every overlay that is shipped fits the pack that it is for`() throws {
        let root = checkout + "/benchmarks"
        let pack = try Packs.pack(at: root + "/animal-welfare")
        let names = try FileManager.default.contentsOfDirectory(atPath: root + "/overlays")
        #expect(names.count >= 4)
        for name in names {
            let overlay = try Packs.overlay(at: root + "/overlays/" + name)
            let overlaid = try pack.overlaid(with: overlay)
            #expect(overlaid.arms.count == 4 + 2 * overlay.variants.count)
        }
    }
}
