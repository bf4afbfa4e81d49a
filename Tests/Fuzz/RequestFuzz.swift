import Logging
import NIOCore
import NIOEmbedded

@testable import HTTPServer

/// Bytes that a client sends, through the parser and the connection's state to the bytes of the answers.
enum RequestFuzz {
    @Sendable static func run(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        let channel = EmbeddedChannel()
        let core = ServerCore(
            routes: [:], limits: HTTPServerLimits(), protection: .none, recorder: StatisticsRecorder(),
            logger: Logger(label: "fuzz"), eventLoop: channel.embeddedEventLoop)
        do {
            try Listener.addHandlers(to: channel, core: core)
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
            // in pieces, as they come
            let size = max(1, Int(first))
            for start in stride(from: 1, to: bytes.count, by: size) {
                guard channel.isActive else { break }
                _ = try? channel.writeInbound(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
                channel.embeddedEventLoop.run()
                while let answer = try? channel.readOutbound(as: ByteBuffer.self) { check(answer) }
            }
            // whatever it was: deadlines end it
            channel.embeddedEventLoop.advanceTime(by: .minutes(5))
            precondition(!channel.isActive, "a connection outlived its deadlines")
        } catch {
            preconditionFailure("\(error)")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        _ = RequestTarget(text)
        _ = BasicCredentials(text)
        _ = AcceptField(text)
        _ = try? ListenAddress(text)
    }

    /// Only the first part of an answer has a status line, and none an unescaped line of the client's.
    private static func check(_ answer: ByteBuffer) {
        let text = String(decoding: answer.readableBytesView, as: UTF8.self)
        guard text.hasPrefix("HTTP/1.1 ") else { return }
        let code = text.dropFirst(9).prefix(3)
        precondition(
            ["400", "404", "405", "408", "413", "431", "503", "505"].contains(String(code)), "answered \(code)")
    }
}
