import Catalogue
import DomainXML
import Libvirt
import Sampler
import Snapshot

/// Reads a domain by the calls that every driver may have, into the fields that bulk statistics would give.
///
/// What a driver does not answer is absent.
struct PerDomainStatistics: Sendable {
    let connection: Connection
    /// A container's `balloon.swap_in` is the swap in use, which is no counter; and its disks are told together.
    let ofContainers: Bool

    /// The domain's numbers, or `nil` if it is gone.
    ///
    /// - Throws: Only what ends the connection.
    func read(
        _ domain: DomainReference, collectors: Set<Collector>
    ) async throws(LibvirtError) -> DomainReading? {
        var builder = ValueSetBuilder()
        let information: DomainInformation?
        do throws(LibvirtError) {
            information = try await connection.information(of: domain)
        } catch  where error.code == .noDomain || error.code == .operationInvalid {
            return nil
        } catch {
            guard await connection.isAlive() else { throw error }
            // LXC fails so where a container has no CPU controller; the rest may be told all the same
            information = nil
        }
        if let information { add(information, collectors, to: &builder) }
        let state = try await answer { () async throws(LibvirtError) in
            try await connection.state(of: domain)
        }
        if collectors.contains(.cpuTotal) { try await addCPUTime(of: domain, to: &builder) }
        if collectors.contains(.balloon) {
            let memory = try await answer { () async throws(LibvirtError) in
                try await connection.memoryStatistics(of: domain)
            }
            for (field, value) in memory ?? TypedParameters() where !ofContainers || field != "balloon.swap_in" {
                builder.add(field, FieldValue(value))
            }
        }
        if collectors.contains(.vcpu) { try await addVCPUs(of: domain, information, to: &builder) }
        if !collectors.isDisjoint(with: [.block, .interface]) {
            try await addDevices(of: domain, collectors, to: &builder)
        }
        let known = collectors.contains(.state) ? state : nil
        return DomainReading(
            identity: DomainIdentity(domain), state: known.map { NamedState($0) }, values: builder.finish())
    }

    private func add(_ information: DomainInformation, _ collectors: Set<Collector>, to builder: inout ValueSetBuilder)
    {
        if collectors.contains(.cpuTotal) { builder.add("cpu.time", .unsigned(information.cpuTime)) }
        if collectors.contains(.vcpu) { builder.add("vcpu.current", .unsigned(UInt64(information.vcpus))) }
        if collectors.contains(.balloon) {
            // LXC's size of a container without a memory controller
            if information.memory > 0 { builder.add("balloon.current", .unsigned(information.memory)) }
            builder.add("balloon.maximum", .unsigned(information.maximumMemory))
        }
    }

    private func addCPUTime(
        of domain: DomainReference, to builder: inout ValueSetBuilder
    ) async throws(LibvirtError) {
        let times = try await answer { () async throws(LibvirtError) in
            try await connection.cpuStatistics(of: domain)
        }
        let fields = ["cpu_time": "cpu.time", "user_time": "cpu.user", "system_time": "cpu.system"]
        for (name, value) in times ?? TypedParameters() {
            if let field = fields[name] { builder.add(field, FieldValue(value)) }
        }
    }

    private func addVCPUs(
        of domain: DomainReference, _ information: DomainInformation?,
        to builder: inout ValueSetBuilder
    ) async throws(LibvirtError) {
        let maximum = try await answer { () async throws(LibvirtError) in
            try await connection.maximumVCPUs(of: domain)
        }
        if let maximum { builder.add("vcpu.maximum", .signed(Int64(maximum))) }
        guard let information else { return }
        let vcpus = try await answer { () async throws(LibvirtError) in
            try await connection.vcpus(of: domain, limit: Int(information.vcpus))
        }
        for vcpu in vcpus ?? [] {
            builder.add("vcpu.\(vcpu.number).state", .signed(Int64(vcpu.state.rawValue)))
            builder.add("vcpu.\(vcpu.number).time", .unsigned(vcpu.cpuTime))
        }
    }

    private func addDevices(
        of domain: DomainReference, _ collectors: Set<Collector>,
        to builder: inout ValueSetBuilder
    ) async throws(LibvirtError) {
        let xml = try await answer { () async throws(LibvirtError) in try await connection.xml(of: domain) }
        guard let xml, let facts = try? DomainXML.facts(from: xml) else { return }
        if collectors.contains(.block) {
            builder.add("block.count", .unsigned(UInt64(facts.disks.count)))
            for (index, disk) in facts.disks.enumerated() {
                try await addBlock(index, disk.target, of: domain, to: &builder)
            }
            if ofContainers, facts.disks.isEmpty { try await addBlockTotals(of: domain, to: &builder) }
        }
        if collectors.contains(.interface) {
            builder.add("net.count", .unsigned(UInt64(facts.interfaces.count)))
            for (index, interface) in facts.interfaces.enumerated() {
                guard let target = interface.target else { continue }
                try await addInterface(index, target, of: domain, to: &builder)
            }
        }
    }

    /// libvirt's names of block statistics, and the ones that bulk statistics have for them.
    private static let blockFields = [
        "rd_operations": "rd.reqs", "rd_bytes": "rd.bytes", "rd_total_times": "rd.times",
        "wr_operations": "wr.reqs", "wr_bytes": "wr.bytes", "wr_total_times": "wr.times",
        "flush_operations": "fl.reqs", "flush_total_times": "fl.times", "errs": "errors",
    ]

    private func addBlock(
        _ index: Int, _ device: String, of domain: DomainReference,
        to builder: inout ValueSetBuilder
    ) async throws(LibvirtError) {
        builder.add("block.\(index).name", .string(device))
        try await addRequests(index, device, of: domain, to: &builder)
        let sizes = try await answer { () async throws(LibvirtError) in
            try await connection.blockInformation(of: domain, device: device)
        }
        if let sizes {
            builder.add("block.\(index).allocation", .unsigned(sizes.allocation))
            builder.add("block.\(index).capacity", .unsigned(sizes.capacity))
            builder.add("block.\(index).physical", .unsigned(sizes.physical))
        }
    }

    private func addRequests(
        _ index: Int, _ device: String, of domain: DomainReference,
        to builder: inout ValueSetBuilder
    ) async throws(LibvirtError) {
        let statistics = try await answer { () async throws(LibvirtError) in
            try await connection.blockStatistics(of: domain, device: device)
        }
        for (name, value) in statistics ?? TypedParameters() {
            if let field = Self.blockFields[name] { builder.add("block.\(index).\(field)", FieldValue(value)) }
        }
    }

    /// What a container does to all block devices of the host, by its control group.
    private func addBlockTotals(of domain: DomainReference, to builder: inout ValueSetBuilder)
        async throws(LibvirtError)
    {
        builder.add("block.0.name", .string("total"))
        try await addRequests(0, "", of: domain, to: &builder)
    }

    private func addInterface(
        _ index: Int, _ device: String, of domain: DomainReference,
        to builder: inout ValueSetBuilder
    ) async throws(LibvirtError) {
        builder.add("net.\(index).name", .string(device))
        let statistics = try await answer { () async throws(LibvirtError) in
            try await connection.interfaceStatistics(of: domain, device: device)
        }
        guard let statistics else { return }
        let fields = [
            ("rx.bytes", statistics.receivedBytes), ("rx.pkts", statistics.receivedPackets),
            ("rx.errs", statistics.receiveErrors), ("rx.drop", statistics.receiveDrops),
            ("tx.bytes", statistics.transmittedBytes), ("tx.pkts", statistics.transmittedPackets),
            ("tx.errs", statistics.transmitErrors), ("tx.drop", statistics.transmitDrops),
        ]
        for (field, value) in fields {
            if let value { builder.add("net.\(index).\(field)", .signed(value)) }
        }
    }

    /// The answer to a call, or `nil` where the driver has none to give; throws only what ends the connection.
    private func answer<Answer: Sendable>(
        _ call: () async throws(LibvirtError) -> Answer
    ) async throws(LibvirtError) -> Answer? {
        do throws(LibvirtError) {
            return try await call()
        } catch {
            if await !connection.isAlive() { throw error }
            return nil
        }
    }
}
