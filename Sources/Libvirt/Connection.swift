import CLibvirt

/// One connection to a hypervisor, with a kernel thread of its own.
///
/// All calls of a connection run on its thread, one after another: a call that hangs holds up the later calls of this
/// connection and nothing else. Nothing can interrupt a libvirt call; whoever cannot wait stops waiting and uses
/// another connection meanwhile.
///
/// The connection is opened by its initialiser, once. It is closed by ``close()`` or when the last reference goes, and
/// a broken one is replaced by a new one.
public actor Connection {
    /// What a connection may do.
    public enum Access: Hashable, Sendable {
        /// Only reading, which needs no right to manage guests.
        case readOnly
        /// Everything the user may.
        case readWrite
    }

    /// Hears of each call to libvirt when it returned.
    ///
    /// It runs on the connection's thread, so it must not wait. `call` is the libvirt function without `vir`, such as
    /// `ConnectGetAllDomainStats`.
    public typealias CallObserver = @Sendable (_ call: String, _ duration: Duration, _ failed: Bool) -> Void

    /// The URI as it was given; ``uri()`` asks for the one in use.
    public nonisolated let requestedURI: String
    /// What the connection may do.
    public nonisolated let access: Access

    private nonisolated let executor: ThreadExecutor
    private let observer: CallObserver?
    /// Never replaced; a variable because the compiler lets a constant of a sendable type be read from any thread.
    private(set) var session = Session()
    /// Set when the driver refused `virDomainBlockStatsFlags`, so that it is not asked for every disk again.
    var lacksBlockStatsFlags = false

    /// The connection's thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    /// The connection's thread, for tasks that had better not leave it between two calls.
    public nonisolated var thread: any TaskExecutor { executor }

    /// Opens a connection.
    ///
    /// No credentials are ever asked for: a URI that needs a password fails.
    ///
    /// - Parameters:
    ///   - uri: a libvirt URI such as `qemu:///system`, `lxc:///system` or `test:///default`.
    ///   - access: read-only unless something is to be changed.
    ///   - observer: hears of every call, this one included.
    public init(
        uri: String,
        access: Access = .readOnly,
        observer: CallObserver? = nil
    ) async throws(LibvirtError) {
        self.requestedURI = uri
        self.access = access
        self.observer = observer
        self.executor = try ThreadExecutor(name: "libvirt", for: uri)
        try await open()
    }

    // Not an isolated one: in release builds Swift 6.3 cannot import an actor that has it ("circular reference").
    deinit {
        executor.stop { [session] in session.close() }
    }

    private func open() async throws(LibvirtError) {
        if let failure = EventLoop.failure { throw failure }
        let name = access == .readOnly ? "virConnectOpenReadOnly" : "virConnectOpen"
        let uri = Self.withoutTerminal(requestedURI)
        session.raw = try measure(name, on: requestedURI) {
            access == .readOnly ? virConnectOpenReadOnly(uri) : virConnectOpen(uri)
        }
    }

    /// Keeps ssh from asking for a passphrase on a terminal, unless the URI decides that itself.
    static func withoutTerminal(_ uri: String) -> String {
        guard let scheme = uri.split(separator: ":", maxSplits: 1).first, scheme.hasSuffix("+ssh"),
            !uri.split(whereSeparator: { $0 == "?" || $0 == "&" }).dropFirst().contains(where: {
                $0.hasPrefix("no_tty=")
            })
        else { return uri }
        return uri + (uri.contains("?" as Character) ? "&" : "?") + "no_tty=1"
    }

    /// Closes the connection; its event streams end and every later call throws ``LibvirtError/Code/invalidConnection``.
    ///
    /// - Returns: whether libvirt has let go of the connection. It still holds it while a callback is being delivered.
    @discardableResult
    public func close() -> Bool { session.close() == 0 }

    /// Whether the connection still reaches its hypervisor, as far as libvirt knows without asking.
    public func isAlive() -> Bool {
        guard let raw = session.raw else { return false }
        return virConnectIsAlive(raw) == 1
    }

    /// Lets the connection break when nothing is heard from the daemon for `interval` times (`count` + 1).
    ///
    /// - Parameters:
    ///   - interval: seconds of silence before a keepalive message is sent; 0 sends none.
    ///   - count: messages that may go unanswered in a row.
    /// - Returns: whether keepalive is on; drivers inside this process and very old daemons have none.
    @discardableResult
    public func setKeepAlive(interval: Int32, count: UInt32) throws(LibvirtError) -> Bool {
        do throws(LibvirtError) {
            return try perform("virConnectSetKeepAlive") { connection in
                let status = virConnectSetKeepAlive(connection, interval, count)
                return status < 0 ? nil : status == 0
            }
        } catch {
            guard error.code.isUnsupported else { throw error }
            return false
        }
    }
}

extension Connection {
    /// Makes one libvirt call: measured, and with its error copied before anything else happens on this thread.
    ///
    /// - Parameters:
    ///   - call: the libvirt function.
    ///   - subject: what the call is about, if not the connection as such.
    ///   - body: makes the call and returns `nil` if it failed.
    @discardableResult
    func perform<Answer>(
        _ call: String,
        on subject: String? = nil,
        _ body: (virConnectPtr) -> Answer?
    ) throws(LibvirtError) -> Answer {
        guard let raw = session.raw else {
            throw LibvirtError(
                code: .invalidConnection,
                domain: .none,
                message: "the connection is closed",
                call: call,
                subject: subject ?? requestedURI
            )
        }
        return try measure(call, on: subject ?? requestedURI) { body(raw) }
    }

    private func measure<Answer>(
        _ call: String,
        on subject: String,
        _ body: () -> Answer?
    ) throws(LibvirtError) -> Answer {
        let start = ContinuousClock.now
        let answer = body()
        let failure = answer == nil ? LibvirtError.last(call: call, subject: subject) : nil
        observer?(String(call.dropFirst(3)), start.duration(to: .now), failure != nil)
        guard let answer else { throw failure ?? .last(call: call, subject: subject) }
        return answer
    }

    /// Makes a call that fills an array of `capacity` elements, which lives for the call only.
    func performFilling<Element, Answer>(
        _ call: String,
        capacity: Int,
        of initial: Element,
        on subject: String? = nil,
        _ fill: (virConnectPtr, UnsafeMutableBufferPointer<Element>) -> Answer?
    ) throws(LibvirtError) -> Answer {
        try perform(call, on: subject) { connection in
            withUnsafeTemporaryAllocation(of: Element.self, capacity: capacity) { elements in
                elements.initialize(repeating: initial)
                defer { elements.deinitialize() }
                return fill(connection, elements)
            }
        }
    }
}
