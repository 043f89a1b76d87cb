import Bench

/// The distinct texts of a pack that is read from a file.
struct FileTexts {
    private var texts = Texts()
    private let file: String

    init(file: String) { self.file = file }

    /// The texts, each by its place.
    var all: [String] { texts.all }

    /// The place of a text, which is added where it is new.
    mutating func place(of text: String) throws(PackError) -> Int {
        do throws(Texts.TooLong) { return try texts.place(of: text) } catch {
            throw PackError(file: file, fault: error.description)
        }
    }
}
