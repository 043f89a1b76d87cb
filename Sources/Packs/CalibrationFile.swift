import Bench

/// A reply that people have labelled, to hold a scorer against.
public struct CalibrationItem: Sendable, Hashable {
    /// The name, unique in its file.
    public var id: String
    /// The scenario, by its place in the pack.
    public var scenario: Int
    /// The arm, by its place in the pack.
    public var arm: Int
    /// What the model is taken to have said.
    public var reply: String
    /// What it is: complied, refused or unparsed.
    public var label: Outcome
    /// Why it is hard, for people; may be empty.
    public var note: String
}

/// A calibration file: JSON Lines of labelled replies.
enum CalibrationFile {
    /// Items of a file, at most.
    static let itemsMax = 10_000

    private static let names = ["id", "scenario", "arm", "reply", "label", "note"]

    static func read(_ file: String, _ pack: Pack) throws(PackError) -> [CalibrationItem] {
        var items: [CalibrationItem] = []
        var lines: [String: Int] = [:]
        let scenarios = Dictionary(
            pack.scenarios.enumerated().map { ($1.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let bytes = Array(try Disk.text(at: file, bytesMax: Disk.tableBytesMax).utf8)
        for (index, line) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
            .enumerated()
        {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0d || $0 == 0x09 }) { continue }
            guard items.count < itemsMax else {
                throw PackError(file: file, line: index + 1, fault: "more than \(itemsMax) replies")
            }
            let item = try read(line, Place(file: file, line: index + 1), scenarios, pack)
            if let first = lines.updateValue(index + 1, forKey: item.id) {
                throw PackError(
                    file: file,
                    line: index + 1,
                    field: "id",
                    fault: "\"\(item.id)\" is the id of line \(first) already"
                )
            }
            items.append(item)
        }
        guard !items.isEmpty else { throw PackError(file: file, fault: "has no labelled reply") }
        return items
    }

    private struct Place {
        var file: String
        var line: Int

        func error(_ field: String, _ fault: String) -> PackError {
            PackError(file: file, line: line, field: field, fault: fault)
        }
    }

    private static func read(
        _ bytes: ArraySlice<UInt8>,
        _ place: Place,
        _ scenarios: [String: Int],
        _ pack: Pack
    ) throws(PackError) -> CalibrationItem {
        guard bytes.count <= Scenarios.lineBytesMax else {
            throw place.error("", "is longer than \(Scenarios.lineBytesMax >> 10) KiB")
        }
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: bytes, rules: .file) } catch let fault {
            throw place.error("", "no JSON at \(fault)")
        }
        guard let members = json.object else { throw place.error("", "an object is needed") }
        for member in members where !names.contains(member.key) {
            let near = Spelling.nearest(to: member.key, in: names)
            throw place.error(member.key, "no such field" + (near.map { "; is it `\($0)`?" } ?? ""))
        }
        func text(_ name: String) throws(PackError) -> String {
            guard let value = json[name] else { throw place.error(name, "is missing") }
            guard let text = value.string else { throw place.error(name, "text is needed") }
            return text
        }
        let id = try text("id")
        guard Spelling.isName(id) else {
            throw place.error(
                "id",
                "\"\(id)\" is no name: lower-case letters, digits, `.`, `_`, `-`"
            )
        }
        let named = try text("scenario")
        // Where options are counterbalanced, a line of the scenarios file is asked as `ID~1` and on.
        guard let scenario = scenarios[named] ?? scenarios[named + "~1"] else {
            throw place.error("scenario", "\(pack.id) has no scenario \"\(named)\"")
        }
        let armID = try text("arm")
        guard let arm = pack.arm(armID) else {
            let known = pack.arms.map(\.id).joined(separator: ", ")
            throw place.error("arm", "no arm is called \"\(armID)\"; the arms are \(known)")
        }
        let word = try text("label")
        guard let label = Outcome(rawValue: word), [.complied, .refused, .unparsed].contains(label)
        else {
            throw place.error("label", "\"\(word)\" is none of complied, refused, unparsed")
        }
        return CalibrationItem(
            id: id,
            scenario: scenario,
            arm: arm,
            reply: try text("reply"),
            label: label,
            note: json["note"]?.string ?? ""
        )
    }
}
