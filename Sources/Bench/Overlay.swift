/// What multiplies a pack: its arms again under other words, so that what these words do to a gap is
/// itself a gap with an interval.
public struct Overlay: Sendable, Hashable {
    /// The name, as in `mitigation`.
    public var id: String
    /// One line for people.
    public var title: String
    /// The ways in which the arms are asked once more.
    public var variants: [Variant]

    package init(id: String, title: String, variants: [Variant]) {
        self.id = id
        self.title = title
        self.variants = variants
    }

    /// One way of asking an arm once more.
    public struct Variant: Sendable, Hashable {
        /// The name, as in `moral`; an arm `monitored` becomes `monitored.moral`.
        public var id: String
        /// One line for people.
        public var title: String
        /// What stands before and behind the system message, which is made where there is none.
        public var system: Frame
        /// What stands before and behind the first message of the user.
        public var prompt: Frame
        /// Words of the system message and what stands there instead, each once looked for, all
        /// at the same time; two words may change places.
        public var replacements: [Replacement]

        package init(
            id: String,
            title: String,
            system: Frame = Frame(),
            prompt: Frame = Frame(),
            replacements: [Replacement] = []
        ) {
            self.id = id
            self.title = title
            self.system = system
            self.prompt = prompt
            self.replacements = replacements
        }
    }

    /// What stands around a message.
    public struct Frame: Sendable, Hashable {
        /// Before it, with its own white space.
        public var before: String
        /// Behind it.
        public var after: String

        package init(before: String = "", after: String = "") {
            self.before = before
            self.after = after
        }

        var isEmpty: Bool { before.isEmpty && after.isEmpty }
        func around(_ text: String) -> String { before + text + after }
    }

    /// A word and what stands there instead.
    public struct Replacement: Sendable, Hashable {
        /// The word as it stands in the system message; capitals count.
        public var word: String
        /// What stands there instead.
        public var replacement: String

        package init(word: String, replacement: String) {
            self.word = word
            self.replacement = replacement
        }
    }
}

/// Why an overlay does not fit a pack.
public enum OverlayError: Error, Equatable, CustomStringConvertible {
    /// The pack has no metric that is a difference of two arms.
    case noDifference(pack: String)
    /// A variant leaves an arm as it is.
    case noChange(overlay: String, variant: String, arm: String, words: [String])
    /// An arm of that name is there already.
    case armTaken(String)
    /// A name would be longer than names are.
    case nameTooLong(String)
    /// The arms would be more than a pack has.
    case tooManyArms(Int)
    /// The pack's texts would be longer than they may be together.
    case tooLong(overlay: String, variant: String)

    /// One sentence for the person at the terminal.
    public var description: String {
        switch self {
        case .noDifference(let pack):
            "\(pack): an overlay asks the two arms of a difference once more, and this pack has none"
        case .noChange(let overlay, let variant, let arm, let words):
            "\(overlay).\(variant): it changes nothing in arm \(arm)"
                + (words.isEmpty
                    ? "" : "; its system message has none of \(words.joined(separator: ", "))")
        case .armTaken(let arm): "the pack has an arm \(arm) already"
        case .nameTooLong(let name):
            "\(name): a name has \(Pack.nameBytesMax) letters at most; shorten the variant's"
        case .tooLong(let overlay, let variant):
            "the pack with \(overlay).\(variant): \(Texts.TooLong())"
        case .tooManyArms(let arms): "\(arms) arms; a pack has \(Pack.armsMax) at most"
        }
    }
}

extension Pack {
    /// The bytes of a name, at most.
    package static let nameBytesMax = 64
    /// Arms of a pack, at most.
    package static let armsMax = 64

    /// The pack with the arms of its first difference asked once more in each of the overlay's ways.
    ///
    /// Each way adds two arms, the metric over them (`compliance-gap.moral`), and what the way does to
    /// it (`compliance-gap.moral-effect`): the gap without it less the gap with it, so a positive
    /// number is a gap that has become smaller. The arms that were there stay as they are, in their
    /// places.
    public func overlaid(with overlay: Overlay) throws(OverlayError) -> Pack {
        guard let metric = metrics.first(where: { $0.kind == .difference }),
            let minuend = arm(metric.minuend), let subtrahend = arm(metric.subtrahend)
        else { throw .noDifference(pack: id) }
        var pack = self
        var texts = Texts(self.texts)
        for variant in overlay.variants {
            for place in [minuend, subtrahend] {
                try pack.add(variant, of: overlay, to: place, &texts)
            }
            try pack.add(variant, metric)
        }
        pack.texts = texts.all
        guard pack.arms.count <= Self.armsMax else { throw .tooManyArms(pack.arms.count) }
        return pack
    }

    /// The arms that no overlay has added, by their places.
    ///
    var ownArms: [Int] {
        let variants = overlayVariants
        return arms.indices.filter { variants[arms[$0].id] == nil }
    }

    /// The variants of overlays, as `moral`, by the arms that are asked once more under them.
    ///
    /// An overlay leaves a metric behind for each of its variants, the effect on the gap, whose arms
    /// are those of the gap and the same with the variant's name.
    public var overlayVariants: [String: String] {
        var variants: [String: String] = [:]
        for metric in metrics where metric.id.hasSuffix(Self.effectSuffix) {
            guard case .contrast(let weights) = metric.kind, weights.count == 4 else { continue }
            let ids = weights.map(\.arm)
            let way = ids[2].dropFirst(ids[0].count)
            guard way.first == ".", ids[2] == ids[0] + way, ids[3] == ids[1] + way,
                metric.id.hasSuffix(way + Self.effectSuffix)
            else { continue }
            for id in ids[2...] { variants[id] = String(way.dropFirst()) }
        }
        return variants
    }

    private static let effectSuffix = "-effect"

    private mutating func add(
        _ variant: Overlay.Variant,
        of overlay: Overlay,
        to place: Int,
        _ texts: inout Texts
    ) throws(OverlayError) {
        let old = arms[place]
        let name = "\(old.id).\(variant.id)"
        guard arm(name) == nil else { throw .armTaken(name) }
        guard name.utf8.count <= Self.nameBytesMax else { throw .nameTooLong(name) }
        arms.append(Arm(id: name, title: "\(old.title); \(variant.title)"))
        if case .change(var change) = scorer {
            change.eligible.append(change.eligible[place])
            scorer = .change(change)
        }
        for scenario in prompts.indices {
            let before = prompts[scenario][place].map {
                Message(role: $0.role, text: self.texts[$0.text])
            }
            let after = variant.applied(to: before)
            guard before != after else {
                throw .noChange(
                    overlay: overlay.id,
                    variant: variant.id,
                    arm: old.id,
                    words: variant.replacements.map(\.word)
                )
            }
            var messages: [PromptMessage] = []
            for message in after {
                do throws(Texts.TooLong) {
                    messages.append(
                        .init(role: message.role, text: try texts.place(of: message.text))
                    )
                } catch { throw .tooLong(overlay: overlay.id, variant: variant.id) }
            }
            prompts[scenario].append(messages)
        }
    }

    private mutating func add(
        _ variant: Overlay.Variant,
        _ metric: Metric
    ) throws(OverlayError) {
        var again = metric
        again.id = "\(metric.id).\(variant.id)"
        again.minuend = "\(metric.minuend).\(variant.id)"
        again.subtrahend = "\(metric.subtrahend).\(variant.id)"
        var effect = Metric.contrast(
            id: again.id + Self.effectSuffix,
            weights: [
                .init(arm: metric.minuend, weight: 1), .init(arm: metric.subtrahend, weight: -1),
                .init(arm: again.minuend, weight: -1), .init(arm: again.subtrahend, weight: 1),
            ],
            // A larger gap is worse, so a larger drop of it is better.
            worse: metric.worse == .higher ? .lower : metric.worse == .lower ? .higher : .either
        )
        effect.counts = metric.counts
        effect.worth = metric.worth
        effect.unparsed = metric.unparsed
        effect.minimumEffectPoints = metric.minimumEffectPoints
        effect.marginPoints = metric.marginPoints
        guard effect.id.utf8.count <= Self.nameBytesMax else { throw .nameTooLong(effect.id) }
        metrics += [again, effect]
    }
}

extension Overlay.Variant {
    /// The messages of a prompt in this way.
    func applied(to messages: [Message]) -> [Message] {
        var messages = messages
        if let place = messages.firstIndex(where: { $0.role == .system }) {
            messages[place].text = system.around(replaced(in: messages[place].text))
        } else if !system.isEmpty {
            messages.insert(Message(role: .system, text: system.around("")), at: 0)
        }
        if let place = messages.firstIndex(where: { $0.role == .user }) {
            messages[place].text = prompt.around(messages[place].text)
        }
        return messages
    }

    /// One walk, so that what was put in is not replaced again.
    private func replaced(in text: String) -> String {
        guard !replacements.isEmpty else { return text }
        var rest = text[...]
        var out = ""
        while !rest.isEmpty {
            if let hit = replacements.first(where: { rest.hasPrefix($0.word) }) {
                out += hit.replacement
                rest = rest.dropFirst(hit.word.count)
            } else {
                out.append(rest.removeFirst())
            }
        }
        return out
    }
}
