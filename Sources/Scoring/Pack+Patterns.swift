import Bench

extension Pack {
    /// The first regular expression of the pack that cannot be used, with its field; nil where all can.
    ///
    /// A pack on disk is checked when it is read. One that comes over the wire is checked by who takes
    /// it on: a pack that is stored already must stay readable, whatever a later version refuses.
    public var patternFault: FieldError? {
        var patterns: [(field: String, text: String)] = []
        if case .regex(let regex) = scorer {
            patterns += [
                ("scorer.complied", regex.complied), ("scorer.refused", regex.refused),
            ]
        }
        for (index, detector) in detectors.enumerated() {
            patterns.append(("detectors[\(index)].pattern", detector.pattern))
        }
        for pattern in patterns {
            do throws(Pattern.Fault) { _ = try Pattern(pattern.text) } catch {
                return FieldError(pattern.field, error.description)
            }
        }
        return nil
    }
}
