import Foundation
import RealGuests

/// A master agent of AgentX (RFC 2741) that asks what it is told to, byte by byte: net-snmp's asks in one way alone.
final class AgentXWire {
    /// A message, with its header read.
    struct Message {
        let type: UInt8
        let flags: UInt8
        let session: UInt32
        let transaction: UInt32
        let packet: UInt32
        let payload: [UInt8]
    }

    /// What a request asks for: from where, whether that may be the answer, and up to what; no end for none.
    struct Range {
        var start: [UInt32]
        var isInclusive = false
        var end: [UInt32] = []
    }

    /// A variable of an answer: its type as RFC 2741 numbers it (section 5.4), and its value as it is on the wire.
    struct Variable: Equatable {
        let type: UInt16
        let name: [UInt32]
        let value: [UInt8]

        /// Its name as net-snmp's programs print it.
        var oid: String { name.map(String.init).joined(separator: ".") }
    }

    /// The types of messages (RFC 2741, section 6.1).
    static let (open, register, get, getNext, getBulk, ping, response) = (
        UInt8(1), UInt8(3), UInt8(5), UInt8(6), UInt8(7), UInt8(13), UInt8(18)
    )
    static let session: UInt32 = 77

    private let listener: Int32
    private var connection: Int32 = -1
    private var lastPacket = firstPacket
    private static let firstPacket: UInt32 = 1_000
    /// How many questions it has asked.
    var asked: Int { Int(lastPacket - Self.firstPacket) }
    /// Whether a question of the subagent, whether the session lasts, is answered.
    var answersPings = true
    /// The question that was not answered.
    private(set) var ping: Message?
    /// How many subtrees were registered.
    private(set) var registered = 0

    /// Listens on a socket of this path.
    init(_ path: String) throws {
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0, listen(listener, 4) == 0 else { throw Program.Failure(description: "no socket at \(path)") }
    }

    deinit {
        close(listener)
        if connection >= 0 { close(connection) }
    }

    /// Takes a subagent's connection and everything that it registers.
    func accept(subtrees: Int) throws {
        if connection >= 0 { close(connection) }
        registered = 0
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        connection = Glibc.accept(listener, nil, nil)
        guard connection >= 0 else { throw Program.Failure(description: "no subagent connects") }
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        while registered < subtrees { try serve(receive()) }
    }

    /// Answers what the subagent wants to know or have.
    private func serve(_ message: Message) throws {
        guard message.type != Self.ping || answersPings else {
            ping = message
            return
        }
        // answers to what made no sense
        guard message.type != Self.response else { return }
        registered += message.type == Self.register ? 1 : 0
        try answer(message)
    }

    /// Says that it is well.
    func answer(_ message: Message) throws {
        try send(
            Self.response, transaction: message.transaction, packet: message.packet,
            payload: [UInt8](repeating: 0, count: 8), isBigEndian: message.flags & 0x10 != 0)
    }

    /// Waits for the question whether the session lasts.
    func awaitPing() throws -> Message {
        while ping == nil { try serve(receive()) }
        defer { ping = nil }
        return try ping ?? receive()
    }

    /// Asks for values: the error of the answer, and its variables.
    ///
    /// - Parameters:
    ///   - repetitions: Of a GETBULK, which begins with how many variables are asked for once.
    ///   - context: Where that is another one than everything is registered in.
    func ask(
        _ type: UInt8, _ ranges: [Range], repetitions: (once: UInt16, most: UInt16)? = nil, context: String? = nil,
        isBigEndian: Bool = true
    ) throws -> (error: UInt16, variables: [Variable]) {
        lastPacket += 1
        let transaction = lastPacket / 2
        var payload = Bytes(isBigEndian: isBigEndian)
        if let context { payload.add(context) }
        if let repetitions {
            payload.add(repetitions.once)
            payload.add(repetitions.most)
        }
        for range in ranges {
            payload.add(range.start, isInclusive: range.isInclusive)
            payload.add(range.end, isInclusive: false)
        }
        try send(
            type, flags: context == nil ? 0 : 0x08, transaction: transaction, packet: lastPacket,
            payload: payload.bytes,
            isBigEndian: isBigEndian)
        while true {
            let message = try receive()
            guard message.type == Self.response, message.packet == lastPacket else {
                try serve(message)
                continue
            }
            var rest = Bytes(message.payload, isBigEndian: message.flags & 0x10 != 0)
            _ = rest.word()
            let error = rest.half()
            // the header is that of the question, and no variable is to blame
            guard message.session == Self.session, message.transaction == transaction, rest.half() == 0 || error != 0
            else { throw Program.Failure(description: "an answer to something else: \(message)") }
            var variables: [Variable] = []
            while !rest.isEmpty { variables.append(rest.variable()) }
            return (error, variables)
        }
    }

    /// Sends a message as it is.
    func send(
        _ type: UInt8, flags: UInt8 = 0, transaction: UInt32, packet: UInt32, payload: [UInt8], isBigEndian: Bool,
        length: UInt32? = nil
    ) throws {
        var message = Bytes(isBigEndian: isBigEndian)
        message.bytes = [1, type, flags | (isBigEndian ? 0x10 : 0), 0]
        for number in [Self.session, transaction, packet, length ?? UInt32(payload.count)] { message.add(number) }
        let bytes = message.bytes + payload
        guard Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Program.Failure(description: "the subagent is gone")
        }
    }

    /// The next message.
    private func receive() throws -> Message {
        let head = try receive(20)
        var rest = Bytes(Array(head[4...]), isBigEndian: head[2] & 0x10 != 0)
        let (session, transaction, packet, length) = (rest.word(), rest.word(), rest.word(), rest.word())
        return Message(
            type: head[1], flags: head[2], session: session, transaction: transaction, packet: packet,
            payload: try receive(Int(length)))
    }

    private func receive(_ count: Int) throws -> [UInt8] {
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        guard recv(connection, &bytes, count, Int32(MSG_WAITALL)) == count else {
            throw Program.Failure(description: "the subagent says nothing, or is gone")
        }
        return bytes
    }
}

/// Numbers and names as they are on the wire, in either order of bytes.
private struct Bytes {
    var bytes: [UInt8]
    let isBigEndian: Bool

    init(_ bytes: [UInt8] = [], isBigEndian: Bool) {
        self.bytes = bytes
        self.isBigEndian = isBigEndian
    }

    var isEmpty: Bool { bytes.isEmpty }

    mutating func add(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: isBigEndian ? number.bigEndian : number.littleEndian) { bytes += Array($0) }
    }

    mutating func add(_ text: String) {
        add(UInt32(text.utf8.count))
        bytes += Array(text.utf8) + [UInt8](repeating: 0, count: (4 - text.utf8.count % 4) % 4)
    }

    mutating func add(_ name: [UInt32], isInclusive: Bool) {
        bytes += [UInt8(name.count), 0, isInclusive ? 1 : 0, 0]
        for arc in name { add(arc) }
    }

    private mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
        let size = MemoryLayout<Number>.size
        var number: Number = 0
        withUnsafeMutableBytes(of: &number) { $0.copyBytes(from: bytes.prefix(size)) }
        bytes.removeFirst(min(size, bytes.count))
        return isBigEndian ? Number(bigEndian: number) : Number(littleEndian: number)
    }

    mutating func word() -> UInt32 { number(UInt32.self) }
    mutating func half() -> UInt16 { number(UInt16.self) }

    private mutating func take(_ count: Int) -> [UInt8] {
        defer { bytes.removeFirst(min(count, bytes.count)) }
        return Array(bytes.prefix(count))
    }

    private mutating func name() -> [UInt32] {
        let head = take(4)
        guard head.count == 4 else { return [] }
        return (head[1] == 0 ? [] : [1, 3, 6, 1, UInt32(head[1])]) + (0..<head[0]).map { _ in word() }
    }

    mutating func variable() -> AgentXWire.Variable {
        let type = half()
        _ = half()
        let name = name()
        switch type {
        // Integer, Counter32, Gauge32, TimeTicks
        case 2, 65, 66, 67: return AgentXWire.Variable(type: type, name: name, value: take(4))
        // Counter64
        case 70: return AgentXWire.Variable(type: type, name: name, value: take(8))
        // OctetString
        case 4:
            let count = Int(word())
            let value = take(count)
            _ = take((4 - count % 4) % 4)
            return AgentXWire.Variable(type: type, name: name, value: value)
        // ObjectIdentifier
        case 6:
            let value = self.name()
            return AgentXWire.Variable(
                type: type, name: name, value: value.flatMap { withUnsafeBytes(of: $0.bigEndian, Array.init) })
        default: return AgentXWire.Variable(type: type, name: name, value: [])
        }
    }
}
