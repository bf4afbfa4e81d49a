/// Why the server cannot listen; each case names the address as it was given.
public enum HTTPServerError: Error, Hashable, Sendable {
    /// Another socket listens there.
    case addressInUse(ListenAddress)
    /// The user may not listen there, as on ports below 1024.
    case permissionDenied(ListenAddress)
    /// The machine does not have that address.
    case addressNotAvailable(ListenAddress)
    /// The host name has no address.
    case unknownHost(ListenAddress)
    /// Anything else, with what the system says.
    case cannotListen(ListenAddress, reason: String)
    /// No address was given.
    case noAddress
}

extension HTTPServerError {
    /// Whether it may go by itself: another program ends, an address or a name comes up.
    public var isTransient: Bool {
        switch self {
        case .addressInUse, .addressNotAvailable, .unknownHost, .cannotListen: true
        case .permissionDenied, .noAddress: false
        }
    }
}

extension HTTPServerError: CustomStringConvertible {
    /// What failed, on which address, and what to do.
    public var description: String {
        switch self {
        case .addressInUse(let address):
            if case .unix = address.host {
                "cannot listen on \(address): another program listens there, or it is no socket; choose another path"
            } else {
                "cannot listen on \(address): the address is in use; stop the other program or choose another port"
            }
        case .permissionDenied(let address):
            if case .unix = address.host {
                "cannot listen on \(address): this user may not write to its folder; choose another path"
            } else {
                "cannot listen on \(address): permission denied; choose a port of 1024 or above"
            }
        case .addressNotAvailable(let address):
            "cannot listen on \(address): this machine does not have that address; choose one of its own"
        case .unknownHost(let address):
            "cannot listen on \(address): the host name has no address; check its spelling or give an IP address"
        case .cannotListen(let address, let reason):
            "cannot listen on \(address): \(reason)"
        case .noAddress:
            "there is no address to listen on; give at least one host:port"
        }
    }
}
