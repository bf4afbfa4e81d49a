public import Libvirt
public import Sampler
public import Snapshot

/// A libvirt host, as the sampler asks it.
public struct LibvirtSource: StatsSource {
    private let uri: String
    private let observer: Connection.CallObserver?
    private let recorder = EventRecorder()

    /// The host at this URI, read-only.
    ///
    /// - Parameter observer: Hears of each call to libvirt, on that call's thread.
    public init(uri: String, observer: Connection.CallObserver? = nil) {
        self.uri = uri
        self.observer = observer
    }

    /// Version of the libvirt library of this process, dotted.
    public static var libraryVersion: String { LibvirtVersion.library.description }

    /// libvirt's test driver makes a host of its own for each connection to a file.
    public var hasOneConnection: Bool { uri.hasPrefix("test://") && uri != "test:///default" }

    /// Opens a connection of its own.
    public func open(_ role: SessionRole) async throws(StatsFailure) -> LibvirtSession {
        do throws(LibvirtError) {
            let connection = try await Connection(uri: uri, observer: observer)
            return try await LibvirtSession(connection, role, recorder)
        } catch {
            // what no driver takes, no driver will take later
            let isHopeless =
                error.code == .noConnect && error.domain == .none || error.code == .invalidArgument
            let mend =
                "see that libvirt runs there and that this user may connect, or name another host with --libvirt.uri"
            throw StatsFailure(isHopeless ? .misconfigured : .unreachable, "\(error.description); \(mend)")
        }
    }
}
