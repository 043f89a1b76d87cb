import Foundation
import TestSupport

/// A server on localhost with a certificate that it has made itself, in Python: it answers every
/// request with one chat completion.
final class TLSServer: @unchecked Sendable {
    // Unchecked: a test uses it from one task.
    let folder: Folder
    let port: Int
    private let process: Process

    init() throws {
        folder = try Folder()
        let certificate = try Self.start(
            "openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
                folder.path + "/own.key", "-out", folder.path + "/own.pem",
            ]
        ).process
        certificate.waitUntilExit()
        try folder.write(Desk.chat(), to: "reply.json")
        try folder.write(Self.program, to: "server.py")
        let started = try Self.start("python3", [folder.path + "/server.py", folder.path])
        process = started.process
        let line = started.output.availableData
        guard let port = Int(String(decoding: line, as: UTF8.self).filter(\.isNumber)) else {
            throw Program.Failure("the server named no port")
        }
        self.port = port
    }

    /// A child of this process may have SIGTERM blocked, and would outlive the tests.
    func stop() { kill(process.processIdentifier, SIGKILL) }

    private static func start(
        _ program: String,
        _ arguments: [String]
    ) throws -> (process: Process, output: FileHandle) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardError = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        return (process, pipe.fileHandleForReading)
    }

    private static let program = """
        import http.server, ssl, sys
        folder = sys.argv[1]
        reply = open(folder + "/reply.json", "rb").read()
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)
            def log_message(self, *_):
                pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder + "/own.pem", folder + "/own.key")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """
}
