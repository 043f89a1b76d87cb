import NIOCore
import NIOSSL

/// Why a connection could not be made or offered.
public enum LinkError: Error, Equatable, CustomStringConvertible {
    /// An address that is not HOST:PORT.
    case address(String)
    /// Cleartext beyond the loopback interface.
    case cleartext(host: String)
    /// A port that another process has.
    case portInUse(Address)
    /// An address that cannot be listened on.
    case listen(Address, detail: String)
    /// A coordinator that cannot be reached.
    case unreachable(Address, detail: String)
    /// A certificate or key file that cannot be used.
    case certificate(file: String, detail: String)

    /// One sentence: what failed, where, what to do.
    public var description: String {
        switch self {
        case .address(let text): "\"\(text)\" is no address: HOST:PORT is needed, as 127.0.0.1:7461"
        case .cleartext(let host):
            "\(host) is not this machine, and cleartext stays on it: give --certificate, --key "
                + "and --authority"
        case .portInUse(let address):
            "\(address) is in use by another process: choose another port with --listen"
        case .listen(let address, let detail): "cannot listen on \(address): \(detail)"
        case .unreachable(let address, let detail): "\(address) does not answer: \(detail)"
        case .certificate(let file, let detail): "\(file): \(detail)"
        }
    }
}

/// A host and a port.
public struct Address: Sendable, Hashable, CustomStringConvertible {
    /// A name or an IP address; IPv6 without its brackets.
    public var host: String
    /// The port; 0 lets the system choose one to listen on.
    public var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT`, with brackets around an IPv6 address.
    public init(_ text: String) throws(LinkError) {
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else { throw .address(text) }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, !host.contains(where: \.isWhitespace) else { throw .address(text) }
        self.init(host: String(host), port: port)
    }

    /// Whether the address is this machine's own.
    public var isLoopback: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    /// `host:port`.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// How a connection is protected.
public enum Protection: Sendable {
    /// Not at all; on the loopback interface only.
    case cleartext
    /// TLS 1.3 with certificates on both sides.
    case mutualTLS(NIOSSLContext)
    /// TLS 1.3 with a peer that is known by the fingerprint of its authority alone: for joining.
    case pinned(NIOSSLContext, check: PinCheck)

    /// Whether a peer's certificates, leaf first, DER, are whom the pin names.
    public typealias PinCheck = @Sendable ([[UInt8]]) -> Bool

    /// Reads certificate, key and authority (PEM) for one side of a connection.
    public static func mutualTLS(
        certificate: String,
        key: String,
        authority: String,
        isServer: Bool
    ) throws(LinkError) -> Protection {
        let roots: [NIOSSLCertificate]
        do { roots = try NIOSSLCertificate.fromPEMFile(authority) } catch {
            throw .certificate(file: authority, detail: "no authority in PEM can be read")
        }
        guard !roots.isEmpty else {
            throw .certificate(file: authority, detail: "no authority in PEM can be read")
        }
        return try mutualTLS(
            certificate: certificate,
            key: key,
            roots: roots,
            isServer: isServer,
            admitsNewcomers: false
        )
    }

    /// The same with authorities at hand, PEM; a server may let in who has no certificate yet.
    public static func mutualTLS(
        certificate: String,
        key: String,
        authorities: [String],
        isServer: Bool,
        admitsNewcomers: Bool
    ) throws(LinkError) -> Protection {
        var roots: [NIOSSLCertificate] = []
        for authority in authorities {
            do { roots += try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)) } catch {
                throw .certificate(file: "authority", detail: "no authority in PEM can be read")
            }
        }
        return try mutualTLS(
            certificate: certificate,
            key: key,
            roots: roots,
            isServer: isServer,
            admitsNewcomers: admitsNewcomers
        )
    }

    private static func mutualTLS(
        certificate: String,
        key: String,
        roots: [NIOSSLCertificate],
        isServer: Bool,
        admitsNewcomers: Bool
    ) throws(LinkError) -> Protection {
        let chain: [NIOSSLCertificate]
        do { chain = try NIOSSLCertificate.fromPEMFile(certificate) } catch {
            throw .certificate(file: certificate, detail: "no certificate in PEM can be read")
        }
        let secret: NIOSSLPrivateKey
        do { secret = try NIOSSLPrivateKey(file: key, format: .pem) } catch {
            throw .certificate(file: key, detail: "no private key in PEM can be read")
        }
        var settings: TLSConfiguration =
            isServer
            ? .makeServerConfigurationWithMTLS(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(secret),
                trustRoots: .certificates(roots)
            )
            : .makeClientConfiguration()
        if !isServer {
            settings.trustRoots = .certificates(roots)
            settings.certificateChain = chain.map { .certificate($0) }
            settings.privateKey = .privateKey(secret)
        } else if admitsNewcomers {
            settings.certificateVerification = .optionalVerification
        }
        settings.minimumTLSVersion = .tlsv13
        settings.applicationProtocols = ["gwp/1"]
        do { return .mutualTLS(try NIOSSLContext(configuration: settings)) } catch {
            throw .certificate(file: certificate, detail: "does not go with \(key)")
        }
    }

    /// For a newcomer: no certificate of its own, and a peer that `check` has to recognise.
    public static func pinned(check: @escaping PinCheck) throws(LinkError) -> Protection {
        var settings = TLSConfiguration.makeClientConfiguration()
        settings.minimumTLSVersion = .tlsv13
        settings.applicationProtocols = ["gwp/1"]
        settings.certificateVerification = .noHostnameVerification
        do { return .pinned(try NIOSSLContext(configuration: settings), check: check) } catch {
            throw .certificate(file: "TLS", detail: "\(error)")
        }
    }
}
