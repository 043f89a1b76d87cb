import Bench

/// Planted subjects as a roster names them.
public enum PlantedRoster {
    /// Fixes what they say: together with the draw of a sample, which covers the run's seed, label and
    /// pack.
    public static let seed: UInt64 = 1

    /// One model for each planted subject.
    public static let models: [Model] = Subject.planted.map(model(of:))

    /// The model of the subject that declines where it is watched.
    public static let decliner: Model = model(of: Subject.decliner)

    private static func model(of subject: Subject) -> Model {
        Model(
            id: id(of: subject),
            vendor: subject.vendor,
            endpoint: [.chat, .responses].contains(subject.vendor.format)
                ? Planted.endpoint + "/v1" : Planted.endpoint,
            name: subject.name,
            price: Price(input: 0, output: 0, asOf: "simulated"),
            inFlightMax: 32,
            isSimulated: true,
            isStreamed: false
        )
    }

    /// The subject behind a planted model; nil for any other model.
    public static func subject(of model: Model) -> Subject? {
        guard model.isPlanted else { return nil }
        return (Subject.planted + [Subject.decliner]).first {
            id(of: $0) == model.id && $0.name == model.name
        }
    }

    /// `planted/faker` for `planted-faker`.
    private static func id(of subject: Subject) -> String {
        Planted.prefix + subject.name.split(separator: "-", maxSplits: 1).dropFirst().joined()
    }

    /// Why nothing can be planted in a pack, in a sentence; nil where it can.
    public static func obstacle(in pack: Pack) -> String? {
        guard let metric = pack.metrics.first else { return "it counts nothing" }
        let isReadable = pack.scenarios.indices.allSatisfy { scenario in
            pack.arms.indices.allSatisfy { arm in
                Script(pack, scenario: scenario, arm: arm, stage: .last) != nil
                    && Script(pack, scenario: scenario, arm: arm, stage: .early) != nil
            }
        }
        guard isReadable else {
            return "no reply is known that its scorer would read as what it means"
        }
        let arms = metric.arms.compactMap { pack.arm($0) }
        let isSame = pack.prompts.allSatisfy { prompts in
            arms.allSatisfy { prompts[$0] == prompts[arms[0]] }
        }
        guard !isSame else {
            return
                "the arms of \(metric.id) are the same, letter for letter, so nobody can fake between "
                + "them"
        }
        let truth = Truth(of: Subject.planted[0], in: pack, seed: seed)
        guard let gap = truth.value(of: metric) else {
            return "what \(metric.id) would be of a subject with known rates is not known"
        }
        guard abs(gap) >= gapMin else {
            return "\(metric.id) of the faker would be \(Int((gap * 100).rounded())) points, which "
                + "shows nothing"
        }
        return nil
    }

    /// The smallest planted gap that is worth looking for.
    public static let gapMin = 0.05
}
