import Libvirt
import LibvirtSource
import Snapshot

extension LibvirtSource {
    /// The host at this URI; what goes wrong is for the operator.
    static func watching(_ uri: String, observer: @escaping Connection.CallObserver) throws -> LibvirtSource {
        do throws(StatsFailure) {
            return try LibvirtSource(uri: uri, observer: observer)
        } catch {
            throw OperatorError.failure(error.description)
        }
    }
}
