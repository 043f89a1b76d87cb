import CCurl

extension TransferError {
    /// What one of libcurl's codes means, other than that a time is over.
    ///
    /// Takes libcurl's constant sentences, never its longer words, which may quote the address.
    static func from(_ code: CURLcode, host: String) -> TransferError {
        let detail = String(cString: curl_easy_strerror(code))
        return switch code {
        case CURLE_URL_MALFORMAT: .invalidURL(reason: "libcurl cannot read it")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            // The scheme was checked before, so what is unsupported is the answer.
            .transport(host: host, code: Int(code.rawValue), detail: "did not answer in HTTP")
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unresolved(host: host)
        case CURLE_COULDNT_CONNECT: .refused(host: host)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            .certificate(host: host, detail: detail)
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            .cut(host: host)
        default: .transport(host: host, code: Int(code.rawValue), detail: detail)
        }
    }
}
