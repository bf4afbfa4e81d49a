internal import NIOPosix
internal import NIOSSL
internal import Synchronization
public import WebConfig

/// How a server's connections and requests are protected, by a web configuration that may change while it runs.
public final class Protection: Sendable {
    /// What one configuration makes of connections and requests.
    private struct State: Sendable {
        let configuration: WebConfiguration
        let tls: TLSContext?
        let authenticator: Authenticator?
        let rateLimiter: RateLimiter?
    }

    private let state: Mutex<State>
    private let worker: NIOThreadPool

    /// Protection by this configuration.
    ///
    /// - Throws: ``WebConfigurationError`` if its certificates or its key cannot be used.
    public init(_ configuration: WebConfiguration) throws(WebConfigurationError) {
        worker = NIOThreadPool(numberOfThreads: 1)
        state = Mutex(try Self.state(configuration, worker))
    }

    /// None: cleartext for everybody.
    public static var none: Protection { Protection() }

    private init() {
        worker = NIOThreadPool(numberOfThreads: 1)
        state = Mutex(State(configuration: WebConfiguration(), tls: nil, authenticator: nil, rateLimiter: nil))
    }

    /// Whether connections are encrypted.
    public var hasTLS: Bool { state.withLock { $0.tls != nil } }

    /// Takes another configuration for connections and requests to come; what is open goes on as it is.
    ///
    /// - Throws: ``WebConfigurationError`` if its certificates or its key cannot be used; then nothing changes.
    public func replace(by configuration: WebConfiguration) throws(WebConfigurationError) {
        let new = try Self.state(configuration, worker)
        state.withLock { old in
            // who logged in stays so, and a flood gets no fresh bucket, because a certificate was renewed
            let (users, limit) = (old.configuration.users, old.configuration.rateLimit)
            old = State(
                configuration: configuration, tls: new.tls,
                authenticator: users == configuration.users ? old.authenticator : new.authenticator,
                rateLimiter: limit == configuration.rateLimit ? old.rateLimiter : new.rateLimiter)
        }
    }

    private static func state(
        _ configuration: WebConfiguration, _ worker: NIOThreadPool
    ) throws(WebConfigurationError) -> State {
        var tls: TLSContext?
        if let settings = configuration.tls { tls = try TLSContext(settings) }
        var authenticator: Authenticator?
        if !configuration.users.isEmpty {
            worker.start()
            authenticator = Authenticator(configuration.users) { hash, password in
                // one thread: passwords are checked one after another, and not on the event loop. A client that leaves
                // does not call its check off, for then nobody would know the answer.
                await withCheckedContinuation { continuation in
                    worker.submit { state in
                        continuation.resume(returning: state == .active ? hash.matches(password) : nil)
                    }
                }
            }
        }
        return State(
            configuration: configuration, tls: tls, authenticator: authenticator,
            rateLimiter: configuration.rateLimit.map { RateLimiter($0) })
    }

    /// What decrypts a new connection; `nil` for cleartext.
    func tlsHandler() -> NIOSSLServerHandler? { state.withLock { $0.tls }?.handler() }

    /// Header fields for every response.
    var headers: [(name: String, value: String)] { state.withLock { $0.configuration.headers } }

    /// Whether every request goes on.
    var isOpen: Bool { state.withLock { $0.authenticator == nil && $0.rateLimiter == nil } }

    /// Why a request gets no handler; `nil` if it gets one.
    func denial(of request: HTTPRequest) async -> HTTPResponse? {
        let (rateLimiter, authenticator) = state.withLock { ($0.rateLimiter, $0.authenticator) }
        if let rateLimiter, !rateLimiter.allows() {
            return .text("Too Many Requests\n", status: 429, headers: [("Retry-After", "1")])
        }
        guard let authenticator else { return nil }
        return switch await authenticator.verdict(request.header("Authorization")) {
        case .allowed: nil
        case .denied:
            .text(
                "Unauthorized\n", status: 401,
                headers: [("WWW-Authenticate", "Basic realm=\"virtpulse\", charset=\"UTF-8\"")])
        case .overloaded: .text("Too many log-ins at once\n", status: 503, headers: [("Retry-After", "1")])
        }
    }

    deinit { worker.shutdownGracefully { _ in } }
}
