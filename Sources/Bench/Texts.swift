/// Distinct texts in the order of their first use: what prompts and scorers name by its place.
package struct Texts {
    /// The bytes of all distinct texts of a pack, at most.
    ///
    /// A run's specification travels to every worker in one piece of 64 MiB at most; this leaves
    /// room for the quoting and for everything that is not text.
    package static let bytesMax = 48 << 20

    /// More than a pack may have.
    package struct TooLong: Error, Hashable, CustomStringConvertible {
        /// The end of a sentence.
        package var description: String {
            "its distinct prompts have more than \(Texts.bytesMax >> 20) MiB together: shorten them or "
                + "split the pack"
        }
    }

    /// The texts, each by its place.
    package private(set) var all: [String] = []
    private var bytes = 0
    // Bytes and not `String`: two spellings of «é» are one `String` and two prompts.
    private var places: [[UInt8]: Int] = [:]

    /// None yet.
    package init() {}

    /// Those of a pack, in their places; of a text that stands there twice the first counts.
    package init(_ texts: [String]) {
        all = texts
        for (place, text) in texts.enumerated() {
            let key = Array(text.utf8)
            bytes += key.count
            if places[key] == nil { places[key] = place }
        }
    }

    /// The place of a text, which is added where it is new.
    package mutating func place(of text: String) throws(TooLong) -> Int {
        let key = Array(text.utf8)
        if let place = places[key] { return place }
        guard bytes + key.count <= Self.bytesMax else { throw TooLong() }
        bytes += key.count
        places[key] = all.count
        all.append(text)
        return all.count - 1
    }
}
