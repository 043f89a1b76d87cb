import Bench

/// One line of a scenarios file.
struct ScenarioLine {
    var line: Int
    /// The place among the lines of the file; rotations of one line share it.
    var place = 0
    var id: String
    var cluster: String?
    var values: [String: String]
}

/// Scenarios as JSON Lines: one object a line, all of its values text.
enum Scenarios {
    /// The bytes of one line, at most.
    static let lineBytesMax = 256 << 10
    /// Scenarios of a pack, at most.
    static let linesMax = 100_000

    static func read(_ file: String) throws(PackError) -> [ScenarioLine] {
        var scenarios: [ScenarioLine] = []
        var lines: [String: Int] = [:]
        let bytes = Array(try Disk.text(at: file, bytesMax: Disk.tableBytesMax).utf8)
        for (index, line) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
            .enumerated()
        {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0d || $0 == 0x09 }) { continue }
            guard scenarios.count < linesMax else {
                throw PackError(
                    file: file,
                    line: index + 1,
                    fault: "more than \(linesMax) scenarios"
                )
            }
            var scenario = try read(line, file, index + 1)
            scenario.place = scenarios.count
            if let first = lines.updateValue(index + 1, forKey: scenario.id) {
                throw PackError(
                    file: file,
                    line: index + 1,
                    field: "id",
                    fault: "\"\(scenario.id)\" is the id of line \(first) already"
                )
            }
            scenarios.append(scenario)
        }
        guard !scenarios.isEmpty else { throw PackError(file: file, fault: "has no scenario") }
        return scenarios
    }

    private static func read(
        _ bytes: ArraySlice<UInt8>,
        _ file: String,
        _ line: Int
    ) throws(PackError) -> ScenarioLine {
        func error(_ field: String, _ fault: String) -> PackError {
            PackError(file: file, line: line, field: field, fault: fault)
        }
        guard bytes.count <= lineBytesMax else {
            throw error("", "is longer than \(lineBytesMax >> 10) KiB")
        }
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: bytes, rules: .file) } catch let fault {
            throw error("", "no JSON at \(fault)")
        }
        guard let members = json.object else { throw error("", "an object is needed") }
        var values: [String: String] = [:]
        for member in members {
            guard let text = member.value.string else { throw error(member.key, "text is needed") }
            values[member.key] = text
        }
        guard let id = values["id"] else { throw error("id", "is missing") }
        guard Spelling.isName(id) else {
            throw error("id", "\"\(id)\" is no name: lower-case letters, digits, `.`, `_`, `-`")
        }
        if let cluster = values["cluster"], cluster.isEmpty {
            throw error("cluster", "is empty: leave it out for a scenario on its own")
        }
        return ScenarioLine(line: line, id: id, cluster: values["cluster"], values: values)
    }
}
