import Bench
import Vendors

/// What a worker has seen of models: the parameters that they reject, and who answers in their place.
///
/// A worker learns each once: from then on the parameter is left out of all requests to the model,
/// in every arm alike, and every reply says so.
public struct Learnt: Sendable, Equatable {
    private var rejected: [Key: Set<Parameter>] = [:]
    private var strange: [Key: String] = [:]

    private struct Key: Hashable {
        var id: String
        var endpoint: String
        var name: String

        init(_ model: Model) {
            id = model.id
            endpoint = model.endpoint
            name = model.name
        }
    }

    /// Nothing.
    public init() {}

    /// What that model rejects.
    public subscript(model: Model) -> Set<Parameter> {
        rejected.isEmpty ? [] : rejected[Key(model)] ?? []
    }

    /// Takes over what another one knows.
    public mutating func merge(_ other: Learnt) {
        guard other != self else { return }
        for (key, parameters) in other.rejected { rejected[key, default: []].formUnion(parameters) }
        strange.merge(other.strange) { first, _ in first }
    }

    /// Why a model is not asked any more where identities are strict; nil where it is.
    func distrust(of model: Model) -> String? { strange[Key(model)] }

    /// Notes that another model answered for one.
    mutating func distrust(_ model: Model, _ why: String) {
        if strange[Key(model)] == nil { strange[Key(model)] = why }
    }

    /// Notes a rejection; false where it was known, or is about something that is not sent, so
    /// that leaving it out cannot help.
    mutating func learn(
        _ parameter: Parameter,
        of model: Model,
        from sampling: Sampling
    ) -> Bool {
        guard sampling.sends(parameter) else { return false }
        return rejected[Key(model), default: []].insert(parameter).inserted
    }

    /// The parameters that were asked for and left out; another name for the bound of the output
    /// leaves nothing out.
    func dropped(from sampling: Sampling, of model: Model) -> [String] {
        self[model].subtracting([.limitName]).filter(sampling.sends).sorted().map(\.rawValue)
    }
}
