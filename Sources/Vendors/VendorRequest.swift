/// An HTTP request as bytes, without its key.
///
/// The door puts the key in: no value of this room ever holds one, so none can leak from here.
public struct VendorRequest: Sendable, Hashable {
    /// Whether something is sent or only read.
    public var method: Method
    /// The whole address.
    public var url: String
    /// What is sent beside the key, in a fixed order.
    public var headers: [VendorHeader]
    /// Where the key belongs; nil where the model needs none.
    public var keyHeader: KeyHeader?
    /// How the door signs it instead; nil where a header is enough.
    public var signing: Signing?
    /// What is sent, mostly JSON; nothing with a GET.
    ///
    /// The same inputs give the same bytes.
    public var body: [UInt8]

    /// The methods that vendors are asked with.
    public enum Method: String, Sendable, Hashable {
        case get = "GET"
        case post = "POST"
    }

    package init(
        method: Method = .post,
        url: String,
        headers: [VendorHeader],
        keyHeader: KeyHeader?,
        signing: Signing? = nil,
        body: [UInt8]
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.keyHeader = keyHeader
        self.signing = signing
        self.body = body
    }

    /// Signature Version 4 of AWS: the secret signs and is not sent.
    public struct Signing: Sendable, Hashable {
        /// The region, as in `eu-west-1`.
        public var region: String
        /// The service's name in signatures, as in `bedrock`.
        public var service: String

        package init(region: String, service: String) {
            self.region = region
            self.service = service
        }
    }
}

/// One line of an HTTP head.
public struct VendorHeader: Sendable, Hashable {
    /// The name, in any case.
    public var name: String
    /// What stands behind the colon, without the space around it.
    public var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// Where the door writes the key of a request.
public struct KeyHeader: Sendable, Hashable {
    /// The header, as in `Authorization`.
    public var name: String
    /// What stands before the key, as in `Bearer ` with its space; may be empty.
    public var prefix: String

    package init(name: String, prefix: String = "") {
        self.name = name
        self.prefix = prefix
    }
}

/// An HTTP response as it came.
public struct VendorResponse: Sendable, Hashable {
    /// The HTTP status.
    public var status: Int
    /// The header lines in their own order, duplicates included.
    public var headers: [VendorHeader]
    /// The body, its content encoding undone.
    public var body: [UInt8]
    /// Whether it was kept from an earlier request, and nobody was asked.
    public var isCached: Bool

    package init(
        status: Int,
        headers: [VendorHeader] = [],
        body: [UInt8],
        isCached: Bool = false
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isCached = isCached
    }

    /// The first value of a header; nil where it did not come.
    ///
    /// `name` is in lower case.
    func header(_ name: StaticString) -> String? {
        headers.first { ASCII.equals($0.name, name) }?.value
    }
}
