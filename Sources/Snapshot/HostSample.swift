/// What one sample says of the host.
public struct HostSample: Sendable {
    /// The URI that libvirt gives for the connection.
    public let uri: String
    /// `virConnectGetHostname`.
    public let hostname: String?
    /// `virNodeInfo.model`: the processor's architecture or model.
    public let cpuModel: String?
    /// The driver: `QEMU`, `LXC`, `Test`, ...
    public let driver: String?
    /// Version of the hypervisor, dotted.
    public let hypervisorVersion: String?
    /// Version of the libvirt daemon, dotted.
    public let daemonVersion: String?
    /// Version of the libvirt library of this process, dotted.
    public let libraryVersion: String?
    /// Its numbers, of the scopes ``Catalogue/Scope/host`` and ``Catalogue/Scope/hostCPUMode``.
    public let values: ValueSet
    /// The moment before libvirt was asked for its numbers; `nil` if that is not known.
    ///
    /// The host is read less often than guests, so that several samples may have one reading of it.
    public var readAt: MonotonicTime?

    /// The sample of these parts.
    public init(
        uri: String, hostname: String?, cpuModel: String?, driver: String?, hypervisorVersion: String?,
        daemonVersion: String?, libraryVersion: String?, values: ValueSet,
        readAt: MonotonicTime? = nil
    ) {
        self.uri = uri
        self.hostname = hostname
        self.cpuModel = cpuModel
        self.driver = driver
        self.hypervisorVersion = hypervisorVersion
        self.daemonVersion = daemonVersion
        self.libraryVersion = libraryVersion
        self.values = values
        self.readAt = readAt
    }
}
