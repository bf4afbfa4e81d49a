import ArgumentParser
import SNMPOutput

/// What is answered for.
struct ModuleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The modules that are served, with commas between: vm (VM-MIB), libvirt (LIBVIRT-MIB), virtpulse "
                + "(VIRTPULSE-MIB) (default: vm,libvirt,virtpulse).",
            valueName: "list"),
        transform: { try ChoiceList.read($0) })
    var modules = Set(SNMPModule.allCases)

    @Option(
        name: .customLong("virtpulse.base"),
        help: ArgumentHelp(
            "Where VIRTPULSE-MIB is, for a site with an arc of its own, of 108 numbers at most; the module's file has to be "
                + "changed likewise (default: \(VirtpulseMIB.defaultBase)).",
            valueName: "oid"),
        transform: { try Self.identifier($0) })
    var base = VirtpulseMIB.defaultBase

    @Option(
        name: .customLong("hypervisor.id"),
        help: ArgumentHelp(
            "What vmHvObjectID is, the hypervisor vendor's identifier (default: 0.0).", valueName: "oid"),
        transform: { try Self.identifier($0) })
    var hypervisorID: OID = [0, 0]

    @Flag(
        name: .customLong("cpu-affinity"), inversion: .prefixedNo,
        help: "Whether vmCpuAffinityTable has rows: one for each pair of a guest's and a host's processor.")
    var showsAffinity = true

    func validate() throws {
        let others = [SNMPModule.vm, .libvirt].map { $0.objects(base: base) }
        guard !others.contains(where: { $0.hasPrefix(base) || base.hasPrefix($0) }) else {
            throw ValidationError("--virtpulse.base \(base): another module is there; give an arc of your own")
        }
        // what a standard, or net-snmp, has there would be answered for by two
        let foreign: [OID] = [[1, 3, 6, 1, 2], [1, 3, 6, 1, 6], [1, 3, 6, 1, 4, 1, 2021]]
        let netSNMP: OID = [1, 3, 6, 1, 4, 1, 8072]
        let isForeign =
            foreign.contains { base.hasPrefix($0) }
            || base.hasPrefix(netSNMP) && !base.hasPrefix(netSNMP + [9999, 9999])
        guard !isForeign else {
            throw ValidationError("--virtpulse.base \(base): that is not for private modules; give an arc of your own")
        }
        let most = OID.longest - VirtpulseMIB.depth
        guard base.arcs.count <= most else {
            throw ValidationError(
                "--virtpulse.base: it has \(base.arcs.count) numbers, and an identifier \(OID.longest) with those of the "
                    + "rows behind it; give at most \(most)")
        }
    }

    /// What the modules tell beside samples.
    func host(_ notifications: NotificationQueue.Settings) -> SNMPHost {
        var host = SNMPHost()
        host.showsAffinity = showsAffinity
        host.hypervisorID = hypervisorID
        host.base = base
        host.sendsPerGuest = notifications.sendsPerGuest
        host.sendsBulk = notifications.sendsBulk
        return host
    }

    private static func identifier(_ text: String) throws -> OID {
        guard let oid = OID(text), oid.isSound else {
            throw ValidationError(
                "an identifier is \(OID.longest) numbers at most with dots between, such as 1.3.6.1.4.1.99999.1")
        }
        return oid
    }
}
