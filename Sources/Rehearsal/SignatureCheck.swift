import Bench
import HTTPTypes
import Hummingbird
import Signing

/// Checks that a request is signed with the rehearsal's key, as AWS would.
struct SignatureCheck {
    let key: String

    func isGood(_ request: Request, _ body: [UInt8]) -> Bool {
        guard let line = request.headers[.authorization],
            let credential = Self.field("Credential=", of: line),
            let names = Self.field("SignedHeaders=", of: line),
            let given = Self.field("Signature=", of: line),
            let moment = HTTPField.Name("x-amz-date").flatMap({ request.headers[$0] })
        else { return false }
        let scope = credential.split(separator: "/").map(String.init)
        guard scope.count == 5, scope[1] == moment.prefix(8) else { return false }
        var signed: [(name: String, value: String)] = []
        for name in names.split(separator: ";").map(String.init) {
            guard let value = value(of: name, in: request) else { return false }
            signed.append((name, value))
        }
        guard signed.contains(where: { $0.name == "host" }) else { return false }
        let signing = SigningV4(keyID: scope[0], secret: key, region: scope[2], service: scope[3])
        let expected = signing.signature(
            method: request.method.rawValue,
            path: request.uri.path,
            query: "",
            signed: signed,
            bodyDigest: Digest(of: body).hex,
            moment: moment
        )
        return expected == given
    }

    private func value(of name: String, in request: Request) -> String? {
        if name == "host" { return request.head.authority }
        return HTTPField.Name(name).flatMap { request.headers[$0] }
    }

    private static func field(_ name: String, of line: String) -> String? {
        line.split { $0 == "," || $0 == " " }.first { $0.hasPrefix(name) }
            .map { String($0.dropFirst(name.count)) }
    }
}
