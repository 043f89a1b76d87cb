import Bench
import Foundation
import Testing

@testable import Vendors

/// The responses of each vendor as data files, one expectation each.
struct MatrixTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var vendor: Vendor
        var json: JSON

        var name: String { json["name"]?.string ?? "" }
        var testDescription: String { "\(vendor.rawValue): \(name)" }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Matrix")

    static let cases: [Case] = {
        let files =
            (try? FileManager.default.contentsOfDirectory(
                at: folder,
                includingPropertiesForKeys: nil
            )) ?? []
        return files.sorted { $0.path < $1.path }.flatMap { file -> [Case] in
            guard let vendor = Vendor(rawValue: file.deletingPathExtension().lastPathComponent),
                let data = try? Data(contentsOf: file),
                let json = try? JSON(parsing: Array(data), rules: .vendor)
            else { return [] }
            return (json.array ?? []).map { Case(vendor: vendor, json: $0) }
        }
    }()

    @Test func `every format has its file, and every file can be read`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(Self.cases.map { $0.vendor.rawValue + ".json" }) == Set(files))
        #expect(Set(Self.cases.map(\.vendor.format)) == Set(WireFormat.allCases))
        #expect(Self.cases.count > 200)
    }

    @Test(arguments: cases)
    func `each response is read as the vendor means it`(example: Case) throws {
        let json = example.json
        let body = json["raw"]?.string.map { Array($0.utf8) } ?? json["body"]?.bytes ?? []
        let result = Vendors.read(
            VendorResponse(
                status: try #require(json["status"]?.integer),
                headers: (json["headers"]?.object ?? []).map {
                    VendorHeader($0.key, $0.value.string ?? $0.value.text)
                },
                body: body
            ),
            from: Fixtures.model(example.vendor),
            nowMilliseconds: Fixtures.now
        )
        let expected = try #require(json["expect"])
        switch (expected["kind"]?.string, result) {
        case ("reply", .reply(let reply)): check(reply, expected)
        case ("failure", .failure(let failure)):
            #expect(failure.kind.rawValue == expected["class"]?.string, "\(failure)")
            if let wait = expected["waitMilliseconds"]?.integer {
                #expect(failure.waitMilliseconds == wait)
            }
        default: Issue.record("read as \(result)")
        }
    }

    private func check(_ reply: Reply, _ expected: JSON) {
        #expect(reply.stop.rawValue == expected["stop"]?.string)
        if let text = expected["text"]?.string { #expect(reply.text == text) }
        if let source = expected["source"] {
            #expect(reply.refusal?.source.rawValue == source.string)
        }
        if let served = expected["served"]?.string { #expect(reply.servedModel == served) }
        if let kinds = expected["reasoning"]?.array {
            #expect(reply.reasoning.map(\.visibility.rawValue) == kinds.compactMap(\.string))
        }
        if let tools = expected["tools"]?.array {
            #expect(reply.toolCalls.map(\.name) == tools.compactMap(\.string))
        }
        let usage = [
            "inputFresh": reply.usage.inputFresh, "cacheRead": reply.usage.cacheRead,
            "cacheWrite": reply.usage.cacheWrite, "outputTotal": reply.usage.outputTotal,
            "reasoning": reply.usage.reasoning,
        ]
        for member in expected["usage"]?.object ?? [] {
            #expect(usage[member.key] == .some(member.value.integer), "\(member.key)")
        }
    }
}
