import CLibvirt
import Glibc

/// Groups of statistics (`virDomainStatsTypes`); a newer libvirt's groups may be given by their bits.
public struct StatsGroups: OptionSet, Hashable, Sendable {
    /// libvirt's bits.
    public var rawValue: UInt32
    /// The groups with these bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// State and reason.
    public static let state = StatsGroups(rawValue: 1 << 0)
    /// CPU time, halt polling, cache and energy monitors.
    public static let cpuTotal = StatsGroups(rawValue: 1 << 1)
    /// Memory balloon and guest memory; needs the monitor.
    public static let balloon = StatsGroups(rawValue: 1 << 2)
    /// Virtual CPUs; needs the monitor.
    public static let vcpu = StatsGroups(rawValue: 1 << 3)
    /// Network interfaces.
    public static let interface = StatsGroups(rawValue: 1 << 4)
    /// Block devices; needs the monitor, and opens the images of inactive domains.
    public static let block = StatsGroups(rawValue: 1 << 5)
    /// Perf events that are enabled.
    public static let perf = StatsGroups(rawValue: 1 << 6)
    /// I/O threads; needs the monitor.
    public static let iothread = StatsGroups(rawValue: 1 << 7)
    /// Memory bandwidth monitors.
    public static let memory = StatsGroups(rawValue: 1 << 8)
    /// The result of a dirty rate calculation; needs the monitor.
    public static let dirtyRate = StatsGroups(rawValue: 1 << 9)
    /// Statistics of the hypervisor with names of its own; needs the monitor.
    public static let vm = StatsGroups(rawValue: 1 << 10)

    /// Every group this code knows; libvirt takes no group at all as all that it knows.
    public static let known = StatsGroups(rawValue: (1 << 11) - 1)
}

/// How to gather statistics (`virConnectGetAllDomainStatsFlags`).
public struct StatsFlags: OptionSet, Hashable, Sendable {
    /// libvirt's flags.
    public var rawValue: UInt32
    /// The flags with these bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Only active domains.
    public static let active = StatsFlags(rawValue: 1 << 0)
    /// Only inactive domains.
    public static let inactive = StatsFlags(rawValue: 1 << 1)
    /// Only persistent domains.
    public static let persistent = StatsFlags(rawValue: 1 << 2)
    /// Only transient domains.
    public static let transient = StatsFlags(rawValue: 1 << 3)
    /// Only domains in state running.
    public static let running = StatsFlags(rawValue: 1 << 4)
    /// Only domains in state paused.
    public static let paused = StatsFlags(rawValue: 1 << 5)
    /// Only domains in state shut off.
    public static let shutoff = StatsFlags(rawValue: 1 << 6)
    /// Only domains in any other state.
    public static let other = StatsFlags(rawValue: 1 << 7)
    /// Leave out what cannot be had at once because the domain is busy, instead of waiting for it (libvirt 4.5).
    public static let noWait = StatsFlags(rawValue: 1 << 29)
    /// Report the backing chain of every disk, too.
    public static let backing = StatsFlags(rawValue: 1 << 30)
    /// Fail if the driver does not know a group that was asked for.
    public static let enforceStats = StatsFlags(rawValue: 1 << 31)
}

/// What one bulk call says about one domain.
public struct DomainStatistics: Hashable, Sendable {
    /// The domain.
    public var domain: DomainReference
    /// What was said, by fields such as `block.0.rd.bytes`; a field that is not there was not said.
    public var parameters: TypedParameters

    /// Statistics made of their parts.
    public init(domain: DomainReference, parameters: TypedParameters) {
        self.domain = domain
        self.parameters = parameters
    }
}

extension Connection {
    /// Statistics of many domains in one call.
    ///
    /// libvirt serves the domains one after another, and one domain's error fails the call for all. Domains that are
    /// gone are left out of the answer.
    ///
    /// - Parameters:
    ///   - domains: these domains, or all that the list filters in `flags` let through if `nil`
    ///     (`virDomainListGetStats` or `virConnectGetAllDomainStats`). List filters are for `nil` only.
    ///   - groups: the groups wanted; none means all that the driver has.
    ///   - flags: list filters and ways to ask.
    /// - Throws: an error whose code ``LibvirtError/Code/isUnsupported`` from drivers without bulk statistics.
    public func statistics(
        of domains: [DomainReference]? = nil,
        groups: StatsGroups = [],
        flags: StatsFlags = []
    ) throws(LibvirtError) -> [DomainStatistics] {
        var result: [DomainStatistics] = []
        if let domains {
            try forEachStatistics(of: domains, groups: groups, flags: flags) {
                result.append(DomainStatistics(domain: $0, parameters: $1))
            }
        } else {
            try records("virConnectGetAllDomainStats") {
                result.append(DomainStatistics(domain: $0, parameters: $1))
            } asking: { connection, records in
                virConnectGetAllDomainStats(connection, groups.rawValue, records, flags.rawValue)
            }
        }
        return result
    }

    /// The same of these domains, each handed over before the next is looked at: what is used up at once need not all
    /// be kept.
    public func forEachStatistics(
        of domains: [DomainReference],
        groups: StatsGroups = [],
        flags: StatsFlags = [],
        _ body: (DomainReference, TypedParameters) -> Void
    ) throws(LibvirtError) {
        let handles = try handles(for: domains)
        // libvirt refuses an empty list.
        guard !handles.isEmpty else { return }
        var present: [DomainUUID] = []
        present.reserveCapacity(domains.count)
        try withExtendedLifetime(handles) { () throws(LibvirtError) in
            var list: [virDomainPtr?] = handles.map(\.raw)
            list.append(nil)
            try records("virDomainListGetStats", asked: domains) { domain, parameters in
                present.append(domain.uuid)
                body(domain, parameters)
            } asking: { _, records in
                list.withUnsafeMutableBufferPointer {
                    virDomainListGetStats($0.baseAddress, groups.rawValue, records, flags.rawValue)
                }
            }
        }
        if present.count < domains.count {
            let present = Set(present)
            for domain in domains where !present.contains(domain.uuid) { session.handles[domain.uuid] = nil }
        }
    }

    /// - Parameter asked: the domains that were asked about, in this order.
    private func records(
        _ call: String,
        asked: [DomainReference] = [],
        _ take: (DomainReference, TypedParameters) -> Void,
        asking body: (virConnectPtr, UnsafeMutablePointer<UnsafeMutablePointer<virDomainStatsRecordPtr?>?>) -> Int32
    ) throws(LibvirtError) {
        var array: UnsafeMutablePointer<virDomainStatsRecordPtr?>?
        let count = try perform(call) { connection in
            let count = body(connection, &array)
            return count < 0 ? nil : Int(count)
        }
        guard let array else { return }
        defer { virDomainStatsRecordListFree(array) }
        var expected = asked[...]
        for index in 0..<count {
            guard let record = array[index]?.pointee, let domain = DomainReference(record.dom, expecting: &expected)
            else { continue }
            take(domain, TypedParameters(record.params, count: record.nparams))
        }
    }
}
