import Bench
import Glibc

/// Names of this process and of this program.
enum Identity {
    /// 32 hexadecimal digits that no other start of a process has.
    static func instance() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            let digits = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// The machine's name.
    static let host: String = {
        var buffer = [CChar](repeating: 0, count: 65)
        guard gethostname(&buffer, 64) == 0 else { return "worker" }
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return bytes.isEmpty ? "worker" : String(decoding: bytes, as: UTF8.self)
    }()
}

/// The version of this program.
package enum Version {
    /// As in `0.1.0`.
    package static let number = "0.1.0"
    /// For peers and vendors.
    package static let software = "gapwatch/\(number)"
}
