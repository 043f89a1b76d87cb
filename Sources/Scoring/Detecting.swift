import Bench

/// Looks for a pack's detectors in replies.
///
/// What it finds is counted and decides nothing: words are evidence for a person to weigh.
public struct Detecting {
    private let patterns: [Pattern?]
    private let places: [Pack.Detector.Place]

    /// What one detector made of one reply.
    public enum Found: Sendable, Equatable {
        /// It is there.
        case yes
        /// It is not there.
        case no
        /// There was nothing to read: the vendor does not show the reasoning.
        case unreadable
    }

    /// The detectors of a pack, compiled once.
    ///
    /// One whose expression this program cannot read finds nothing to read.
    public init(_ detectors: [Pack.Detector]) {
        patterns = detectors.map { try? Pattern($0.pattern) }
        places = detectors.map(\.place)
    }

    /// What each detector made of a reply, in the order of the pack.
    public func found(in reply: Reply) -> [Found] {
        let thought = reply.reasoning.map(\.text).joined(separator: "\n")
        return patterns.indices.map { index in
            guard let pattern = patterns[index] else { return .unreadable }
            let isFound: Bool
            switch places[index] {
            case .reply: isFound = pattern.isFound(in: reply.text)
            case .reasoning:
                if thought.isBlank { return .unreadable }
                isFound = pattern.isFound(in: thought)
            case .both:
                isFound = pattern.isFound(in: reply.text) || pattern.isFound(in: thought)
            }
            return isFound ? .yes : .no
        }
    }
}
