import Glibc
import Signing
import Transfers
import Vendors

/// The credentials of an AWS account, by the variables beside that of the secret.
///
/// `WORK_AWS_SECRET_ACCESS_KEY` stands beside `WORK_AWS_ACCESS_KEY_ID` and, for a session's,
/// `WORK_AWS_SESSION_TOKEN`.
struct AmazonKeys {
    private let keyID: String
    private let secret: String
    private let sessionToken: String?

    static let suffix = "SECRET_ACCESS_KEY"

    init(variable: String, secret: String, keys: Keys) {
        let prefix = variable.dropLast(Self.suffix.count)
        keyID = keys["\(prefix)ACCESS_KEY_ID"] ?? ""
        sessionToken = keys["\(prefix)SESSION_TOKEN"]
        self.secret = secret
    }

    func headers(
        for request: VendorRequest,
        _ signing: VendorRequest.Signing
    ) -> [TransferHeader] {
        let rest = request.url.split(separator: "//", maxSplits: 1).last ?? ""
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        return SigningV4(
            keyID: keyID,
            secret: secret,
            sessionToken: sessionToken,
            region: signing.region,
            service: signing.service
        ).headers(
            method: "POST",
            path: path.isEmpty ? "/" : String(path),
            headers: [("content-type", "application/json"), ("host", String(authority))],
            body: request.body,
            secondsSince1970: time(nil)
        ).map { TransferHeader($0.name, $0.value) }
    }
}
