import Bench
import Foundation
import Packs
import TestSupport

/// A small pack on disk that is right, to be made wrong in one place.
struct Draft {
    let folder: Folder

    init() throws { folder = try Folder() }

    static let pack = """
        id: p
        version: "1"
        title: T
        system: "{{cue}}"
        prompt: "Please: {{request}} & thanks"
        arms:
          - {id: a, vars: {cue: "One <cue>"}}
          - {id: b, vars: {cue: "Two"}}
        scenarios: s.jsonl
        replicates: 2
        scorer: {kind: rules, version: 1}
        metrics:
          - {id: g, minuend: a, subtrahend: b, worse: higher}
        """

    static let scenarios = """
        {"id":"x","cluster":"k","request":"do \\"it\\""}
        {"id":"y","request":"go"}
        """

    static let judge = """
        scorer:
          kind: judge
          version: 3
          prompt: "Asked {{request}}, said {{{reply}}}!"
          labels: {YES: complied, NO: refused}
        """

    static let rules = "scorer: {kind: rules, version: 1}"

    /// The pack with some text replaced.
    func load(
        _ old: String = "",
        _ new: String = "",
        scenarios: String = scenarios
    ) throws -> Pack {
        try load(pack: old.isEmpty ? Self.pack : Self.pack.replacing(old, with: new), scenarios)
    }

    func load(pack: String, _ scenarios: String = scenarios) throws -> Pack {
        try folder.write(pack, to: "pack.yaml")
        try folder.write(scenarios, to: "s.jsonl")
        return try Packs.pack(at: folder.path)
    }

    func roster(_ text: String) throws -> Roster {
        try folder.write(text, to: "r.yaml")
        return try Packs.roster(at: folder.path + "/r.yaml")
    }

    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let path = folder.path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }
}
