import Glibc
import Synchronization

/// One request as it came over the wire.
package struct SeenRequest: Sendable {
    /// The request line and the header lines, without the empty line.
    package var head: String
    package var body: [UInt8]

    /// The request line, `POST /path HTTP/1.1`.
    package var line: String { lines.first ?? "" }
    /// The header lines.
    package var headerLines: [String] { Array(lines.dropFirst()) }

    private var lines: [String] {
        head.utf8.split(separator: 0x0a).map { line in
            String(decoding: line.last == 0x0d ? line.dropLast() : line, as: UTF8.self)
        }
    }
}

/// What the server does with a request.
package enum Script: Sendable {
    /// Answers 200 with this body and keeps the connection.
    case reply(String)
    /// Writes these bytes and keeps the connection.
    case write([UInt8])
    /// Writes these bytes and closes.
    case writeAndClose([UInt8])
    /// Never answers; the connection stays until the server stops.
    case hold
}

/// A small HTTP/1.1 server on 127.0.0.1 that does what a test tells it, one thread a connection.
///
/// It is written apart from the client under test: it parses and prints HTTP by itself.
package final class LoopbackServer: Sendable {
    package struct Failed: Error { var step: String }

    private struct Book {
        package var seen: [SeenRequest] = []
        var accepted = 0
        var sockets: Set<Int32> = []
        var threads: [pthread_t] = []
        var stopped = false
    }

    private final class Task: Sendable {
        let server: LoopbackServer
        let socket: Int32
        init(_ server: LoopbackServer, _ socket: Int32) {
            self.server = server
            self.socket = socket
        }
    }

    package let port: Int
    private let listener: Int32
    private let script: @Sendable (SeenRequest) -> Script
    private let book = Mutex(Book())

    package var url: String { "http://127.0.0.1:\(port)" }
    package var seen: [SeenRequest] { book.withLock { $0.seen } }
    package var accepted: Int { book.withLock { $0.accepted } }

    package init(_ script: @escaping @Sendable (SeenRequest) -> Script) throws {
        self.script = script
        (listener, port) = try LoopbackServer.listen()
        signal(SIGPIPE, SIG_IGN)
        try spawn(Task(self, -1))
    }

    /// Closes everything and waits for all threads.
    package func stop() {
        let threads = book.withLock { book in
            book.stopped = true
            for socket in book.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
            return book.threads
        }
        shutdown(listener, Int32(SHUT_RDWR))
        for thread in threads { pthread_join(thread, nil) }
        // A connection that was accepted while stopping has added its thread since.
        let late = book.withLock { $0.threads.filter { thread in !threads.contains(thread) } }
        for thread in late { pthread_join(thread, nil) }
        close(listener)
    }

    /// A port on which nothing listens, taken until the tests end so that nobody else can.
    package static func closedPort() throws -> Int { try bound().port }

    /// A port that was free a moment ago; another process may be quicker.
    package static func freePort() throws -> Int {
        let (socket, port) = try bound()
        close(socket)
        return port
    }

    package static func ok(_ body: [UInt8], _ headers: [String] = []) -> [UInt8] {
        var head = "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n"
        for header in headers { head += header + "\r\n" }
        return Array((head + "\r\n").utf8) + body
    }
}

extension LoopbackServer {
    private static func listen() throws -> (socket: Int32, port: Int) {
        let (listener, port) = try bound()
        guard Glibc.listen(listener, 1024) == 0 else {
            close(listener)
            throw Failed(step: "listen")
        }
        return (listener, port)
    }

    private static func bound() throws -> (socket: Int32, port: Int) {
        let listener = socket(
            AF_INET,
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
            0
        )
        guard listener >= 0 else { throw Failed(step: "socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                bind(listener, plain, size) == 0 && getsockname(listener, plain, &size) == 0
            }
        }
        guard code else {
            close(listener)
            throw Failed(step: "bind")
        }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    private func spawn(_ task: Task) throws {
        let context = Unmanaged.passRetained(task)
        var thread = pthread_t()
        // The new thread takes over the reference.
        let code = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                let task = Unmanaged<Task>.fromOpaque(context).takeRetainedValue()
                if task.socket < 0 {
                    task.server.acceptAll()
                } else {
                    task.server.serve(task.socket)
                }
                return nil
            },
            context.toOpaque()
        )
        guard code == 0 else {
            context.release()
            throw Failed(step: "thread")
        }
        book.withLock { $0.threads.append(thread) }
    }

    private func acceptAll() {
        while true {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { return }
            let goes = book.withLock { book in
                guard !book.stopped else { return false }
                book.accepted += 1
                book.sockets.insert(socket)
                return true
            }
            guard goes, (try? spawn(Task(self, socket))) != nil else {
                close(socket)
                return
            }
        }
    }

    private func serve(_ socket: Int32) {
        var buffer: [UInt8] = []
        serving: while let request = LoopbackServer.read(from: socket, &buffer) {
            book.withLock { $0.seen.append(request) }
            switch script(request) {
            case .reply(let text):
                guard LoopbackServer.write(LoopbackServer.ok(Array(text.utf8)), to: socket) else {
                    break serving
                }
            case .write(let bytes):
                guard LoopbackServer.write(bytes, to: socket) else { break serving }
            case .writeAndClose(let bytes):
                _ = LoopbackServer.write(bytes, to: socket)
                break serving
            case .hold:
                // Returns when the client goes or the server stops.
                while LoopbackServer.fill(&buffer, from: socket) {}
                break serving
            }
        }
        book.withLock { book in
            book.sockets.remove(socket)
            close(socket)
        }
    }

    private static func read(from socket: Int32, _ buffer: inout [UInt8]) -> SeenRequest? {
        var end: Int?
        var searched = 0
        while true {
            var index = max(0, searched - 3)
            while index + 3 < buffer.count {
                if buffer[index] == 13, buffer[index + 1] == 10, buffer[index + 2] == 13 {
                    end = index
                    break
                }
                index += 1
            }
            if end != nil { break }
            searched = buffer.count
            guard fill(&buffer, from: socket) else { return nil }
        }
        guard let end else { return nil }
        let head = String(decoding: buffer[..<end], as: UTF8.self)
        var length = 0
        for line in head.utf8.split(separator: 10) {
            let text = String(decoding: line, as: UTF8.self).lowercased()
            guard text.hasPrefix("content-length:") else { continue }
            length = Int(text.dropFirst(15).filter(\.isNumber)) ?? 0
        }
        while buffer.count < end + 4 + length {
            guard fill(&buffer, from: socket) else { return nil }
        }
        let body = Array(buffer[(end + 4)..<(end + 4 + length)])
        buffer.removeFirst(end + 4 + length)
        return SeenRequest(head: head, body: body)
    }

    private static func fill(_ buffer: inout [UInt8], from socket: Int32) -> Bool {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &piece, piece.count, 0)
        guard count > 0 else { return false }
        buffer += piece[..<count]
        return true
    }

    private static func write(_ bytes: [UInt8], to socket: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
