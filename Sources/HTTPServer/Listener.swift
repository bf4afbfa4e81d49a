internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// A bound socket that accepts nothing until it is started.
struct Listener: Sendable {
    let address: ListenAddress
    /// Whether the file of a unix socket goes with it.
    var ownsSocketFile = false
    private let channel: any Channel

    /// Binds an address.
    ///
    /// - Throws: an error that names the address and tells why.
    static func bind(
        _ address: ListenAddress,
        group: MultiThreadedEventLoopGroup,
        core: NIOLoopBoundBox<ServerCore>
    ) async throws(HTTPServerError) -> Listener {
        if case .unix(let path) = address.host {
            return try await UnixSocket(path: path).listen(as: address, bootstrap(group: group, core: core))
        }
        let candidates: [SocketAddress]
        do {
            // The look-up blocks; the event loop's thread has nothing else to do yet.
            candidates = try await group.next().submit { try socketAddresses(of: address) }.get()
        } catch {
            throw .unknownHost(address)
        }
        var failure = HTTPServerError.unknownHost(address)
        for candidate in candidates {
            do {
                let channel = try await bootstrap(
                    group: group,
                    core: core,
                    takesAll: address.host == .all && candidate.isIPv6
                )
                .bind(to: candidate).get()
                return Listener(address: bound(address, by: channel), channel: channel)
            } catch let error as IOError {
                failure = HTTPServerError(error, address: address)
                // The next candidate is for a machine without this address family.
                guard [EAFNOSUPPORT, EADDRNOTAVAIL].contains(error.errnoCode) else { throw failure }
            } catch {
                throw .cannotListen(address, reason: "\(error)")
            }
        }
        throw failure
    }

    /// Takes over a socket that listens already.
    static func adopt(
        _ socket: InheritedSocket,
        group: MultiThreadedEventLoopGroup,
        core: NIOLoopBoundBox<ServerCore>
    ) async throws(HTTPServerError) -> Listener {
        do {
            let channel = try await bootstrap(group: group, core: core).withBoundSocket(socket.descriptor).get()
            return Listener(address: socket.address, channel: channel)
        } catch {
            throw .cannotListen(socket.address, reason: "\(error)")
        }
    }

    init(address: ListenAddress, channel: any Channel) {
        self.address = address
        self.channel = channel
    }

    func start() async throws {
        try await channel.setOption(.autoRead, value: true).get()
    }

    func stop() async {
        // Whoever closed it before us did what we want.
        try? await channel.close().get()
        if case .unix(let path) = address.host, ownsSocketFile { unlink(path) }
    }

    private static func socketAddresses(of address: ListenAddress) throws -> [SocketAddress] {
        switch address.host {
        case .all: try ["::", "0.0.0.0"].map { try SocketAddress(ipAddress: $0, port: address.port) }
        case .ipv4(let host), .ipv6(let host): [try SocketAddress(ipAddress: host, port: address.port)]
        case .name where address.isLoopback:
            // As RFC 6761 has it, and not looked up: that it is loopback is promised.
            try ["127.0.0.1", "::1"].map { try SocketAddress(ipAddress: $0, port: address.port) }
        case .name(let name): [try SocketAddress.makeAddressResolvingHost(name, port: address.port)]
        case .unix(let path): [try SocketAddress(unixDomainSocketPath: path)]
        }
    }

    private static func bound(_ address: ListenAddress, by channel: any Channel) -> ListenAddress {
        let local = channel.localAddress
        let port = local?.port ?? address.port
        guard case .name = address.host, let local, let text = local.ipAddress else {
            return ListenAddress(host: address.host, port: port)
        }
        return ListenAddress(host: local.isIPv6 ? .ipv6(text) : .ipv4(text), port: port)
    }

    private static func bootstrap(
        group: MultiThreadedEventLoopGroup,
        core: NIOLoopBoundBox<ServerCore>,
        takesAll: Bool = false
    ) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 128)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.autoRead, value: false)
            .serverChannelInitializer { channel in
                // out of descriptors, it would try to accept without a pause
                try? channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
                // One socket for all addresses takes IPv4 too, whatever net.ipv6.bindv6only says.
                guard takesAll, let socket = channel as? any SocketOptionProvider else {
                    return channel.eventLoop.makeSucceededVoidFuture()
                }
                return socket.unsafeSetSocketOption(level: .ipv6, name: .ipv6_v6only, value: CInt(0))
                    .flatMapErrorThrowing { _ in }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let isTCP = if case .unixDomainSocket? = channel.localAddress { false } else { true }
                    if isTCP { try channel.syncOptions?.setOption(.tcpOption(.tcp_nodelay), value: 1) }
                    try addHandlers(to: channel, core: core.value)
                }
            }
    }

    /// Makes a new connection's pipeline.
    static func addHandlers(to channel: any Channel, core: ServerCore) throws {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = core.limits.headerFieldSize
        limits.maxHeaderListSize = core.limits.headerSize
        limits.maxHeaderFieldCount = core.limits.headerFields
        let pipeline = channel.pipeline.syncOperations
        let tls = core.protection.tlsHandler()
        if let tls { try pipeline.addHandler(tls) }
        let connection = ConnectionHandler(server: core, eventLoop: channel.eventLoop, hasTLS: tls != nil)
        try pipeline.addHandler(InputGate(connection: connection))
        try pipeline.addHandler(HTTPResponseEncoder())
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits)))
        try pipeline.addHandler(connection)
    }
}

extension SocketAddress {
    fileprivate var isIPv6: Bool { self.protocol == .inet6 }
}

extension HTTPServerError {
    init(_ error: IOError, address: ListenAddress) {
        switch error.errnoCode {
        case EADDRINUSE: self = .addressInUse(address)
        case EACCES, EPERM: self = .permissionDenied(address)
        case EADDRNOTAVAIL: self = .addressNotAvailable(address)
        case ENOENT: self = .cannotListen(address, reason: "its folder does not exist; make it, or choose another path")
        case ENAMETOOLONG: self = .cannotListen(address, reason: "a socket's path has at most 107 bytes")
        default: self = .cannotListen(address, reason: String(cString: strerror(error.errnoCode)))
        }
    }
}
