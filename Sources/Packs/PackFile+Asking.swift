import Bench
import Scoring

extension PackFile {
    /// Tools of a pack, at most.
    static let toolsMax = 8
    /// Detectors of a pack, at most.
    static let detectorsMax = 32
    /// How often a belief is asked for, unless the pack says otherwise.
    static let beliefTimes = 3

    /// The tools of each scenario, in an order that moves on from line to line.
    func tools(
        _ arms: [ArmField],
        _ scenarios: [ScenarioLine],
        _ texts: inout FileTexts,
        _ scorer: Scorer
    ) throws(PackError) -> [[Pack.PromptTool]] {
        guard let field = top.optional("tools") else { return [] }
        guard case .tool = scorer else {
            throw field.error("nothing looks at the calls: the scorer must be of the kind tool")
        }
        if let arm = arms.first(where: { $0.asked > 1 }) {
            throw field.error(
                "the arm \(arm.arm.id) asks \(arm.asked) questions: tools are for one only"
            )
        }
        var templates: [(name: Template, about: Template)] = []
        for item in try field.list(countMax: Self.toolsMax) {
            try item.allow(["name", "about"])
            let tool = (
                name: try Template(item.needed("name")), about: try Template(item.needed("about"))
            )
            for template in [tool.name, tool.about] {
                try refuseArms(in: template, arms, "the tools are the same in all arms")
            }
            templates.append(tool)
        }
        var tools: [[Pack.PromptTool]] = []
        for scenario in scenarios {
            let owner = "scenario \(scenario.id)"
            var names: [String] = []
            var row: [Pack.PromptTool] = []
            for template in templates {
                let name = try template.name.render(scenario.values, of: owner)
                guard Self.isToolName(name) else {
                    throw template.name.error(
                        "\"\(name)\" of \(owner) is no name for a tool: letters, digits, `_` and "
                            + "`-`, up to 64, beginning with a letter"
                    )
                }
                guard !names.contains(name) else {
                    throw template.name.error("\(owner) has two tools called \"\(name)\"")
                }
                names.append(name)
                let about = try template.about.render(scenario.values, of: owner)
                guard !about.allSatisfy(\.isWhitespace) else {
                    throw template.about.error("is empty for \(owner)")
                }
                row.append(
                    .init(name: try texts.place(of: name), about: try texts.place(of: about))
                )
            }
            let start = scenario.place % row.count
            tools.append(Array(row[start...] + row[..<start]))
        }
        return tools
    }

    /// What every vendor takes for the name of a function.
    private static func isToolName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 64 else { return false }
        func isLetter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        return isLetter(first)
            && name.utf8.allSatisfy { byte in
                isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || "_-".utf8.contains(byte)
            }
    }

    /// What is asked before each scenario.
    func belief(
        _ scenarios: [ScenarioLine],
        _ texts: inout FileTexts,
        _ scorer: Scorer
    ) throws(PackError) -> Pack.Belief? {
        guard let field = top.optional("belief") else {
            guard case .belief = scorer else { return nil }
            throw try top.needed("scorer").error(
                "`belief` is missing at the top of the file: nobody is asked what it believes"
            )
        }
        guard case .belief = scorer else {
            throw field.error("nothing looks at beliefs: the scorer must be of the kind belief")
        }
        try field.allow(["prompt", "system", "times"])
        var system: Template?
        if let field = field.optional("system") { system = try Template(field) }
        let turn = TurnField(role: .user, template: try Template(field.needed("prompt")))
        var prompts: [[Pack.PromptMessage]] = []
        for scenario in scenarios {
            prompts.append(
                try prompt(
                    system,
                    [turn],
                    scenario.values,
                    of: "the belief of scenario \(scenario.id)",
                    &texts
                )
            )
        }
        let times = try field.whole(of: "times", in: 1...Pack.Belief.timesMax)
        return Pack.Belief(prompts: prompts, times: times ?? Self.beliefTimes)
    }

    private enum DetectorKind: String, CaseIterable { case rule }

    /// What is looked for in every reply.
    func detectors() throws(PackError) -> [Pack.Detector] {
        guard let field = top.optional("detectors") else { return [] }
        var detectors: [Pack.Detector] = []
        for item in try field.list(countMax: Self.detectorsMax) {
            try item.allow(["id", "kind", "in", "pattern"])
            _ = try item.needed("kind").choice(DetectorKind.self)
            let id = try item.needed("id").name()
            guard !detectors.contains(where: { $0.id == id }) else {
                throw try item.needed("id").error("another detector is called \"\(id)\" already")
            }
            detectors.append(
                Pack.Detector(
                    id: id,
                    place: try item.needed("in").choice(Pack.Detector.Place.self),
                    pattern: try pattern(item.needed("pattern"))
                )
            )
        }
        return detectors
    }

    /// A regular expression, which is no template.
    func pattern(_ field: Field) throws(PackError) -> String {
        let text = try field.text()
        do throws(Pattern.Fault) { _ = try Pattern(text) } catch { throw field.error("\(error)") }
        return text
    }
}
