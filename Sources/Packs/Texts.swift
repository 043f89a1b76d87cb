/// Distinct texts in the order of their first use.
struct Texts {
    /// The bytes of all distinct texts of a pack, at most.
    ///
    /// A run's specification travels to every worker in one piece of 64 MiB at most; this leaves
    /// room for the quoting and for everything that is not text.
    static let bytesMax = 48 << 20

    private(set) var all: [String] = []
    private var bytes = 0
    // Bytes and not `String`: two spellings of «é» are one `String` and two prompts.
    private var places: [[UInt8]: Int] = [:]
    private let file: String

    init(file: String) { self.file = file }

    /// The place of a text, which is added where it is new.
    mutating func place(of text: String) throws(PackError) -> Int {
        let key = Array(text.utf8)
        if let place = places[key] { return place }
        bytes += key.count
        guard bytes <= Self.bytesMax else {
            throw PackError(
                file: file,
                fault: "its distinct prompts have more than \(Self.bytesMax >> 20) MiB together: "
                    + "shorten them or split the pack"
            )
        }
        places[key] = all.count
        all.append(text)
        return all.count - 1
    }
}
