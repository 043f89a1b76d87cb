import Glibc
import SwiftASN1
import X509

/// Where a coordinator listens: a DNS name, or an IP address of 4 or 16 bytes.
enum Host: Hashable {
    case name(String)
    case address([UInt8])

    /// The longest DNS name, and the longest part between two dots (RFC 1035, section 2.3.4).
    static let nameBytesMax = 253
    static let labelBytesMax = 63

    init(_ text: String) throws(MembershipError) {
        if let address = Self.address(of: text) {
            self = .address(address)
        } else if Self.isName(text) {
            self = .name(text)
        } else {
            throw .badHost(text)
        }
    }

    var generalName: GeneralName {
        switch self {
        case .name(let name): .dnsName(name)
        case .address(let bytes): .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
        }
    }

    private static func address(of text: String) -> [UInt8]? {
        // A NUL would end the text early for C, and "127.0.0.1\0.example" would pass.
        guard !text.utf8.contains(0) else { return nil }
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            if inet_pton(family, text, &bytes) == 1 { return bytes }
        }
        return nil
    }

    private static func isName(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard text.utf8.count <= nameBytesMax, let last = labels.last else { return false }
        // A last part of digits is an address that was mistyped (RFC 3696, section 2).
        return labels.allSatisfy(isLabel) && !last.allSatisfy(isDigit)
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...labelBytesMax).contains(label.count)
            && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { byte in
                isDigit(byte) || byte == hyphen
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
