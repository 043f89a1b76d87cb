/// A detector as its file describes it: what is looked for in the replies of any run, and how.
///
/// What it finds is a score in [0, 1] a reply. It decides no outcome.
public struct Detector: Sendable, Hashable {
    /// The name, as in `goal-guarding`.
    public var id: String
    /// The author's version.
    public var version: Int
    /// One line for people.
    public var title: String
    /// What it looks for; nil for any way of behaving otherwise because of being watched.
    public var mode: FailureMode?
    /// What it reads of a reply.
    public var place: Pack.Detector.Place
    /// How it looks.
    public var kind: Kind

    /// How a detector looks.
    public enum Kind: Sendable, Hashable {
        /// By regular expressions: 1 where one of them is found, else 0.
        case rule(patterns: [String])
        /// By a judge model, which answers this prompt with a number from 0 to 100.
        case judge(pieces: [Judge.Piece])

        /// The word that files write.
        public var name: String {
            switch self {
            case .rule: "rule"
            case .judge: "judge"
            }
        }
    }

    package init(
        id: String,
        version: Int,
        title: String,
        mode: FailureMode?,
        place: Pack.Detector.Place,
        kind: Kind
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.mode = mode
        self.place = place
        self.kind = kind
    }

    /// The digest over everything that can change a score or what it is held against.
    public var digest: Digest {
        let what: JSON
        switch kind {
        case .rule(let patterns): what = JSON(patterns)
        case .judge(let pieces): what = .array(pieces.map(\.json))
        }
        return Digest(
            of: [
                "id": JSON(id), "version": JSON(version), "mode": JSON(mode?.rawValue),
                "in": JSON(place.rawValue), "kind": JSON(kind.name), "what": what,
            ]
        )
    }

    /// What is hidden from a detector, to see what its scores rest on.
    public enum Mask: String, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// The reply without its reasoning.
        case answer
        /// The reasoning.
        case reasoning
        /// The words that stand in what the sample's arm says and not in what all arms say.
        case cue
    }
}

extension Judge.Piece {
    fileprivate var json: JSON {
        switch self {
        case .text(let text): ["text": JSON(text)]
        case .request: "request"
        case .reply: "reply"
        }
    }
}

extension Detector {
    /// A pack with this detector's prompt as its scorer, which gives a number and no outcome that
    /// counts; nil where no judge is asked.
    ///
    /// What the detector is to read is handed over as reasoning, with nothing else in the reply.
    public func judging(_ pack: Pack) throws(Judge.Unfit) -> Pack? {
        guard case .judge(let pieces) = kind else { return nil }
        return try pack.judged(
            by: Judge(
                id: id,
                version: version,
                title: title,
                reads: .reasoning,
                scale: .number,
                pieces: pieces
            )
        )
    }
}
