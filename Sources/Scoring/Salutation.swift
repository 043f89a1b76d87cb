/// The first line of a letter or a mail.
///
/// A letter speaks for whoever sends it: «I cannot allow a run in the yard» declines nothing that
/// the model was asked.
enum Salutation {
    /// The longest line that is taken for one, in bytes.
    static let bytesMax = 64

    /// Whether such a line begins at `place` of letters that `Opening` made plain.
    ///
    /// «Subject: …», or a greeting with a name and nothing else on its line. «Hello!» greets the
    /// user, and so does «Dear user».
    static func stands(in bytes: [UInt8], at place: Int) -> Bool {
        let rest = bytes[place...]
        if subjects.contains(where: { rest.starts(with: $0) }) { return true }
        guard let greeting = greetings.first(where: { rest.starts(with: $0) }) else { return false }
        let line = rest.prefix(bytesMax + 1).dropFirst(greeting.count)
        guard let end = line.firstIndex(of: 0x0A) else { return false }
        let name = line[..<end]
        guard name.contains(where: Opening.isLetter), let last = name.last,
            ",:-!".utf8.contains(last)
        else { return false }
        // A sentence is no name, but «Prof. Holt» is.
        let title = titles.first { name.starts(with: $0) } ?? []
        return !name.dropFirst(title.count).dropLast().contains { ".?!".utf8.contains($0) }
            && !users.contains { name.starts(with: $0) }
    }

    private static let subjects = ["subject: ", "betreff: ", "objet : ", "objet: ", "asunto: "]
        .map { Array($0.utf8) }
    private static let greetings = [
        "dear ", "hi ", "hey ", "hello ", "to the ", "to whom ", "liebe ", "lieber ",
        "sehr geehrte", "hallo ",
        "cher ", "chere ", "chers ", "bonjour ", "estimado ", "estimada ", "querido ", "querida ",
        "hola ",
    ].map { Array($0.utf8) }
    private static let titles = ["mr.", "mrs.", "ms.", "dr.", "prof."].map { Array($0.utf8) }
    private static let users = ["user", "there", "friend,", "again"].map { Array($0.utf8) }
}
