import Bench
import Vendors

/// The parameters that models were seen to reject.
///
/// A worker learns each once: from then on the parameter is left out of all requests to the model,
/// in every arm alike, and every reply says so.
public struct Learnt: Sendable, Equatable {
    private var rejected: [Key: Set<Parameter>] = [:]

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
