import Bench

/// What a client wants done with a run.
public struct Control: Sendable, Equatable {
    /// The run.
    public var run: RunID
    /// What is to be done.
    public var action: Action
    /// The new priority, for `prioritise`.
    public var priority: Int

    /// What can be done with a run.
    public enum Action: String, Sendable, CaseIterable {
        /// Grant nothing more of it until it is resumed; what is leased is finished.
        case pause
        /// Go on.
        case resume
        /// Ask nothing more; what is not asked is missing for that reason.
        case cancel
        /// Give out again what was given up.
        case release
        /// Put it before or behind others.
        case prioritise
    }

    package init(run: RunID, action: Action, priority: Int = 0) {
        self.run = run
        self.action = action
        self.priority = priority
    }
}

/// A newcomer's or member's wish for a certificate.
public struct Join: Sendable, Equatable {
    /// The one-time token; nil where the connection's own certificate says who asks.
    public var token: String?
    /// The name that the newcomer would have, where the token leaves it open; empty for any.
    public var name: String
    /// The certificate request, PEM.
    public var request: String

    /// The most bytes of a request.
    public static let requestBytesMax = 8 << 10

    package init(token: String?, name: String, request: String) {
        self.token = token
        self.name = name
        self.request = request
    }
}

/// A certificate, given.
public struct Joined: Sendable, Equatable {
    /// The member's certificate, PEM.
    public var certificate: String
    /// The authority of the coordinator that a member trusts from now on, PEM.
    public var authority: String

    package init(certificate: String, authority: String) {
        self.certificate = certificate
        self.authority = authority
    }
}

/// That a shard is in the coordinator's log, where nobody can take it out unseen.
///
/// Source: RFC 6962, section 2.1.1 (audit paths).
public struct Receipt: Sendable, Equatable {
    /// The shard.
    public var lease: Lease
    /// Its place in the log, from 0.
    public var leaf: Int
    /// Leaves in the log then.
    public var size: Int
    /// The log's root then.
    public var root: Digest
    /// The audit path from the leaf to the root.
    public var path: [Digest]
    /// The signature of the coordinator's authority over `checkpoint`: ECDSA on P-256 with SHA-256,
    /// DER in base64; nil where it has no identity.
    public var signature: String?

    package init(
        lease: Lease,
        leaf: Int,
        size: Int,
        root: Digest,
        path: [Digest],
        signature: String? = nil
    ) {
        self.signature = signature
        self.lease = lease
        self.leaf = leaf
        self.size = size
        self.root = root
        self.path = path
    }
}

extension Control {
    var json: JSON {
        .compact([
            ("run", JSON(run.name)), ("action", JSON(action.rawValue)),
            ("priority", action == .prioritise ? JSON(priority) : .null),
        ])
    }

    init(json: JSON) throws(FieldError) {
        self.init(
            run: try json.runID("run"),
            action: try json.choice("action", of: Action.self),
            priority: json["priority"] == nil
                ? 0 : try json.whole("priority", in: Submission.priorities)
        )
    }
}

extension Join {
    var json: JSON {
        .compact([
            ("token", token.map { JSON($0) } ?? .null), ("name", JSON(name)),
            ("request", JSON(request)),
        ])
    }

    init(json: JSON) throws(FieldError) {
        let request = try json.text("request")
        guard request.utf8.count <= Self.requestBytesMax else {
            throw FieldError("request", "is over \(Self.requestBytesMax) bytes")
        }
        self.init(
            token: json["token"] == nil ? nil : try json.text("token"),
            name: try json.text("name"),
            request: request
        )
    }
}

extension Joined {
    var json: JSON { ["certificate": JSON(certificate), "authority": JSON(authority)] }

    init(json: JSON) throws(FieldError) {
        self.init(
            certificate: try json.text("certificate"),
            authority: try json.text("authority")
        )
    }
}

extension Receipt {
    /// The receipt as it is on the wire and in a worker's file of receipts.
    public var json: JSON {
        var members = [
            ("leaf", JSON(leaf)), ("size", JSON(size)), ("root", JSON(root.hex)),
            ("path", JSON.array(path.map { JSON($0.hex) })),
        ]
        if let signature { members.append(("signature", JSON(signature))) }
        return lease.json(and: members)
    }

    /// Reads `json`; throws a `FieldError` that names the member.
    public init(json: JSON) throws(FieldError) {
        var path: [Digest] = []
        for text in try json.texts("path", bytesMax: 64, countMax: 64) {
            guard let digest = Digest(hex: text) else {
                throw FieldError("path", "digests in hexadecimal are needed")
            }
            path.append(digest)
        }
        self.init(
            lease: try Lease(json: json),
            leaf: try json.whole("leaf"),
            size: try json.whole("size"),
            root: try json.digest("root"),
            path: path,
            signature: json["signature"] == nil ? nil : try json.text("signature")
        )
    }
}
