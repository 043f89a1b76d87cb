import Bench

/// A calibration file: JSON Lines of labelled replies.
enum CalibrationFile {
    /// Items of a file, at most.
    static let itemsMax = 10_000

    /// All its items; the first line that is wrong is an error.
    static func read(_ file: String, _ pack: Pack) throws(PackError) -> [CalibrationItem] {
        let text = try Disk.text(at: file, bytesMax: Disk.tableBytesMax)
        var items: [CalibrationItem] = []
        for line in CalibrationLines.read(text.utf8, for: pack) {
            guard items.count < itemsMax else {
                throw PackError(
                    file: file,
                    line: line.line,
                    fault: "more than \(itemsMax) replies"
                )
            }
            do throws(FieldError) { items.append(try line.item.get()) } catch {
                throw PackError(
                    file: file,
                    line: line.line,
                    field: error.path,
                    fault: error.fault
                )
            }
        }
        guard !items.isEmpty else { throw PackError(file: file, fault: "has no labelled reply") }
        return items
    }
}
