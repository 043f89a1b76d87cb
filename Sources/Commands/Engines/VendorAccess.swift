import ArgumentParser

/// With what judges are asked from this process: the keys, and whom to trust.
struct VendorAccess: Sendable {
    var keys: Keys
    /// Authorities to trust instead of the system's, PEM; nil for the system's.
    var authorityFile: String?
}

/// Whom to trust when vendors are asked.
struct AuthorityOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Authorities to trust for vendors instead of the system's, PEM.",
            valueName: "file"
        )
    )
    var caFile: String?

    /// Says at once what could not be used.
    func access(with keys: Keys) throws -> VendorAccess {
        if let caFile { try WireOptions.checkAuthorities(caFile) }
        return VendorAccess(keys: keys, authorityFile: caFile)
    }
}
