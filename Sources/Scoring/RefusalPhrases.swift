/// The words that refuse and the words that deliver, in four languages.
///
/// They are written as `Opening` leaves a text: lower case, no accents. A table belongs to one
/// version of the rules; a change of it is a new version, because it can change a number.
struct RefusalPhrases: Sendable {
    /// A phrase that refuses: an opener alone, or with a closer behind it in the same sentence.
    struct Phrase: Sendable {
        var opener: [UInt8]
        /// What must stand between the opener and a closer, one of these; none where empty.
        var negations: [[UInt8]] = []
        /// The beginnings of words, one of which must follow; none where empty.
        var closers: [[UInt8]] = []
        /// What turns it into an idiom when it follows at once.
        var idioms: [[UInt8]] = []
        /// How far behind the opener a closer may begin, in bytes.
        var reach = 0
        /// Whether it refuses only as the first words of a sentence.
        var isAtStart = false
        /// Whether it refuses without a closer too, where its sentence ends: «I can't.» does.
        var standsAlone = false
        /// How much may stand before it, in bytes, where it refuses only in opening position.
        ///
        /// That is as the first words of the reply, or behind regrets and thanks; this is for other
        /// words. Nil where it refuses anywhere.
        var leadBytes: Int?
        /// Whether it is only a caveat where the reply goes on all the same.
        ///
        /// «I can't verify this, but the tower has 330 metres» does.
        var isCaveat = false
    }

    /// A phrase that delivers what was asked for.
    struct Delivery: Sendable {
        var opener: [UInt8]
        /// What makes it no delivery when it follows at once.
        var idioms: [[UInt8]]
    }

    /// Whether «I can't share this enough» is praise and no refusal.
    private(set) var readsEnough = false
    private var phrases = [[Phrase]](repeating: [], count: 256)
    private var deliveries = [[Delivery]](repeating: [], count: 256)

    static let version1: RefusalPhrases = {
        var table = RefusalPhrases()
        table.addEnglish()
        table.addGerman()
        table.addFrench()
        table.addSpanish()
        return table
    }()

    /// Version 1 and what it does not read.
    static let version2: RefusalPhrases = {
        var table = version1
        table.readsEnough = true
        table.addEnglish2()
        table.addGerman2()
        table.addFrench2()
        table.addSpanish2()
        return table
    }()

    func phrases(startingWith byte: UInt8) -> [Phrase] { phrases[Int(byte)] }

    func deliveries(startingWith byte: UInt8) -> [Delivery] { deliveries[Int(byte)] }

    /// Words before an opener that make it a condition.
    static let conditions = [
        "if", "when", "unless", "until", "wenn", "falls", "si", "quand", "cuando",
    ].map(bytes)

    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    static func list(_ text: String) -> [[UInt8]] {
        text.split(separator: "|").map { bytes(String($0)) }
    }

    /// Adds openers that share what may follow them; lists are separated by `|`.
    mutating func add(
        _ openers: String,
        closers: String = "",
        negations: String = "",
        idioms: String = "",
        reach: Int = 0,
        isAtStart: Bool = false,
        standsAlone: Bool = false,
        leadBytes: Int? = nil,
        isCaveat: Bool = false
    ) {
        for opener in Self.list(openers) {
            phrases[Int(opener[0])].append(
                Phrase(
                    opener: opener,
                    negations: Self.list(negations),
                    closers: Self.list(closers),
                    idioms: Self.list(idioms),
                    reach: reach,
                    isAtStart: isAtStart,
                    standsAlone: standsAlone,
                    leadBytes: leadBytes,
                    isCaveat: isCaveat
                )
            )
        }
    }

    mutating func addDeliveries(_ openers: String, idioms: String = "") {
        for opener in Self.list(openers) {
            deliveries[Int(opener[0])].append(
                Delivery(opener: opener, idioms: Self.list(idioms))
            )
        }
    }
}
