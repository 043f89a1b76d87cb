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

/// The lines of a calibration file, JSON Lines of labelled replies.
package enum CalibrationLines {
    /// The bytes of a line, at most.
    package static let lineBytesMax = 256 << 10

    private static let names = ["id", "scenario", "arm", "reply", "label", "note"]

    /// A line that is not blank.
    package struct Line: Sendable {
        /// The line, from 1.
        package var line: Int
        /// What it says, or its first fault.
        package var item: Result<CalibrationItem, FieldError>
    }

    /// Reads all lines; one that is wrong does not keep the others from being read.
    package static func read(_ text: some Sequence<UInt8>, for pack: Pack) -> [Line] {
        var lines: [Line] = []
        var firsts: [String: Int] = [:]
        let scenarios = Dictionary(
            pack.scenarios.enumerated().map { ($1.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for (index, bytes) in Array(text).split(separator: 0x0a, omittingEmptySubsequences: false)
            .enumerated()
        {
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0d || $0 == 0x09 }) { continue }
            do throws(FieldError) {
                let item = try read(bytes, scenarios, pack)
                if let first = firsts[item.id] {
                    throw FieldError("id", "\"\(item.id)\" is the id of line \(first) already")
                }
                firsts[item.id] = index + 1
                lines.append(Line(line: index + 1, item: .success(item)))
            } catch { lines.append(Line(line: index + 1, item: .failure(error))) }
        }
        return lines
    }

    private static func read(
        _ bytes: ArraySlice<UInt8>,
        _ scenarios: [String: Int],
        _ pack: Pack
    ) throws(FieldError) -> CalibrationItem {
        guard bytes.count <= lineBytesMax else {
            throw FieldError("", "is longer than \(lineBytesMax >> 10) KiB")
        }
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: bytes, rules: .file) } catch let fault {
            throw FieldError("", "no JSON at \(fault)")
        }
        guard let members = json.object else { throw FieldError("", "an object is needed") }
        for member in members where !names.contains(member.key) {
            let near = Spelling.nearest(to: member.key, in: names)
            throw FieldError(member.key, "no such field" + (near.map { "; is it `\($0)`?" } ?? ""))
        }
        func text(_ name: String) throws(FieldError) -> String {
            guard let value = json[name] else { throw FieldError(name, "is missing") }
            guard let text = value.string else { throw FieldError(name, "text is needed") }
            return text
        }
        let id = try text("id")
        guard Spelling.isName(id) else {
            throw FieldError(
                "id",
                "\"\(id)\" is no name: lower-case letters, digits, `.`, `_`, `-`"
            )
        }
        let named = try text("scenario")
        // Where options are counterbalanced, a line of the scenarios file is asked as `ID~1` and on.
        guard let scenario = scenarios[named] ?? scenarios[named + "~1"] else {
            throw FieldError("scenario", "\(pack.id) has no scenario \"\(named)\"")
        }
        let armID = try text("arm")
        guard let arm = pack.arm(armID) else {
            let known = pack.arms.map(\.id).joined(separator: ", ")
            throw FieldError("arm", "no arm is called \"\(armID)\"; the arms are \(known)")
        }
        let word = try text("label")
        guard let label = Outcome(rawValue: word), [.complied, .refused, .unparsed].contains(label)
        else {
            throw FieldError("label", "\"\(word)\" is none of complied, refused, unparsed")
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
