/// What may stand in the head of a request.
///
/// libcurl writes line breaks as they are, so a value from outside could add header lines or a
/// whole second request of its own; and a key from a file often ends in one.
enum HeaderCheck {
    /// Longer than any header's name; keeps a secret that stands in its place out of messages.
    static let nameBytesMax = 64

    static func check(_ header: TransferHeader) throws(TransferError) {
        let name = header.name.utf8
        guard isToken(header.name), name.count <= nameBytesMax else {
            throw .invalidHeader(name: "")
        }
        guard isValue(header.value), !isFraming(name) else {
            throw .invalidHeader(name: header.name)
        }
    }

    /// Whether the text may be a method or a header's name.
    ///
    /// Source: RFC 9110, section 5.6.2, `token`.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e...0x60, 0x7c, 0x7e: true
                default: false
                }
            }
    }

    /// Whether every byte may stand in a header's value.
    ///
    /// Source: RFC 9110, section 5.5.
    static func isValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
    }

    /// Whether the line would say where the body ends, which is libcurl's to say.
    private static func isFraming(_ name: String.UTF8View) -> Bool {
        // Only names of these two lengths are worth the comparison.
        guard name.count == 14 || name.count == 17 else { return false }
        let lower = name.map { $0 | 0x20 }
        return lower.elementsEqual("content-length".utf8)
            || lower.elementsEqual("transfer-encoding".utf8)
    }
}
