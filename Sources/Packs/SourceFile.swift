import Bench
import Linting
import Yams

/// One pack as its author wrote it, with the files beside it.
struct SourceFile {
    private let file: String
    private let top: Field
    private let pack: Pack

    /// The bytes of a README, at most.
    static let readmeBytesMax = 4 << 20

    /// `pack` is what the file says, read and checked.
    init(_ file: String, pack: Pack) throws(PackError) {
        self.file = file
        self.pack = pack
        top = try Field.top(of: file)
    }

    func source() throws(PackError) -> PackSource {
        let scenarioFile = path(try top.needed("scenarios").text())
        let readme = try document("README.md", bytesMax: Self.readmeBytesMax)
        let calibration = try document("calibration.jsonl", bytesMax: Disk.tableBytesMax)
        var keys = Self.keys(in: try Disk.text(at: file, bytesMax: Disk.yamlBytesMax), file: file)
        keys += Self.keys(
            in: try Disk.text(at: scenarioFile, bytesMax: Disk.tableBytesMax),
            file: scenarioFile
        )
        for document in [readme, calibration] {
            if let text = document.text { keys += Self.keys(in: text, file: document.file) }
        }
        return PackSource(
            pack: pack,
            file: file,
            canary: try top.optional("canary").map(Self.passage),
            arms: try arms(),
            scenarioFile: scenarioFile,
            scenarios: try scenarios(scenarioFile),
            judge: try top.optional("scorer")?.optional("prompt").map(Self.passage),
            readme: readme,
            calibration: calibration,
            keys: keys,
            allowances: try PackFile.allowances(of: top)
        )
    }

    private func path(_ name: String) -> String {
        let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        return name.hasPrefix("/") ? name : folder + name
    }

    private func document(
        _ name: String,
        bytesMax: Int
    ) throws(PackError) -> PackSource.Document {
        let path = path(name)
        guard Disk.exists(path) else { return .init(file: path, text: nil) }
        return .init(file: path, text: try Disk.text(at: path, bytesMax: bytesMax))
    }

    private static func keys(in text: String, file: String) -> [PackSource.Place] {
        KeyText.lines(of: text).map { PackSource.Place(file: file, line: $0) }
    }

    private static func passage(_ field: Field) throws(PackError) -> PackSource.Passage {
        .init(field: field.path, line: field.line, text: try field.textOrEmpty())
    }
}

// MARK: - Scenarios and arms

extension SourceFile {
    private func scenarios(_ file: String) throws(PackError) -> [PackSource.Line] {
        let used = Self.variables(of: top.node)
        return try Scenarios.read(file).map { line in
            let texts = line.values.filter { used.contains($0.key) && $0.key != "cluster" }
                .sorted { $0.key < $1.key }.map(\.value)
            return PackSource.Line(
                line: line.line,
                id: line.id,
                cluster: line.cluster,
                texts: texts
            )
        }
    }

    /// The variables of every text of the file, whatever it is for.
    private static func variables(of node: Node) -> Set<String> {
        switch node {
        case .scalar(let scalar): Template.names(in: scalar.string)
        case .sequence(let nodes):
            nodes.reduce(into: []) { $0.formUnion(variables(of: $1)) }
        case .mapping(let mapping):
            mapping.reduce(into: []) { $0.formUnion(variables(of: $1.value)) }
        default: []
        }
    }

    private func arms() throws(PackError) -> [PackSource.Arm] {
        var arms: [PackSource.Arm] = []
        for field in try top.needed("arms").list(countMax: PackFile.armsMax) {
            let variables = try field.optional("vars")?.texts() ?? [:]
            var values: [PackSource.Passage] = []
            for (_, value) in variables.sorted(by: { $0.key < $1.key }) {
                values.append(try Self.passage(value))
            }
            var frames: [PackSource.Passage] = []
            for part in try parts(of: field) {
                let template = try Template(part)
                frames.append(
                    .init(
                        field: part.path,
                        line: part.line,
                        text: template.text(blanking: Set(variables.keys))
                    )
                )
            }
            arms.append(
                PackSource.Arm(
                    id: try field.needed("id").text(),
                    field: field.path,
                    line: field.line,
                    values: values,
                    frames: frames
                )
            )
        }
        return arms
    }

    /// The templates that an arm sends, its own or those of the whole pack.
    private func parts(of arm: Field) throws(PackError) -> [Field] {
        var parts: [Field] = []
        if let system = arm.optional("system") ?? top.optional("system") { parts.append(system) }
        for owner in [arm, top] {
            if let prompt = owner.optional("prompt") { return parts + [prompt] }
            guard let turns = owner.optional("turns") else { continue }
            for turn in try turns.list(countMax: turns.node.sequence?.count ?? 0) {
                parts.append(turn.node.mapping == nil ? turn : try turn.needed("assistant"))
            }
            return parts
        }
        return parts
    }
}

extension Template {
    /// The variables of a text, whether it is a template or only looks like one.
    fileprivate static func names(in text: String) -> Set<String> {
        var names: Set<String> = []
        for part in text.split(separator: "{{", omittingEmptySubsequences: false).dropFirst() {
            guard let name = part.split(separator: "}}").first else { continue }
            names.insert(name.filter { !"{} ".contains($0) })
        }
        return names
    }
}
