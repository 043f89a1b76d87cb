import Crypto
import FoundationEssentials

/// Signature Version 4 of AWS, for requests with a body in memory.
///
/// libcurl can sign too, but up to 8.10 it signs the path as it stands, while AWS expects each
/// segment to be encoded once more, so that every model id with a colon is refused (measured with
/// 7.88).
/// Source: AWS, «Create a signed AWS API request».
public struct SigningV4: Sendable {
    /// The id of the access key, which is no secret.
    public var keyID: String
    /// The secret, which never leaves this machine.
    public var secret: String
    /// The token of a session's credentials.
    public var sessionToken: String?
    /// The region, as in `eu-west-1`.
    public var region: String
    /// The service, as in `bedrock`.
    public var service: String

    /// Credentials and where they are used.
    public init(
        keyID: String,
        secret: String,
        sessionToken: String? = nil,
        region: String,
        service: String
    ) {
        self.keyID = keyID
        self.secret = secret
        self.sessionToken = sessionToken
        self.region = region
        self.service = service
    }

    /// The headers that sign a request: `x-amz-date`, `authorization`, and the session's token.
    ///
    /// `path` begins with a slash and is encoded as it is sent; `query` is already in its canonical
    /// order. `headers` are the ones to be signed besides, `host` among them, with lower-case names.
    public func headers(
        method: String,
        path: String,
        query: String = "",
        headers: [(name: String, value: String)],
        body: [UInt8],
        secondsSince1970: Int
    ) -> [(name: String, value: String)] {
        let moment = Self.moment(secondsSince1970)
        var added = [(name: "x-amz-date", value: moment)]
        if let sessionToken { added.append(("x-amz-security-token", sessionToken)) }
        let signed = (headers + added).sorted { $0.name < $1.name }
        let signature = signature(
            method: method,
            path: path,
            query: query,
            signed: signed,
            bodyDigest: Self.hex(SHA256.hash(data: body)),
            moment: moment
        )
        let names = signed.map(\.name).joined(separator: ";")
        let scope = "\(keyID)/\(moment.prefix(8))/\(region)/\(service)/aws4_request"
        added.append(
            (
                "authorization",
                "AWS4-HMAC-SHA256 Credential=\(scope), SignedHeaders=\(names), "
                    + "Signature=\(signature)"
            )
        )
        return added
    }

    /// The signature over a request whose signed headers are `signed`, sorted by name.
    public func signature(
        method: String,
        path: String,
        query: String,
        signed: [(name: String, value: String)],
        bodyDigest: String,
        moment: String
    ) -> String {
        let request = [
            method, Self.encodedAgain(path), query,
            signed.map { "\($0.name):\($0.value)\n" }.joined(),
            signed.map(\.name).joined(separator: ";"), bodyDigest,
        ].joined(separator: "\n")
        let day = String(moment.prefix(8))
        let text = [
            "AWS4-HMAC-SHA256", moment, "\(day)/\(region)/\(service)/aws4_request",
            Self.hex(SHA256.hash(data: Array(request.utf8))),
        ].joined(separator: "\n")
        var key = SymmetricKey(data: Array("AWS4\(secret)".utf8))
        for part in [day, region, service, "aws4_request"] {
            let code = HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key)
            key = SymmetricKey(data: Array(code))
        }
        return Self.hex(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }

    /// Every segment encoded as it stands, so that `%3A` becomes `%253A`.
    static func encodedAgain(_ path: String) -> String {
        var out: [UInt8] = []
        for byte in path.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x2F:
                out.append(byte)
            default:
                let hex = Array("0123456789ABCDEF".utf8)
                out += [0x25, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }

    /// As in `20261124T013200Z`.
    static func moment(_ seconds: Int) -> String {
        let date = Date(timeIntervalSince1970: Double(seconds))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second],
            from: date
        )
        func two(_ number: Int?) -> String {
            let text = "\(number ?? 0)"
            return text.count < 2 ? "0" + text : text
        }
        return "\(parts.year ?? 1970)\(two(parts.month))\(two(parts.day))"
            + "T\(two(parts.hour))\(two(parts.minute))\(two(parts.second))Z"
    }
}
