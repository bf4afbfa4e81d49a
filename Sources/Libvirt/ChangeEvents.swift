import CLibvirt

/// A device was plugged into a domain (`VIR_DOMAIN_EVENT_ID_DEVICE_ADDED`).
public struct DeviceAddedEvent: Hashable, Sendable {
    /// The domain.
    public var domain: DomainReference
    /// The alias of the device, such as `virtio-disk1`.
    public var alias: String
}

/// A device was removed from a domain (`VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED`).
public struct DeviceRemovedEvent: Hashable, Sendable {
    /// The domain.
    public var domain: DomainReference
    /// The alias of the device, such as `virtio-disk1`.
    public var alias: String
}

/// Title, description or other metadata of a domain changed (`VIR_DOMAIN_EVENT_ID_METADATA_CHANGE`).
public struct MetadataChangeEvent: Hashable, Sendable {
    /// Which metadata (`virDomainMetadataType`).
    public struct Kind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// libvirt's number.
        public var rawValue: Int32
        /// The kind with this number.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        static let names = ["description", "title", "element"]

        /// libvirt's name in lowercase, or `unknown(N)`.
        public var description: String { name(of: rawValue, in: Self.names) }
    }

    /// The domain.
    public var domain: DomainReference
    /// Which metadata.
    public var kind: Kind
    /// The XML namespace of an element, or `nil` for title and description.
    public var namespace: String?
}

/// A domain's memory balloon changed (`VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE`).
public struct BalloonChangeEvent: Hashable, Sendable {
    /// The domain.
    public var domain: DomainReference
    /// The memory that the domain has now, in KiB.
    public var memory: UInt64
}

/// A tunable of a domain, such as a CPU quota, changed (`VIR_DOMAIN_EVENT_ID_TUNABLE`).
public struct TunableEvent: Hashable, Sendable {
    /// The domain.
    public var domain: DomainReference
    /// The new values; fields are named such as `cputune.vcpupin0` and `blkdeviotune.total_bytes_sec`.
    public var parameters: TypedParameters
}

extension Connection {
    /// Devices that are plugged into domains, from now on.
    public func deviceAddedEvents() throws(LibvirtError) -> AsyncStream<DeviceAddedEvent> {
        try subscribe { connection, sink, release in
            CLibvirt_registerDeviceAdded(
                connection,
                { _, domain, alias, sink in
                    EventSink<DeviceAddedEvent>.deliver(to: sink, domain) {
                        DeviceAddedEvent(domain: $0, alias: String(repairing: alias) ?? "")
                    }
                },
                sink,
                release
            )
        }
    }

    /// Devices that are removed from domains, from now on.
    public func deviceRemovedEvents() throws(LibvirtError) -> AsyncStream<DeviceRemovedEvent> {
        try subscribe { connection, sink, release in
            CLibvirt_registerDeviceRemoved(
                connection,
                { _, domain, alias, sink in
                    EventSink<DeviceRemovedEvent>.deliver(to: sink, domain) {
                        DeviceRemovedEvent(domain: $0, alias: String(repairing: alias) ?? "")
                    }
                },
                sink,
                release
            )
        }
    }

    /// Changes of domains' metadata, from now on.
    public func metadataChangeEvents() throws(LibvirtError) -> AsyncStream<MetadataChangeEvent> {
        try subscribe { connection, sink, release in
            CLibvirt_registerMetadataChange(
                connection,
                { _, domain, kind, namespace, sink in
                    EventSink<MetadataChangeEvent>.deliver(to: sink, domain) {
                        MetadataChangeEvent(
                            domain: $0,
                            kind: .init(rawValue: kind),
                            namespace: String(repairing: namespace)
                        )
                    }
                },
                sink,
                release
            )
        }
    }

    /// Changes of domains' memory balloons, from now on.
    public func balloonChangeEvents() throws(LibvirtError) -> AsyncStream<BalloonChangeEvent> {
        try subscribe { connection, sink, release in
            CLibvirt_registerBalloonChange(
                connection,
                { _, domain, memory, sink in
                    EventSink<BalloonChangeEvent>.deliver(to: sink, domain) {
                        BalloonChangeEvent(domain: $0, memory: memory)
                    }
                },
                sink,
                release
            )
        }
    }

    /// Changes of domains' tunables, from now on.
    public func tunableEvents() throws(LibvirtError) -> AsyncStream<TunableEvent> {
        try subscribe { connection, sink, release in
            CLibvirt_registerTunable(
                connection,
                { _, domain, parameters, count, sink in
                    EventSink<TunableEvent>.deliver(to: sink, domain) {
                        TunableEvent(domain: $0, parameters: TypedParameters(parameters, count: count))
                    }
                },
                sink,
                release
            )
        }
    }
}
