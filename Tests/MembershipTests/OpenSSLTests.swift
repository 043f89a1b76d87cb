import Foundation
import Testing

@testable import Membership

private let opensslCommand = "/usr/bin/openssl"

/// Another's opinion of what we write: the openssl command, where there is one.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: opensslCommand)))
struct OpenSSLTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    func openssl(_ arguments: String...) throws -> (code: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: opensslCommand)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    func write(_ text: String, _ name: String) throws -> String {
        try SecretFile.write(Array(text.utf8), to: folder.file(name))
        return folder.file(name)
    }

    @Test func `openssl accepts our certificates for what they are for, strictly`() throws {
        let authority = try Authority.testing("Lab A", organisation: "lab-a")
        let ca = try write(authority.certificate.pem, "ca.pem")
        let worker = try write(authority.member("gapwatch://lab-a/w"), "worker.pem")
        let coordinator = try write(
            authority.member("gapwatch://lab-a/c", role: .coordinator, hosts: ["c.lab", "::1"]),
            "coordinator.pem"
        )
        func verify(_ path: String, _ purpose: String) throws -> Int32 {
            try openssl(
                "verify",
                "-x509_strict",
                "-check_ss_sig",
                "-attime",
                "1767225600",
                "-purpose",
                purpose,
                "-CAfile",
                ca,
                path
            ).code
        }
        #expect(try verify(worker, "sslclient") == 0)
        #expect(try verify(worker, "sslserver") != 0)
        #expect(try verify(coordinator, "sslserver") == 0)
        #expect(try verify(coordinator, "sslclient") == 0)
        let host = try openssl("x509", "-in", coordinator, "-noout", "-checkhost", "c.lab")
        #expect(host.text.contains("does match"))
        let address = try openssl("x509", "-in", coordinator, "-noout", "-checkip", "::1")
        #expect(address.text.contains("does match"))
    }

    @Test func `openssl prints the name, role, serial and fingerprint that we read`() throws {
        let authority = try Authority.testing("Lab A")
        let pem = try authority.member("gapwatch://lab-a/w", role: .client)
        let peer = try PeerCertificate(pem: pem)
        let printed = try openssl(
            "x509",
            "-in",
            write(pem, "w.pem"),
            "-noout",
            "-subject",
            "-serial",
            "-fingerprint",
            "-sha256",
            "-ext",
            "subjectAltName",
            "-dates"
        ).text
        #expect(printed.contains("subject=O = lab-a, OU = client, CN = w"))
        #expect(printed.contains("serial=\(peer.serial.uppercased())"))
        #expect(printed.contains("URI:gapwatch://lab-a/w"))
        #expect(printed.contains("notBefore=Dec 31 23:55:00 2025 GMT"))
        #expect(printed.contains("notAfter=Jan 31 00:00:00 2026 GMT"))
        let fingerprint = printed.split(separator: "\n").first { $0.contains("ingerprint=") }
            .flatMap { $0.split(separator: "=").last }
        #expect(Fingerprint(hex: String(fingerprint ?? "")) == peer.fingerprint)
    }

    @Test func `openssl accepts our keys and requests, and we accept its`() throws {
        let pair = KeyPair()
        let request = try write(pair.request(), "own.csr")
        #expect(try openssl("req", "-in", request, "-noout", "-verify").code == 0)
        #expect(
            try openssl("pkey", "-in", write(pair.pem, "own.key"), "-check", "-noout").code == 0
        )
        let key = folder.file("theirs.key")
        let made = try openssl(
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-out",
            key
        )
        #expect(made.code == 0)
        #expect(throws: Never.self) {
            try KeyPair(pem: String(decoding: SecretFile.read(key), as: UTF8.self))
        }
    }
}
