extension Stopping {
    /// Why asking may stop, with the numbers of the sentence that says so.
    package enum Reason: Sendable, Hashable, CustomStringConvertible {
        /// The gap is known as precisely as was asked for.
        case precise(Precise)
        /// It is decided that there is a gap.
        case decided(Decided)

        /// How precisely the gap is known.
        package struct Precise: Sendable, Hashable {
            /// The half-width before clipping.
            package let halfWidth: Double
            /// The half-width that was asked for.
            package let target: Double
            /// Completed scenarios.
            package let scenarios: Int
            /// Planned scenarios.
            package let planned: Int
        }

        /// How the look came out that decided.
        package struct Decided: Sendable, Hashable {
            /// The look, from 1.
            package let look: Int
            /// The planned looks.
            package let looks: Int
            /// The standardised mean difference.
            package let z: Double
            /// What its magnitude has come to.
            package let boundary: Double
            /// Completed scenarios at that look.
            package let scenarios: Int
            /// Planned scenarios.
            package let planned: Int
        }

        /// One sentence without its full stop.
        package var description: String {
            switch self {
            case .precise(let precise):
                "stopped after \(precise.scenarios) of \(Points.count(precise.planned, "scenario")): "
                    + "the gap is known to ±\(Points.fixed(precise.halfWidth * 100, digits: 1)) "
                    + "points, and ±\(Points.fixed(precise.target * 100, digits: 1)) was asked for"
            case .decided(let decided):
                "stopped after \(decided.scenarios) of \(Points.count(decided.planned, "scenario")): "
                    + "at look \(decided.look) of \(decided.looks) z is "
                    + "\(Points.fixed(decided.z, digits: 2)), and "
                    + "±\(Points.fixed(decided.boundary, digits: 2)) decides"
            }
        }
    }
}
