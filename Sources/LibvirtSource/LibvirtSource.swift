import Glibc
public import Libvirt
public import Sampler
public import Snapshot
import Synchronization

/// A libvirt host, as the sampler asks it.
public struct LibvirtSource: StatsSource {
    private let uri: String
    private let observer: Connection.CallObserver?
    private let recorder = EventRecorder()
    private let control = ControlConnection()
    private let pidFiles: PIDFiles?
    private let thread: ThreadExecutor
    /// The clock of that thread.
    public let clock: ThreadClock

    /// The host at this URI, read-only.
    ///
    /// - Parameter observer: Hears of each call to libvirt, on that call's thread.
    /// - Throws: ``StatsFailure`` of the kind `failed` if the system gives no thread.
    public init(uri: String, observer: Connection.CallObserver? = nil) throws(StatsFailure) {
        self.uri = uri
        self.observer = observer
        pidFiles = PIDFiles(
            uri: uri, runtimeFolder: unsafe getenv("XDG_RUNTIME_DIR").map { unsafe String(cString: $0) })
        do throws(LibvirtError) { thread = try ThreadExecutor(name: "sampler", for: uri) } catch {
            throw StatsFailure(.failed, error.description)
        }
        clock = ThreadClock(thread)
    }

    /// A thread of its own: rounds wake no others but those of their connections.
    public var executor: (any TaskExecutor)? { thread }

    /// Version of the libvirt library of this process, dotted.
    public static var libraryVersion: String { LibvirtVersion.library.description }

    /// libvirt's test driver makes a host of its own for each connection to a file.
    public var hasOneConnection: Bool { uri.hasPrefix("test://") && uri != "test:///default" }

    /// The events that libvirt announced, newest last.
    public var events: EventLog { recorder.log }

    /// Whether the last control connection broke meanwhile.
    public var isLost: Bool { control.isLost }

    /// When a guest that runs on this machine was started, in seconds of Unix time.
    public func startTime(of domain: DomainIdentity) -> Double? { pidFiles?.startTime(of: domain) }

    /// Opens a connection of its own.
    public func open(_ role: SessionRole) async throws(StatsFailure) -> LibvirtSession {
        do throws(LibvirtError) {
            let connection = try await Connection(uri: uri, observer: observer)
            if role == .control { await control.watch(connection) }
            return try await LibvirtSession(connection, role, recorder)
        } catch {
            // what no driver takes, no driver will take later
            let isHopeless =
                error.code == .noConnect && error.domain == .none || error.code == .invalidArgument
            throw isHopeless
                ? StatsFailure(
                    .misconfigured, "\(error.description); name a host that libvirt has a driver for with --libvirt.uri"
                )
                : StatsFailure(
                    .unreachable,
                    "\(error.description); see that libvirt runs there and that this user may connect, "
                        + "or name another host with --libvirt.uri")
        }
    }
}

/// Whether the control connection stands, as libvirt's close callback tells.
private final class ControlConnection: Sendable {
    private struct State {
        var number: UInt64 = 0
        var isLost = false
    }

    private let state = Mutex(State())

    var isLost: Bool { state.withLock { $0.isLost } }

    /// Watches this connection instead of the one before.
    func watch(_ connection: Connection) async {
        let number = state.withLock { state in
            state = State(number: state.number + 1)
            return state.number
        }
        guard let closed = try? await connection.closeEvents() else { return }
        Task {
            for await reason in closed where reason != .client {
                state.withLock { if $0.number == number { $0.isLost = true } }
            }
        }
    }
}
