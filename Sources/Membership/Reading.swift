import SwiftASN1
import X509

/// The most bytes of a certificate, a request or a key: far more than ours have, far fewer than
/// would hurt.
let documentBytesMax = 16_384

/// Turns whatever a parser throws into one error that says what should have been there.
func reading<Value>(
    _ thing: String,
    bytes: Int,
    _ parse: () throws -> Value
) throws(MembershipError) -> Value {
    guard bytes <= documentBytesMax else {
        throw .tooLarge(thing: thing, bytesMax: documentBytesMax)
    }
    do {
        return try parse()
    } catch {
        throw .unreadable(thing: thing, detail: "\(error)")
    }
}

/// Turns whatever writing throws into an error: with checked values it does not.
func writing<Value>(_ thing: String, _ make: () throws -> Value) throws(MembershipError) -> Value {
    do {
        return try make()
    } catch {
        throw .unreadable(thing: thing, detail: "\(error)")
    }
}

extension DistinguishedName {
    /// The texts of one attribute, in order; one that is no text counts as empty.
    func texts(of type: ASN1ObjectIdentifier) -> [String] {
        joined().filter { $0.type == type }.map { String($0.value) ?? "" }
    }
}

extension Certificate {
    /// Both its name and its key vouch for the other: the signature is verified.
    func hasIssued(_ other: Certificate) -> Bool {
        subject == other.issuer && Self.trusted.contains(other.signatureAlgorithm)
            && publicKey.isValidSignature(other.signature, for: other)
    }

    /// The signatures that count, so that no old or weak one does.
    private static let trusted: Set<SignatureAlgorithm> = [
        .ecdsaWithSHA256, .ecdsaWithSHA384, .ecdsaWithSHA512,
    ]
}
