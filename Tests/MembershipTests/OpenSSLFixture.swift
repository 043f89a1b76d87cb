/// Made once by OpenSSL 3.0.19, so that the reader is tested against another's writing.
enum OpenSSLFixture {
    /// `openssl req -x509`, P-256, pathlen 0, subject CN=Bureau of openssl.
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBozCCAUigAwIBAgIUe702laMbx59om6lTP+bpNHx/wQEwCgYIKoZIzj0EAwIw
        HDEaMBgGA1UEAwwRQnVyZWF1IG9mIG9wZW5zc2wwIBcNMjYxMTIzMTk1NzQ2WhgP
        MjEyNjEwMzAxOTU3NDZaMBwxGjAYBgNVBAMMEUJ1cmVhdSBvZiBvcGVuc3NsMFkw
        EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEQNsrKvXY8g00SHA2y6kESd9j0cLNbwce
        EKkzkSObPwWSgyPbO7vw8LPfPR4XwLgMn1SKOP6WeyooSNscbqMPzaNmMGQwHQYD
        VR0OBBYEFOhmHLB2ob5iYHj0SMAlSQkxxlmDMB8GA1UdIwQYMBaAFOhmHLB2ob5i
        YHj0SMAlSQkxxlmDMBIGA1UdEwEB/wQIMAYBAf8CAQAwDgYDVR0PAQH/BAQDAgEG
        MAoGCCqGSM49BAMCA0kAMEYCIQDYIVP738mWH9F2/wA3YVkS+ozaMl/1dldF8Kh7
        YLPhQgIhAOBOOP9hE6H38bMEmGscBpI0tOi3Kz+MZnf5iTIV1h0M
        -----END CERTIFICATE-----
        """

    /// Signed by that authority for gapwatch://lab-a/worker-7, OU=worker, clientAuth.
    static let worker = """
        -----BEGIN CERTIFICATE-----
        MIIB4DCCAYagAwIBAgIFCgsMDQ4wCgYIKoZIzj0EAwIwHDEaMBgGA1UEAwwRQnVy
        ZWF1IG9mIG9wZW5zc2wwHhcNMjYxMTIzMTk1NzQ2WhcNMjcxMTIzMTk1NzQ2WjA0
        MQ4wDAYDVQQKDAVsYWItYTEPMA0GA1UECwwGd29ya2VyMREwDwYDVQQDDAh3b3Jr
        ZXItNzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABOzQhA//9jfAw07ljO9fh2tG
        SXBF+emPIuOu7zDG9MPRX6lwjzKjmv2ORqI7cXxQT9896aUidmCXqvppp0/4fE6j
        gZwwgZkwDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf8EBAMCB4AwEwYDVR0lBAwwCgYI
        KwYBBQUHAwIwJAYDVR0RBB0wG4YZZ2Fwd2F0Y2g6Ly9sYWItYS93b3JrZXItNzAd
        BgNVHQ4EFgQUcxsNSxFl4IOf+sRQv7nhgpG/4FEwHwYDVR0jBBgwFoAU6GYcsHah
        vmJgePRIwCVJCTHGWYMwCgYIKoZIzj0EAwIDSAAwRQIgRsz1XEiQVE0C8YVEfdIL
        wJ3y467WwLaPGP1LvZebQZ8CIQD3/g8J7Ga8hkEEaMICI6wTJ1hvb+mokSCwVaSK
        Ov2r6A==
        -----END CERTIFICATE-----
        """

    /// P-256, and it asks for lab-b, coordinator, evil.example and CA:TRUE.
    static let greedyRequest = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIIBQjCB6QIBADA1MQ4wDAYDVQQKDAVsYWItYjEUMBIGA1UECwwLY29vcmRpbmF0
        b3IxDTALBgNVBAMMBGJvc3MwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATs0IQP
        //Y3wMNO5YzvX4drRklwRfnpjyLjru8wxvTD0V+pcI8yo5r9jkaiO3F8UE/fPeml
        InZgl6r6aadP+HxOoFIwUAYJKoZIhvcNAQkOMUMwQTAuBgNVHREEJzAlhhVnYXB3
        YXRjaDovL2xhYi1iL2Jvc3OCDGV2aWwuZXhhbXBsZTAPBgNVHRMBAf8EBTADAQH/
        MAoGCCqGSM49BAMCA0gAMEUCIQD5E/KkTbIzx1DutSjBMF+bccaLuGUskUghhOzr
        0YqX3wIgKfSuBERoc0grMRdTESEWYMDL9qi735uttuPze3mjL+I=
        -----END CERTIFICATE REQUEST-----
        """

    /// A request with a P-384 key.
    static let p384Request = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIIBAzCBiwIBADAMMQowCAYDVQQDDAF3MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE
        EW1bj3OKexCo9P0qZh10bTxhHenpV1iJlOQNoWcFJzH2PPshqri7epx9V809jsIo
        SuqOCeSTkNQjv+1j3qXYPGPG/12+RupcITkjgl7C7P9v8ASlqC717BCII/o4PfQh
        oAAwCgYIKoZIzj0EAwIDZwAwZAIwSStMlr+23FtO2d0BCqvvGJBR0y7oKF3VhKiw
        QIY+XTzYSeT74QabLoymh0ZF0XDdAjBP2QaqAz/WUpsRoH2uThKtop9+5/P47g/j
        Hm94u4XH+MORnq3sp3N5HyatP5FvPUw=
        -----END CERTIFICATE REQUEST-----
        """

    /// A request with an RSA key of 2048 bits.
    static let rsaRequest = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIICYTCCAUkCAQAwHDEOMAwGA1UECgwFbGFiLWExCjAIBgNVBAMMAXcwggEiMA0G
        CSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCg8LnHCBKff221eG1aAbHXziRep4ZD
        JiZ9ZCnMl54oR19FpLI7LmbccyNZV56EpxoI/dOfCjvsvY/LPrtmrvo1sp/TMPM9
        FmSw6PPaCt40QEGgpMweJgEqZQa0zH9K9MjAqGNS7sCUlEuRiw2jf6dVSIWFuSVK
        PvIpEpiORPEME3hOPthkMTm7AdrSuPEAfiXtpyKiNAh7uMCcjL9jgJyBecE30d0W
        V/qWW1DAVrfRucvhAwA2B4s22d8h/YR9llZ6Hp54oXlH24yQC9wPBrG/SyjsRs2s
        Gj3JQXpmt3IORia+PVmoh1ovkPSTsrK/JmlL9nJtRknGJrRQz4eBancHAgMBAAGg
        ADANBgkqhkiG9w0BAQsFAAOCAQEAex9Qei9ZmBMr7dyskRuxZNJdQtYgf/VS1PeW
        vE7ziHsMwgCUfbm+VdiRJym+si9Fv6zoxeJ/L0PHNAbF6FryewFeK3B8OeQfg9rM
        rfSBwrj5Ci5X76iYy1GApSoBXEfI7KVPHg8Xi/A1W8mMuBJAhZsTDCaS3pWjGJJw
        FGncrRvlKsL3zPDp4knqqRdcF0vrdMbiGgcX6JAusx2XdMORhTTLzxoOXrCohiSJ
        A1xr8IC2k4MYf+n4SvqyiMBUxXuOA+jJB38n7yYWDocT/n8qeqF34u84DV9DK5UO
        duvIQlkP/ipEStgDTGc6gykTgb1Znhq1A0mpghYDh1mitwin8Q==
        -----END CERTIFICATE REQUEST-----
        """
}
