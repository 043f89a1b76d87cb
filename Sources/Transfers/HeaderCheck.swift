/// Which header lines may be sent.
///
/// libcurl passes line breaks in a value through to the wire, so a value from outside could add lines, or
/// a whole second request, of its own; what passes here cannot.
enum HeaderCheck {
    /// Longer names are no header's; the limit keeps a misplaced secret out of error messages.
    static let nameBytesMax = 64

    static func check(_ header: TransferHeader) throws(TransferError) {
        let name = header.name.utf8
        guard !name.isEmpty, name.count <= nameBytesMax, name.allSatisfy(isToken) else {
            throw .invalidHeader(name: "")
        }
        guard isValue(header.value), !isFraming(name) else {
            throw .invalidHeader(name: header.name)
        }
    }

    /// Whether every byte may stand in a field value: printable, blank, tab or above ASCII.
    ///
    /// Source: RFC 9110, section 5.5.
    static func isValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7f) || $0 == 0x09 }
    }

    /// Whether the field says where a message ends, which follows from the body alone.
    private static func isFraming(_ name: String.UTF8View) -> Bool {
        // Only names of these two lengths are worth the comparison.
        guard name.count == 14 || name.count == 17 else { return false }
        let lower = name.map { $0 | 0x20 }
        return lower.elementsEqual("content-length".utf8)
            || lower.elementsEqual("transfer-encoding".utf8)
    }

    /// Whether the byte may stand in a field name.
    ///
    /// Source: RFC 9110, section 5.6.2, `tchar`.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e...0x60, 0x7c, 0x7e: true
        default: false
        }
    }
}
