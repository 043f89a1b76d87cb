import CCurl

extension Transfers {
    /// The version of libcurl that is in use, as `libcurl/7.88.1 OpenSSL/3.0.15 …`.
    public static var version: String { String(cString: curl_version()) }
}
