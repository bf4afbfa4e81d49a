public import Catalogue
import DomainXML
import Libvirt
public import Sampler
public import Snapshot

/// One connection to libvirt, as the sampler asks it.
public actor LibvirtSession: StatsSession {
    nonisolated let connection: Connection
    /// On the connection's own thread, so that a call takes no change of threads.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe connection.unownedExecutor
    }
    /// The connection's thread.
    public nonisolated var executor: (any TaskExecutor)? { connection.thread }
    /// What stays the same as long as the connection does.
    private let identity: HostIdentity
    /// `nil` for a driver without events.
    private let changes: AnnouncedChanges?
    private let recorder: EventRecorder
    /// Whether the driver's bulk statistics are read; the others are asked domain by domain.
    private var hasBulkStatistics: Bool
    private var builder = ValueSetBuilder()

    /// At most this many domains are asked about in one call.
    private static let mostDomains = 250

    /// Seconds of silence after which the daemon is asked for a sign of life, and how often in vain.
    private static let keepAlive = (interval: Int32(5), count: UInt32(3))

    private var inventoried = Inventory()
    private var properties = Properties()

    /// What is asked for all domains at once, and changes seldom.
    private struct Properties {
        var persistent: Set<DomainUUID>?
        var autostarted: Set<DomainUUID>?
        /// The revision of the inventory they belong to.
        var revision: UInt64 = 0
        var due = ContinuousClock.now
    }

    /// Nothing announces that a domain shall start with the host, or shall no more.
    private static let propertiesInterval = Duration.seconds(30)

    init(_ connection: Connection, _ role: SessionRole, _ recorder: EventRecorder) async throws(LibvirtError) {
        self.connection = connection
        self.recorder = recorder
        _ = try? await connection.setKeepAlive(interval: Self.keepAlive.interval, count: Self.keepAlive.count)
        // one connection hears for all
        if role == .control {
            let epoch = recorder.nextEpoch()
            changes = await AnnouncedChanges.on(connection, epoch: epoch)
            await recorder.listen(to: connection, epoch: epoch)
        } else {
            changes = nil
        }
        identity = try await HostIdentity(connection)
        // the LXC driver has none, and the test driver's know the state alone
        hasBulkStatistics = !["LXC", "TEST"].contains(identity.driver.uppercased())
    }

    /// Every domain that libvirt knows.
    public func inventory() async throws(StatsFailure) -> [InventoryEntry] {
        var inventory = inventoried
        try await ask { () async throws(LibvirtError) in
            try await inventory.update(from: connection, announced: changes?.lives)
        }
        if inventory.revision != inventoried.revision {
            changes?.keepOnly(inventory.domains)
            recorder.keepOnly(inventory.domains)
        }
        inventoried = inventory
        let now = ContinuousClock.now
        // a domain that is new since must not be taken for one without the property
        if now >= properties.due || inventory.revision != properties.revision {
            properties = Properties(
                persistent: await uuids(of: .persistent), autostarted: await uuids(of: .autostart),
                revision: inventory.revision, due: now + Self.propertiesInterval)
        }
        let events = recorder.recorded
        let (persistent, autostarted) = (properties.persistent, properties.autostarted)
        return inventory.domains.map { domain in
            InventoryEntry(
                identity: DomainIdentity(domain),
                isAutostarted: autostarted?.contains(domain.uuid), isPersistent: persistent?.contains(domain.uuid),
                announcedChanges: changes?.number(of: domain.uuid), events: events[domain.uuid])
        }
    }

    /// The domains with a property, or `nil` if the driver cannot say.
    private func uuids(of filter: DomainListFilter) async -> Set<DomainUUID>? {
        guard let domains = try? await connection.domains(filter) else { return nil }
        return Set(domains.map(\.uuid))
    }

    /// The numbers of active domains.
    public func statistics(
        of domains: [DomainIdentity], collectors: Set<Collector>
    ) async throws(StatsFailure) -> [DomainReading] {
        let references = domains.map(DomainReference.init)
        if hasBulkStatistics {
            do throws(StatsFailure) {
                // of one that stops meanwhile, libvirt would open the images
                return try await bulk(of: references, collectors: collectors, flags: [.noWait, .active])
            } catch  where error.kind == .unsupported {
                hasBulkStatistics = false
            } catch {
                throw error
            }
        }
        let perDomain = PerDomainStatistics(
            connection: connection, ofContainers: identity.driver.uppercased() == "LXC")
        var readings: [DomainReading] = []
        for domain in references {
            do throws(LibvirtError) {
                let reading = try await perDomain.read(domain, collectors: collectors)
                if let reading { readings.append(reading) }
            } catch {
                throw await failure(error)
            }
        }
        return readings
    }

    private func bulk(
        of domains: [DomainReference], collectors: Set<Collector>, flags: StatsFlags
    ) async throws(StatsFailure) -> [DomainReading] {
        let groups = StatsGroups(rawValue: collectors.reduce(0) { $0 | ($1.statsBit ?? 0) })
        var readings: [DomainReading] = []
        readings.reserveCapacity(domains.count)
        for start in stride(from: 0, to: domains.count, by: Self.mostDomains) {
            let part = Array(domains[start..<min(start + Self.mostDomains, domains.count)])
            // lent, for the connection is another actor
            var lent = ValueSetBuilder()
            swap(&lent, &builder)
            defer { builder = lent }
            do throws(LibvirtError) {
                try await lent.read(
                    part, groups: groups, flags: flags, ofQEMU: identity.driver.uppercased() == "QEMU",
                    from: connection, into: &readings)
            } catch {
                // a driver that refuses these groups or flags has bulk statistics all the same
                if error.code.isUnsupported, error.code != .noSupport { throw StatsFailure(.failed, error.description) }
                throw await failure(error)
            }
        }
        return readings
    }

    /// The states of inactive domains.
    public func states(of domains: [DomainIdentity]) async throws(StatsFailure) -> [DomainReading] {
        let references = domains.map(DomainReference.init)
        guard !references.isEmpty else { return [] }
        if hasBulkStatistics {
            do throws(StatsFailure) {
                return try await bulk(of: references, collectors: [.state], flags: .noWait)
            } catch  where error.kind == .unsupported {
                hasBulkStatistics = false
            } catch {
                throw error
            }
        }
        var readings: [DomainReading] = []
        for domain in references {
            do throws(LibvirtError) {
                let state = try await connection.state(of: domain)
                readings.append(
                    DomainReading(identity: DomainIdentity(domain), state: NamedState(state), values: ValueSet()))
            } catch  where error.code == .noDomain {
                continue
            } catch {
                throw await failure(error)
            }
        }
        return readings
    }

    /// What the XML of a domain says, or `nil` if the domain is gone.
    public func facts(of domain: DomainIdentity) async throws(StatsFailure) -> DomainFacts? {
        let reference = DomainReference(domain)
        let xml: [UInt8]
        do throws(LibvirtError) {
            xml = try await connection.xml(of: reference)
        } catch  where error.code == .noDomain {
            return nil
        } catch {
            throw await failure(error)
        }
        do throws(DomainXMLError) {
            return try DomainXML.facts(from: xml)
        } catch {
            throw StatsFailure(.failed, "guest \(domain.name.debugDescription): \(error.description)")
        }
    }

    /// The host.
    public func host() async throws(StatsFailure) -> HostSample {
        let node = try await ask { () async throws(LibvirtError) in try await connection.nodeInformation() }
        builder.add(node)
        for (name, value) in (try? await connection.nodeMemoryStatistics()) ?? TypedParameters() {
            builder.add("virNodeMemoryStats.\(name)", FieldValue(value))
        }
        let cpuTime = Catalogue.id(of: "virNodeCPUStats.$NAME")
        for (mode, value) in (try? await connection.nodeCPUStatistics()) ?? TypedParameters()
        where mode != "utilization" {
            builder.add(cpuTime, named: mode, FieldValue(value))
        }
        return identity.sample(node, builder.finish())
    }

    /// The storage pools, without refreshing them.
    public func storagePools() async throws(StatsFailure) -> ValueSet {
        let pools = try await ask { () async throws(LibvirtError) in try await connection.storagePools() }
        for pool in pools {
            // one that went since the list is no failure
            guard let information = try? await connection.information(of: pool) else { continue }
            builder.add(pool, information)
        }
        return builder.finish()
    }

    /// The virtual networks.
    public func networks() async throws(StatsFailure) -> ValueSet {
        for network in try await ask({ () async throws(LibvirtError) in try await connection.networks() }) {
            builder.add(network)
        }
        return builder.finish()
    }

    /// Closes the connection.
    public func close() async { await connection.close() }

    func ask<Answer>(
        _ body: () async throws(LibvirtError) -> Answer
    ) async throws(StatsFailure) -> Answer {
        do throws(LibvirtError) {
            return try await body()
        } catch {
            throw await failure(error)
        }
    }

    func failure(_ error: LibvirtError) async -> StatsFailure {
        if error.code.isUnsupported { return StatsFailure(.unsupported, error.description) }
        let isLost = await !connection.isAlive()
        return StatsFailure(isLost ? .unreachable : .failed, error.description)
    }
}
