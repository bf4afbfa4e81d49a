import Foundation
import Glibc

/// A client on a bare socket, which sends what a test says and nothing else.
final class RawClient {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    struct Response {
        var status = 0
        var headers: [(name: String, value: String)] = []
        var body: [UInt8] = []

        func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let socketDescriptor: Int32
    private var received: [UInt8] = []

    /// Connects to 127.0.0.1; `receiveBuffer` limits what the system takes before the test reads.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        socketDescriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socketDescriptor >= 0 else { throw Failure(description: "socket: \(errno)") }
        if var receiveBuffer { set(SO_RCVBUF, &receiveBuffer) }
        // No test waits for this; it ends one that would hang.
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        set(SO_RCVTIMEO, &patience)
        set(SO_SNDTIMEO, &patience)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { connect(socketDescriptor, $0.baseAddress, size) }
        }
        guard result == 0 else {
            close(socketDescriptor)
            throw Failure(description: "connect: \(errno)")
        }
    }

    deinit { close(socketDescriptor) }

    private func set<Value: BitwiseCopyable>(_ option: Int32, _ value: inout Value) {
        setsockopt(socketDescriptor, SOL_SOCKET, option, &value, socklen_t(MemoryLayout<Value>.size))
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socketDescriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(description: "send: \(errno)") }
            rest = rest.dropFirst(count)
        }
    }

    func get(_ path: String, headers: String = "") throws {
        try send("GET \(path) HTTP/1.1\r\nHost: test\r\n\(headers)\r\n")
    }

    /// Ends the sending side.
    func finish() { shutdown(socketDescriptor, Int32(SHUT_WR)) }

    /// Reads one response; to a HEAD request without a body.
    func response(toHead: Bool = false) throws -> Response {
        let mark = Array("\r\n\r\n".utf8)
        var end: Int?
        while end == nil {
            end = received.indices.first { received[$0...].starts(with: mark) }
            if end == nil, try !receive() {
                throw Failure(description: "closed before a head: \(received.count) bytes")
            }
        }
        let lines = String(decoding: received[..<(end ?? 0)], as: UTF8.self).components(separatedBy: "\r\n")
        received.removeFirst((end ?? 0) + mark.count)
        var response = Response()
        let words = lines[0].split(separator: " ")
        guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
            throw Failure(description: "no status line: \(lines[0])")
        }
        response.status = status
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { throw Failure(description: "no field: \(line)") }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            response.headers.append((name: String(line[..<colon]), value: value))
        }
        guard let length = response.header("Content-Length").flatMap(Int.init) else {
            throw Failure(description: "no content length")
        }
        guard !toHead else { return response }
        while received.count < length {
            guard try receive() else { throw Failure(description: "closed after \(received.count) of \(length) bytes") }
        }
        response.body = Array(received[..<length])
        received.removeFirst(length)
        return response
    }

    /// Takes up to `count` bytes off the socket; `false` at the end.
    @discardableResult
    func receive(_ count: Int = 1 << 16) throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: count)
        let result = recv(socketDescriptor, &buffer, count, 0)
        guard result >= 0 else { throw Failure(description: "recv: \(errno)") }
        received += buffer[..<result]
        return result > 0
    }

    /// Reads until the server closes or resets, and says how many bytes came.
    func drain() throws -> Int {
        do {
            while try receive() {}
        } catch let failure as Failure {
            guard failure.description == "recv: \(ECONNRESET)" else { throw failure }
        }
        return received.count
    }
}

/// Runs blocking code on a thread of its own: the server's handlers need the few threads that tests run on.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
    }
}
