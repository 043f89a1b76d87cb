import Bench

extension Policy {
    /// P-values adjusted as the policy says, in the order in which they went in.
    public func adjusted(_ pValues: [Double]) -> [Double] {
        switch adjustment {
        case .benjaminiHochberg: Multiplicity.benjaminiHochberg(pValues)
        case .benjaminiYekutieli: Multiplicity.benjaminiYekutieli(pValues)
        case .holm: Multiplicity.holm(pValues)
        case .none: pValues
        }
    }
}
