import CLibvirt

/// What one connection owns in libvirt.
///
/// Unchecked because the compiler cannot see that only the connection's thread touches it: its actor's calls while the
/// actor lives, and the thread's last job after that.
final class Session: @unchecked Sendable {
    /// libvirt's connection, while it is open.
    var raw: virConnectPtr?
    /// libvirt's domain objects by UUID, so that a call to a known domain needs no look-up.
    var handles: [DomainUUID: DomainHandle] = [:]
    /// How many domains the last list of all had.
    var listed = 0
    /// The callbacks of the kinds of events that have streams, by the type of the event.
    var subscriptions: [ObjectIdentifier: EventSubscription] = [:]
    /// Where the close callback delivers to, once somebody asked for it.
    var closeSink: CloseSink?

    /// Gives everything back to libvirt, in the order that lets it free the connection at once.
    ///
    /// - Returns: how many references libvirt itself still holds.
    @discardableResult
    func close() -> Int32 {
        guard let connection = raw else { return 0 }
        // Each object and each callback holds a reference to the connection: the socket would stay open without this.
        handles = [:]
        for subscription in subscriptions.values {
            virConnectDomainEventDeregisterAny(connection, subscription.number)
        }
        subscriptions = [:]
        closeSink?.unregister(from: connection)
        closeSink = nil
        raw = nil
        return virConnectClose(connection)
    }
}
