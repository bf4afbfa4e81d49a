import CLibvirt

/// A domain's guest rebooted (`VIR_DOMAIN_EVENT_ID_REBOOT`).
public struct RebootEvent: Hashable, Sendable {
    /// The domain.
    public var domain: DomainReference
}

/// A block device was written to beyond the threshold set for it (`VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD`).
public struct BlockThresholdEvent: Hashable, Sendable {
    /// The domain.
    public var domain: DomainReference
    /// The block device, such as `vda` or `vda[1]`.
    public var device: String
    /// The file or device on the host, if libvirt says.
    public var path: String?
    /// The threshold, in bytes.
    public var threshold: UInt64
    /// By how many bytes it was exceeded.
    public var excess: UInt64
}

/// A domain's job, such as a migration or a backup, is over (`VIR_DOMAIN_EVENT_ID_JOB_COMPLETED`).
public struct JobCompletedEvent: Hashable, Sendable {
    /// The domain.
    public var domain: DomainReference
    /// The fields of the job's statistics.
    public var parameters: TypedParameters
}

/// A migration began another pass over the guest's memory (`VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION`).
///
/// Jobs that libvirt makes of a migration, such as saving and dumping, announce theirs as well.
public struct MigrationIterationEvent: Hashable, Sendable {
    /// The domain.
    public var domain: DomainReference
    /// Which pass it is, from 1.
    public var iteration: Int32
}

/// A domain's guest agent came or went (`VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE`).
public struct AgentLifecycleEvent: Hashable, Sendable {
    /// What the agent does (`virConnectDomainEventAgentLifecycleState`).
    public struct State: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// libvirt's number.
        public var rawValue: Int32
        /// The state with this number.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        /// The agent can be talked to.
        public static let connected = State(rawValue: 1)
        /// The agent cannot be talked to.
        public static let disconnected = State(rawValue: 2)

        // libvirt leaves 0 unused.
        static let names = ["unknown(0)", "connected", "disconnected"]

        /// libvirt's name in lowercase, or `unknown(N)`.
        public var description: String { name(of: rawValue, in: Self.names) }
    }

    /// Why (`virConnectDomainEventAgentLifecycleReason`).
    public struct Reason: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// libvirt's number.
        public var rawValue: Int32
        /// The reason with this number.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        static let names = ["unknown", "domain_started", "channel"]

        /// libvirt's name in lowercase, or `unknown(N)`.
        public var description: String { name(of: rawValue, in: Self.names) }
    }

    /// The domain.
    public var domain: DomainReference
    /// What the agent does.
    public var state: State
    /// Why.
    public var reason: Reason
}

extension Connection {
    /// Reboots of guests, from now on.
    public func rebootEvents() throws(LibvirtError) -> AsyncStream<RebootEvent> {
        try subscribe { connection, sink, release in
            CLibvirt_registerReboot(
                connection,
                { _, domain, sink in
                    EventSink<RebootEvent>.deliver(to: sink, domain) { RebootEvent(domain: $0) }
                },
                sink,
                release
            )
        }
    }

    /// Block devices that exceed their threshold, from now on.
    public func blockThresholdEvents() throws(LibvirtError) -> AsyncStream<BlockThresholdEvent> {
        try subscribe { connection, sink, release in
            CLibvirt_registerBlockThreshold(
                connection,
                { _, domain, device, path, threshold, excess, sink in
                    EventSink<BlockThresholdEvent>.deliver(to: sink, domain) {
                        BlockThresholdEvent(
                            domain: $0,
                            device: String(repairing: device) ?? "",
                            path: String(repairing: path),
                            threshold: threshold,
                            excess: excess
                        )
                    }
                },
                sink,
                release
            )
        }
    }

    /// Jobs of domains that end, from now on.
    public func jobCompletedEvents() throws(LibvirtError) -> AsyncStream<JobCompletedEvent> {
        try subscribe { connection, sink, release in
            CLibvirt_registerJobCompleted(
                connection,
                { _, domain, parameters, count, sink in
                    EventSink<JobCompletedEvent>.deliver(to: sink, domain) {
                        JobCompletedEvent(domain: $0, parameters: TypedParameters(parameters, count: count))
                    }
                },
                sink,
                release
            )
        }
    }

    /// Passes of migrations, from now on.
    public func migrationIterationEvents() throws(LibvirtError) -> AsyncStream<MigrationIterationEvent> {
        try subscribe { connection, sink, release in
            CLibvirt_registerMigrationIteration(
                connection,
                { _, domain, iteration, sink in
                    EventSink<MigrationIterationEvent>.deliver(to: sink, domain) {
                        MigrationIterationEvent(domain: $0, iteration: iteration)
                    }
                },
                sink,
                release
            )
        }
    }

    /// Guest agents that come and go, from now on.
    public func agentLifecycleEvents() throws(LibvirtError) -> AsyncStream<AgentLifecycleEvent> {
        try subscribe { connection, sink, release in
            CLibvirt_registerAgentLifecycle(
                connection,
                { _, domain, state, reason, sink in
                    EventSink<AgentLifecycleEvent>.deliver(to: sink, domain) {
                        AgentLifecycleEvent(
                            domain: $0,
                            state: .init(rawValue: state),
                            reason: .init(rawValue: reason)
                        )
                    }
                },
                sink,
                release
            )
        }
    }
}
