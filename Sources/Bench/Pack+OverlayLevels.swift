extension Pack {
    /// The variant of an overlay under which an arm is asked once more, as in `moral`; nil for an arm
    /// of the pack's own.
    public func overlayVariant(ofArm place: Int) -> String? {
        let name = arms[place].id
        return arms.lazy.compactMap { base -> String? in
            guard name.hasPrefix(base.id + ".") else { return nil }
            let variant = String(name.dropFirst(base.id.count + 1))
            let isEffect = metrics.contains { $0.id.hasSuffix(".\(variant)-effect") }
            return isEffect ? variant : nil
        }.first
    }
}
