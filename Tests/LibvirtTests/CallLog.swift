import Libvirt
import Synchronization

/// Remembers the calls of a connection.
final class CallLog: Sendable {
    private let log = Mutex<[String]>([])

    var names: [String] { log.withLock { $0 } }

    var observe: Connection.CallObserver {
        { call, _, _ in self.log.withLock { $0.append(call) } }
    }
}
