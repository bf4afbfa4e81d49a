import CLibvirt

/// A disk of a domain had an I/O error (`VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON`).
public struct IOErrorEvent: Hashable, Sendable {
    /// What was done about it (`virDomainEventIOErrorAction`).
    public struct Action: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// libvirt's number.
        public var rawValue: Int32
        /// The action with this number.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        static let names = ["none", "pause", "report"]

        /// libvirt's name in lowercase, or `unknown(N)`.
        public var description: String { name(of: rawValue, in: Self.names) }
    }

    /// The domain.
    public var domain: DomainReference
    /// The file or device on the host.
    public var path: String
    /// The alias of the disk, such as `virtio-disk0`.
    public var alias: String
    /// What was done about it.
    public var action: Action
    /// Why, such as `enospc`; empty if libvirt does not say.
    public var reason: String
}

/// A domain's watchdog fired (`VIR_DOMAIN_EVENT_ID_WATCHDOG`).
public struct WatchdogEvent: Hashable, Sendable {
    /// What was done about it (`virDomainEventWatchdogAction`).
    public struct Action: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// libvirt's number.
        public var rawValue: Int32
        /// The action with this number.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        static let names = ["none", "pause", "reset", "poweroff", "shutdown", "debug", "injectnmi"]

        /// libvirt's name in lowercase, or `unknown(N)`.
        public var description: String { name(of: rawValue, in: Self.names) }
    }

    /// The domain.
    public var domain: DomainReference
    /// What was done about it.
    public var action: Action
}

/// Memory of a domain failed, as the host's hardware says (`VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE`).
public struct MemoryFailureEvent: Hashable, Sendable {
    /// Whose memory it is (`virDomainMemoryFailureRecipientType`).
    public struct Recipient: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// libvirt's number.
        public var rawValue: Int32
        /// The recipient with this number.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        static let names = ["hypervisor", "guest"]

        /// libvirt's name in lowercase, or `unknown(N)`.
        public var description: String { name(of: rawValue, in: Self.names) }
    }

    /// What was done about it (`virDomainMemoryFailureActionType`).
    public struct Action: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// libvirt's number.
        public var rawValue: Int32
        /// The action with this number.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        static let names = ["ignore", "inject", "fatal", "reset"]

        /// libvirt's name in lowercase, or `unknown(N)`.
        public var description: String { name(of: rawValue, in: Self.names) }
    }

    /// The domain.
    public var domain: DomainReference
    /// Whose memory it is.
    public var recipient: Recipient
    /// What was done about it.
    public var action: Action
    /// Whether something must be done: the memory was used, not only found bad.
    public var isActionRequired: Bool
    /// Whether the failure came while an earlier one was being handled.
    public var isRecursive: Bool
}

extension Connection {
    /// I/O errors of all domains' disks, from now on.
    public func ioErrorEvents() throws(LibvirtError) -> AsyncStream<IOErrorEvent> {
        try subscribe { connection, sink, release in
            CLibvirt_registerIOError(
                connection,
                { _, domain, path, alias, action, reason, sink in
                    EventSink<IOErrorEvent>.deliver(to: sink, domain) {
                        IOErrorEvent(
                            domain: $0,
                            path: String(repairing: path) ?? "",
                            alias: String(repairing: alias) ?? "",
                            action: .init(rawValue: action),
                            reason: String(repairing: reason) ?? ""
                        )
                    }
                },
                sink,
                release
            )
        }
    }

    /// Watchdogs of all domains that fire, from now on.
    public func watchdogEvents() throws(LibvirtError) -> AsyncStream<WatchdogEvent> {
        try subscribe { connection, sink, release in
            CLibvirt_registerWatchdog(
                connection,
                { _, domain, action, sink in
                    EventSink<WatchdogEvent>.deliver(to: sink, domain) {
                        WatchdogEvent(domain: $0, action: .init(rawValue: action))
                    }
                },
                sink,
                release
            )
        }
    }

    /// Memory failures of all domains, from now on.
    public func memoryFailureEvents() throws(LibvirtError) -> AsyncStream<MemoryFailureEvent> {
        try subscribe { connection, sink, release in
            CLibvirt_registerMemoryFailure(
                connection,
                { _, domain, recipient, action, flags, sink in
                    EventSink<MemoryFailureEvent>.deliver(to: sink, domain) {
                        MemoryFailureEvent(
                            domain: $0,
                            recipient: .init(rawValue: recipient),
                            action: .init(rawValue: action),
                            isActionRequired: flags & VIR_DOMAIN_MEMORY_FAILURE_ACTION_REQUIRED.rawValue != 0,
                            isRecursive: flags & VIR_DOMAIN_MEMORY_FAILURE_RECURSIVE.rawValue != 0
                        )
                    }
                },
                sink,
                release
            )
        }
    }
}
