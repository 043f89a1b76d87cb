import Bench

/// Whom a worker will ask, and with which key: its own operator's word, not the coordinator's.
///
/// A coordinator that could name any address together with any variable could have a worker send
/// its keys anywhere. So a key goes to the vendor's own address only, unless the operator has
/// allowed another pair; and no address but a vendor's own is called without being allowed.
public struct AskPolicy: Sendable, Equatable {
    /// An address and the variable whose key may go there; nil for none.
    public struct Pair: Sendable, Hashable {
        /// The host in lower case, with its port where the address has one.
        public var authority: String
        /// The environment variable.
        public var variable: String?

        package init(authority: String, variable: String?) {
            self.authority = authority
            self.variable = variable
        }
    }

    private let allowed: Set<Pair>
    private let present: Set<String>

    /// The pairs that the operator allowed, and the variables that hold a key here.
    package init(allowed: some Sequence<Pair>, present: some Sequence<String>) {
        self.allowed = Set(allowed)
            .union(
                Vendor.allCases.compactMap { vendor in
                    vendor.endpoint.flatMap(Self.authority).map {
                        Pair(authority: $0, variable: vendor.keyVariable)
                    }
                }
            )
            // Planted subjects are answered for by the worker itself: nothing leaves the machine.
            .union([Pair(authority: Planted.authority, variable: nil)])
        self.present = Set(present)
    }

    /// The accounts that this worker can use, as a greeting names them; nil where there are too
    /// many to name.
    package var offers: [String]? {
        let usable = allowed.filter { $0.variable.map(present.contains) ?? true }
        let names = usable.map { $0.authority + ($0.variable.map { "=" + $0 } ?? "") }.sorted()
        return names.count <= Hello.offersMax ? names : nil
    }

    /// Why this worker cannot ask a model; nil where it can.
    public func refusal(of model: Model) -> String? {
        guard let authority = Self.authority(of: model.endpoint) else {
            return "\(model.id): \(model.endpoint) is no address"
        }
        guard allowed.contains(Pair(authority: authority, variable: model.keyVariable)) else {
            let pair = authority + (model.keyVariable.map { "=" + $0 } ?? "")
            return "\(model.id): this worker may not ask \(authority): allow it with "
                + "--allow \(pair)"
        }
        if authority == Planted.authority, !model.isPlanted {
            return
                "\(model.id): \(authority) is for planted subjects, which are marked as simulated"
        }
        if let variable = model.keyVariable, !present.contains(variable) {
            return "\(model.id): \(variable) is not set at this worker"
        }
        return nil
    }

    /// The pair that a model needs.
    package static func pair(of model: Model) -> Pair? {
        authority(of: model.endpoint).map { Pair(authority: $0, variable: model.keyVariable) }
    }

    /// Host and port of an http(s) address, in lower case; nil for anything else, and for one
    /// with a user name in it.
    static func authority(of address: String) -> String? {
        let lower = address.lowercased()
        for scheme in ["https://", "http://"] where lower.hasPrefix(scheme) {
            let authority = lower.dropFirst(scheme.count).prefix { $0 != "/" }
            let isBad =
                authority.isEmpty
                || authority.contains { "@?#\\ ".contains($0) || !$0.isASCII }
            return isBad ? nil : String(authority)
        }
        return nil
    }
}
