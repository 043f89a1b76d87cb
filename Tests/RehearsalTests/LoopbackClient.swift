import Bench
import Dispatch
import Glibc
import Rehearsal
import Testing

/// A small HTTP/1.1 client on plain sockets, written apart from the server under test.
struct LoopbackClient: Sendable {
    let port: Int

    struct Failed: Error { var step: String }

    struct Response: Sendable {
        var status: Int
        /// The header lines, names in lower case.
        var headers: [String: String]
        var body: [UInt8]

        /// The body as JSON; null where it is none.
        var json: JSON { (try? JSON(parsing: body, rules: .vendor)) ?? .null }
        /// The body as text.
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    func get(_ path: String, _ headers: [(String, String)] = []) async throws -> Response {
        var head = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        return try await send(head + "\r\n", [])
    }

    func post(
        _ path: String,
        _ body: String,
        _ headers: [(String, String)]
    ) async throws -> Response {
        try await post(path, Array(body.utf8), headers)
    }

    func post(
        _ path: String,
        _ body: [UInt8],
        _ headers: [(String, String)]
    ) async throws -> Response {
        var head = "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        head += "Content-Length: \(body.count)\r\n"
        if !headers.contains(where: { $0.0 == "Content-Type" }) {
            head += "Content-Type: application/json\r\n"
        }
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        return try await send(head + "\r\n", body)
    }

    private func send(_ head: String, _ body: [UInt8]) async throws -> Response {
        let bytes = Array(head.utf8) + body
        let port = port
        // Blocking calls stay off the threads that run tasks.
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try Self.exchange(bytes, port) })
            }
        }
    }

    private static func exchange(_ bytes: [UInt8], _ port: Int) throws -> Response {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failed(step: "socket") }
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failed(step: "connect") }
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // A server that has seen enough answers before everything is sent.
            guard count > 0 else { break }
            sent += count
        }
        return try parse(readAll(descriptor))
    }

    private static func readAll(_ descriptor: Int32) -> [UInt8] {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { return all }
            all += chunk[..<count]
        }
    }

    private static func parse(_ bytes: [UInt8]) throws -> Response {
        let end: [UInt8] = [13, 10, 13, 10]
        let starts = bytes.indices.dropLast(3)
        guard let split = starts.first(where: { bytes[$0..<($0 + 4)].elementsEqual(end) }) else {
            throw Failed(step: "read a response from \(bytes.count) bytes")
        }
        let lines = bytes[..<split].split(separator: 10).map { line in
            String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
        }
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count > 1, let status = Int(words[1]) else { throw Failed(step: "status") }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers[line[..<colon].lowercased()] = String(value)
        }
        return Response(status: status, headers: headers, body: Array(bytes[(split + 4)...]))
    }
}

/// Serves simulated vendors on a free port of 127.0.0.1 for as long as `use` runs.
func withVendors<Result: Sendable>(
    _ vendors: SimulatedVendors = SimulatedVendors(seed: 7, key: "rehearsal-key"),
    _ use: @escaping @Sendable (LoopbackClient) async throws -> Result
) async throws -> Result {
    let (ports, tell) = AsyncStream.makeStream(of: Int.self)
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask {
            try await vendors.run(port: 0) { tell.yield($0) }
            tell.finish()
            return nil
        }
        group.addTask {
            var ports = ports.makeAsyncIterator()
            guard let port = await ports.next() else { return nil }
            return try await use(LoopbackClient(port: port))
        }
        defer { group.cancelAll() }
        while let result = try await group.next() {
            if let result { return result }
        }
        throw LoopbackClient.Failed(step: "start")
    }
}

/// The key headers of each vendor, and bodies as its clients send them.
enum Requests {
    static let openAIKey = [("Authorization", "Bearer rehearsal-key")]
    static let anthropicKey = [("x-api-key", "rehearsal-key"), ("anthropic-version", "2023-06-01")]
    static let geminiKey = [("x-goog-api-key", "rehearsal-key")]

    static func openAI(_ model: String, _ user: String = "Write a line.") -> String {
        """
        {"model":"\(model)","messages":[{"role":"system","content":"A free-tier user writes."},\
        {"role":"user","content":"\(user)"}],"temperature":1}
        """
    }

    static func anthropic(_ model: String) -> String {
        """
        {"model":"\(model)","max_tokens":400,"system":"A free-tier user writes.",\
        "messages":[{"role":"user","content":"Write a line."}]}
        """
    }

    static let gemini = """
        {"systemInstruction":{"parts":[{"text":"A free-tier user writes."}]},\
        "contents":[{"role":"user","parts":[{"text":"Write a line."}]}]}
        """
}
