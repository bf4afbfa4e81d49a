public import Libvirt
public import LibvirtSource
import Snapshot

extension LibvirtSource {
    /// The host at this URI; what goes wrong is for the operator.
    ///
    /// - Parameter observer: Hears of each call to libvirt, on that call's thread.
    /// - Throws: ``OperatorError`` if the system gives no thread.
    public static func watching(
        _ uri: String, observer: Connection.CallObserver? = nil
    ) throws(OperatorError) -> LibvirtSource {
        do throws(StatsFailure) {
            return try LibvirtSource(uri: uri, observer: observer)
        } catch {
            throw .failure(error.description)
        }
    }
}
