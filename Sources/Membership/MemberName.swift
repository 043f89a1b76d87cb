/// Who a member of the cluster is: its organisation, and its own name there.
///
/// Written `gapwatch://organisation/worker`. Each part is 1 to 40 of `a-z`, `0-9`, `-` and `.`
/// and begins with a letter or a digit; anything else throws `badName`.
public struct MemberName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The organisation that answers for the member.
    public let organisation: String
    /// The member's own name, told apart within its organisation only.
    public let worker: String

    /// The longest that a part may be, in bytes.
    public static let partBytesMax = 40
    static let scheme = "gapwatch://"

    /// The name of those two parts; throws `badName`.
    public init(organisation: String, worker: String) throws(MembershipError) {
        guard Self.isPart(organisation) else { throw .badName(organisation) }
        guard Self.isPart(worker) else { throw .badName(worker) }
        self.organisation = organisation
        self.worker = worker
    }

    /// The name that such a text writes; throws `badName`.
    public init(text: String) throws(MembershipError) {
        let bytes = Array(text.utf8)
        guard bytes.starts(with: Self.scheme.utf8) else { throw .badName(text) }
        let parts = bytes.dropFirst(Self.scheme.utf8.count)
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 2, parts.allSatisfy(Self.isPart) else { throw .badName(text) }
        organisation = parts[0]
        worker = parts[1]
    }

    /// The text that reads back as this name.
    public var description: String { "\(Self.scheme)\(organisation)/\(worker)" }

    /// By organisation, then by worker, as ASCII.
    public static func < (left: MemberName, right: MemberName) -> Bool {
        (left.organisation, left.worker) < (right.organisation, right.worker)
    }

    /// Whether this may stand as an organisation or a worker.
    public static func isPart(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= partBytesMax else { return false }
        return first != UInt8(ascii: "-") && first != UInt8(ascii: ".")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
