/// A JSON value: what vendors answer, what the wire carries, what a digest is taken of.
///
/// Foundation's coders accept duplicate keys, lose the order of members and reject what logs of
/// other tools contain; every byte that can change a number goes through this type instead.
public enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    /// A number written without fraction or exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number; never NaN or infinite.
    case number(Double)
    case string(String)
    case array([JSON])
    /// Members in the order in which they were written.
    case object([Member])

    /// One `key: value` of an object.
    public struct Member: Sendable, Hashable {
        /// The name, as written.
        public var key: String
        /// What stands behind the colon.
        public var value: JSON

        package init(_ key: String, _ value: JSON) {
            self.key = key
            self.value = value
        }
    }

    /// The member of that name; nil where there is none or this is no object.
    ///
    /// Of duplicates, the last one counts, as in every parser that vendors use.
    public subscript(_ key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    /// The element at that place; nil outside the array or where this is no array.
    public subscript(_ index: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The text, where this is a string.
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The whole number, where this is one; 3.0 counts as 3.
    public var integer: Int? {
        switch self {
        case .integer(let value): Int(value)
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The number, where this is one.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The truth value, where this is one.
    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The elements, where this is an array.
    public var array: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members in written order, where this is an object.
    public var object: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// Whether this is `null`.
    public var isNull: Bool { self == .null }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An array.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// An object, in the order written.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
    /// `null`.
    public init(nilLiteral: ()) { self = .null }
}

extension JSON {
    package init(_ text: String) { self = .string(text) }
    package init(_ text: String?) { self = text.map(JSON.string) ?? .null }
    package init(_ value: Int) { self = .integer(Int64(value)) }
    package init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
    package init(_ value: Int64?) { self = value.map(JSON.integer) ?? .null }
    /// A number; `null` where it is missing or not finite.
    package init(_ value: Double?) {
        self = value.flatMap { $0.isFinite ? .number($0) : nil } ?? .null
    }
    package init(_ values: [String]) { self = .array(values.map(JSON.string)) }

    /// An object without the members whose value is null.
    package static func compact(_ members: [(String, JSON)]) -> JSON {
        .object(members.compactMap { $0.1.isNull ? nil : Member($0.0, $0.1) })
    }
}
