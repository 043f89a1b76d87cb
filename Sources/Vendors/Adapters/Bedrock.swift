import Bench

extension Adapter {
    /// AWS Bedrock Converse.
    ///
    /// Signed with an access key where the roster's `key` ends in `SECRET_ACCESS_KEY`; any other
    /// key is one of Bedrock's own and goes as a bearer.
    static let bedrock = Adapter(path: { "/model/\($0.encodedName)/converse" })
        .with { adapter in
            adapter.namesModel = false
            adapter.signing = { model in
                guard let variable = model.keyVariable, variable.hasSuffix("SECRET_ACCESS_KEY")
                else { return nil }
                return VendorRequest.Signing(region: model.region, service: "bedrock")
            }
        }
}

extension Model {
    /// The region that the endpoint's host names, as in `bedrock-runtime.eu-west-1.amazonaws.com`.
    fileprivate var region: String {
        let parts = endpoint.split { "/.:".contains($0) }
        guard let place = parts.firstIndex(where: { $0.hasPrefix("bedrock") }),
            place + 1 < parts.count
        else { return "us-east-1" }
        return String(parts[place + 1])
    }
}
