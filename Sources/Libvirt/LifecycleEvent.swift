import CLibvirt

/// A domain was defined, started, stopped or the like (`VIR_DOMAIN_EVENT_ID_LIFECYCLE`).
public struct LifecycleEvent: Hashable, Sendable {
    /// What happened (`virDomainEventType`).
    public struct Kind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// libvirt's number.
        public var rawValue: Int32
        /// The kind with this number.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        /// The domain has a definition or a changed one.
        public static let defined = Kind(rawValue: 0)
        /// The definition is gone.
        public static let undefined = Kind(rawValue: 1)
        /// The domain runs.
        public static let started = Kind(rawValue: 2)
        /// The domain was paused.
        public static let suspended = Kind(rawValue: 3)
        /// The domain runs on.
        public static let resumed = Kind(rawValue: 4)
        /// The domain stopped.
        public static let stopped = Kind(rawValue: 5)
        /// The guest is done shutting down.
        public static let shutdown = Kind(rawValue: 6)
        /// The guest's power management suspended it.
        public static let pmSuspended = Kind(rawValue: 7)
        /// The guest crashed.
        public static let crashed = Kind(rawValue: 8)

        /// Every kind this code knows, in libvirt's order.
        public static let known = (0..<Int32(names.count)).map { Kind(rawValue: $0) }

        static let names = [
            "defined", "undefined", "started", "suspended", "resumed", "stopped", "shutdown", "pmsuspended", "crashed",
        ]

        /// libvirt's name in lowercase, or `unknown(N)`.
        public var description: String { name(of: rawValue, in: Self.names) }
    }

    /// The domain.
    public var domain: DomainReference
    /// What happened.
    public var kind: Kind
    /// libvirt's number for the detail; it means something else for every kind.
    public var detail: Int32

    /// libvirt's name of the detail in lowercase such as `booted` or `panicked`, or `unknown(N)`.
    public var detailName: String { name(of: detail, in: Self.details(of: kind)) }

    /// Whether the guest's kernel panicked, as its panic device says.
    public var isGuestPanic: Bool { kind == .crashed && detail == 0 }

    /// Whether the domain began a run, rather than woke up in one (`VIR_DOMAIN_EVENT_STARTED_WAKEUP`).
    public var beginsRun: Bool { kind == .started && detail != 4 }

    /// An event made of its parts.
    public init(domain: DomainReference, kind: Kind, detail: Int32) {
        self.domain = domain
        self.kind = kind
        self.detail = detail
    }

    /// The names of a kind's details; a detail's number is its place.
    public static func details(of kind: Kind) -> [String] { tables[kind.rawValue] ?? [] }

    private static let tables: [Int32: [String]] = [
        Kind.defined.rawValue: ["added", "updated", "renamed", "from_snapshot"],
        Kind.undefined.rawValue: ["removed", "renamed"],
        Kind.started.rawValue: ["booted", "migrated", "restored", "from_snapshot", "wakeup", "recreated"],
        Kind.suspended.rawValue: [
            "paused", "migrated", "ioerror", "watchdog", "restored", "from_snapshot", "api_error", "postcopy",
            "postcopy_failed", "guest_shutdown",
        ],
        Kind.resumed.rawValue: ["unpaused", "migrated", "from_snapshot", "postcopy", "postcopy_failed"],
        Kind.stopped.rawValue: [
            "shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from_snapshot", "recreated",
        ],
        Kind.shutdown.rawValue: ["finished", "guest", "host"],
        Kind.pmSuspended.rawValue: ["memory", "disk"],
        Kind.crashed.rawValue: ["panicked", "crashloaded"],
    ]
}

extension Connection {
    /// Starts, stops, crashes, panics and the like of all domains, from now on.
    ///
    /// The stream deregisters itself when its reader is done, and ends when the connection is closed. It keeps the
    /// newest ``eventBufferSize`` events for a slow reader. This holds for all streams of domain events.
    public func lifecycleEvents() throws(LibvirtError) -> AsyncStream<LifecycleEvent> {
        try subscribe { connection, sink, release in
            CLibvirt_registerLifecycle(
                connection,
                { _, domain, event, detail, sink in
                    EventSink<LifecycleEvent>.deliver(to: sink, domain) {
                        LifecycleEvent(domain: $0, kind: .init(rawValue: event), detail: detail)
                    }
                    return 0
                },
                sink,
                release
            )
        }
    }
}
