import Catalogue
import Foundation
import Snapshot
import Testing

@testable import SNMPOutput

/// The code against the modules that managers read.
@Suite(.enabled(if: SMIModule.isReadable, "smitools or snmp is not installed"))
struct ModuleTests {
    static func name(of module: SNMPModule) -> String {
        switch module {
        case .vm: "VM-MIB"
        case .libvirt: "LIBVIRT-MIB"
        case .virtpulse: "VIRTPULSE-MIB"
        }
    }

    static func tree(of modules: Set<SNMPModule>, base: OID = VirtpulseMIB.defaultBase) -> MIBTree {
        var host = SNMPHost()
        host.base = base
        let guests = [SyntheticHost.rich("a", 1), SyntheticHost.guest("b", 2, isActive: false)]
        return MIBTree(SyntheticHost.sample(SyntheticHost.snapshot(guests), host: host), of: modules)
    }

    @Test func theirReadersFindNothingWrong() throws {
        let (status, text) = try SMIModule.run("/bin/bash", ["mibs/check"], withErrors: true)
        #expect(status == 0)
        #expect(text.isEmpty, "\(text)")
    }

    @Test(arguments: SNMPModule.allCases)
    func whatIsServedIsWhatTheModuleHas(module: SNMPModule) throws {
        let stated = try SMIModule(Self.name(of: module)).objects.filter(\.isAccessible)
            .map { MIBObject(name: $0.name, oid: $0.oid, syntax: $0.syntax.base) }
        let served = Self.tree(of: [module]).objects
        #expect(Set(served).subtracting(stated).map(\.name).sorted() == [])
        #expect(Set(stated).subtracting(served).map(\.name).sorted() == [])
        #expect(served.count == stated.count)
    }

    @Test(arguments: SNMPModule.allCases)
    func eachCellIsWhatTheModuleAllows(module: SNMPModule) throws {
        let stated = try SMIModule(Self.name(of: module)).objects
        let cells = WalkTests.walk(Self.tree(of: [module]))
        #expect(!cells.isEmpty)
        for cell in cells {
            let object = try #require(stated.first { cell.oid.hasPrefix($0.oid) })
            #expect(object.syntax.allows(cell.value), "\(object.name): \(cell)")
            #expect(cell.oid.arcs.count == object.oid.arcs.count + object.instanceLength, "\(object.name): \(cell)")
        }
    }

    @Test func anotherBaseMovesAllOfOurs() {
        let base: OID = [1, 3, 6, 1, 4, 1, 99_999, 7]
        let here = Self.tree(of: [.virtpulse]).objects
        let there = Self.tree(of: [.virtpulse], base: base).objects
        let length = VirtpulseMIB.defaultBase.arcs.count
        #expect(there.map(\.oid) == here.map { base + Array($0.oid.arcs.dropFirst(length)) })
        #expect(there.map(\.name) == here.map(\.name))
    }

    @Test func notificationsOfOneGuestAreVMMIBs() throws {
        let module = try SMIModule("VM-MIB")
        for kind in GuestChange.Kind.allCases {
            let notification = SNMPNotification(Self.change(kind), index: 7)
            let stated = try Self.check(notification, in: module, instance: [7])
            #expect(stated.name.lowercased() == "vm\(kind)".lowercased())
        }
    }

    @Test func notificationsOfManyGuestsAreVMMIBs() throws {
        let module = try SMIModule("VM-MIB")
        for kind in GuestChange.Kind.allCases {
            let stated = try Self.check(SNMPNotification(kind, bulk: [1, 9]), in: module, instance: [0])
            #expect(stated.name.lowercased() == "vmbulk\(kind)".lowercased())
        }
        #expect(module.notifications.count == 2 * GuestChange.Kind.allCases.count)
    }

    @Test func theOtherNotificationIsLIBVIRTMIBs() throws {
        let module = try SMIModule("LIBVIRT-MIB")
        let uuid = SyntheticHost.uuid(1)
        for kind in GuestChange.Kind.allCases {
            let notification = try #require(SNMPNotification(libvirt: Self.change(kind)))
            _ = try Self.check(notification, in: module, instance: uuid.bytes.map { UInt($0) })
        }
        #expect(module.notifications.count == 1)
        #expect(try SMIModule("VIRTPULSE-MIB").notifications == [])
    }

    @Test func statesAreCalledWhatTheModuleCallsThem() throws {
        let types = try SMIModule("VM-MIB").types
        for (number, label) in try #require(types["VirtualMachineOperState"]).labels {
            #expect(OperState(rawValue: Int32(number)).map { "\($0)" } == label)
        }
        for (number, label) in try #require(types["VirtualMachineAdminState"]).labels {
            #expect(AdminState(rawValue: Int32(number)).map { "\($0)" } == label)
        }
        let source = try #require(try SMIModule("VIRTPULSE-MIB").object("virtpulseSource"))
        #expect(source.syntax.labels.count == 2)
        for (number, label) in source.syntax.labels {
            #expect(SNMPSample.Origin(rawValue: Int32(number)).map { "\($0)" } == label)
        }
        let libvirt = try #require(try SMIModule("LIBVIRT-MIB").object("libvirtGuestState"))
        for (number, label) in libvirt.syntax.labels {
            #expect(Catalogue.domainStates[Int(number)] == label)
            #expect(LibvirtMIB.state(Int32(number)) == .integer(Int32(number)))
        }
    }

    /// RFC 7666 as facts: each object's number, access and group.
    @Test func allThatTheStandardDemandsIsServed() throws {
        let file = SMIModule.root.appending(path: "Tests/SNMPOutputTests/Fixtures/vm-mib-objects.tsv")
        let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
            .map { $0.split(separator: "\t").map(String.init) }
        let module = try SMIModule("VM-MIB")
        let served = Self.tree(of: [.vm]).objects
        let words = [
            "readonly": "read-only", "readwrite": "read-write", "noaccess": "not-accessible",
            "notifyonly": "accessible-for-notify",
        ]
        let mandatory: Set = [
            "vmHypervisorGroup", "vmVirtualMachineGroup", "vmCpuGroup", "vmCpuAffinityGroup", "vmStorageGroup",
            "vmNetworkGroup",
        ]
        var demanded = 0
        for row in rows {
            try #require(row.count == 4, "\(row)")
            let (name, oid, access, group) = (row[0], try #require(OID(row[1])), row[2], row[3])
            #expect(module.groups[name] ?? "-" == group, "\(name)")
            if access == "notify" {
                #expect(module.notifications.first { $0.name == name }?.oid == oid, "\(name)")
            } else {
                let object = try #require(module.object(name))
                #expect(object.oid == oid, "\(name)")
                #expect(words[object.access] == access, "\(name)")
            }
            guard mandatory.contains(group) else { continue }
            demanded += 1
            #expect(served.first { $0.name == name }?.oid == oid, "\(name)")
        }
        #expect(demanded == served.count)
        #expect(rows.count == module.objects.count + module.notifications.count)
    }

    private static func change(_ kind: GuestChange.Kind) -> GuestChange {
        GuestChange(
            kind: kind, uuid: SyntheticHost.uuid(1), name: "a", previous: .running, before: nil,
            now: GuestChange.Presence(number: 1, isActive: true), isPersistent: true)
    }

    /// The notification that a module has under this number; what is told must be what it states, in its order.
    private static func check(
        _ notification: SNMPNotification, in module: SMIModule, instance: [UInt]
    ) throws -> SMIModule.Notification {
        let stated = try #require(module.notifications.first { $0.oid == notification.oid })
        let objects = try stated.objects.map { try #require(module.object($0)) }
        #expect(notification.variables.map(\.oid) == objects.map { $0.oid + instance }, "\(stated.name)")
        for (variable, object) in zip(notification.variables, objects) {
            #expect(object.access != "noaccess", "\(stated.name)")
            #expect(object.syntax.allows(variable.value), "\(stated.name): \(variable)")
        }
        return stated
    }
}
