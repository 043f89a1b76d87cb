import Bench
import Linting
import TestSupport
import Testing

@testable import Packs

struct PackFileLintTests {
    private let draft: Draft

    init() throws { draft = try Draft() }

    private func load(_ lint: String) throws -> Pack {
        try draft.load(Draft.rules, Draft.rules + "\n" + lint)
    }

    @Test func `what is meant so is read with its reason, and changes no digest`() throws {
        let plain = try draft.load()
        let pack = try load("lint: {allow: {arms: The turns are what differs.}}")
        #expect(pack == plain && pack.digest == plain.digest)
        let source = try Packs.source(at: draft.folder.path)
        #expect(source.allowances.map(\.rule) == [.arms])
        #expect(source.allowances.first?.reason.text == "The turns are what differs.")
        #expect(source.allowances.first?.reason.field == "lint.allow.arms")
    }

    @Test func `what is shipped has no warning that is not meant so`() throws {
        let sources = try ShippedPacksTests.shipped.map { shipped in
            try Packs.source(at: checkout + "/benchmarks/" + shipped.name)
        }
        #expect(Lint.remarks(on: sources).map(\.description) == [])
        #expect(sources.contains { !$0.allowances.isEmpty })
    }

    @Test(arguments: [
        ("lint: {allow: {arm: why}}", "lint.allow.arm: there is no rule \"arm\"; is it `arms`?"),
        ("lint: {allow: {loading: why}}", "lint.allow.loading: there is no rule \"loading\""),
        ("lint: {allow: {arms: ''}}", "lint.allow.arms: "),
        ("lint: {}", "lint: `allow` is missing"),
        ("lint: {alow: {arms: why}}", "lint.alow: no such field"),
    ])
    func `an unknown rule and a missing reason are errors`(lint: String, words: String) throws {
        let error = try #require(throws: PackError.self) { try load(lint) }
        #expect("\(error)".contains(words), "\(error)")
        #expect("\(error)".contains("pack.yaml:12"), "\(error)")
    }
}
