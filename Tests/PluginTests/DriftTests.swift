import DomainXML
import Libvirt
import NagiosOutput
import Testing

@testable import virtpulse_plugin

/// What is told of a guest's next start.
@Suite struct DriftTests {
    private func words(_ live: String, _ next: String) throws -> [String] {
        func read(_ inside: String) throws -> DomainConfiguration {
            try DomainConfiguration(from: Array("<domain>\(inside)</domain>".utf8))
        }
        return try ConfigurationDrift.words(live: read(live), next: read(next))
    }

    @Test func memoryAndProcessors() throws {
        let drifts = try words(
            "<memory>4194304</memory><currentMemory>2097152</currentMemory><vcpu current='1'>4</vcpu>",
            "<memory>4194304</memory><vcpu>4</vcpu>")
        #expect(drifts == ["memory 2 GiB live, 4 GiB at the next start", "vcpus 1 live, 4 at the next start"])
    }

    @Test func whatIsNotKnownIsNoDrift() throws {
        #expect(try words("<memory>1024</memory><vcpu>1</vcpu>", "") == [])
    }

    @Test func disks() throws {
        func disk(_ target: String, _ source: String, _ more: String = "") -> String {
            "<disk device='\(more.isEmpty ? "disk" : more)'><source file='\(source)'/><target dev='\(target)'/><alias name='x'/></disk>"
        }
        let drifts = try words(
            "<devices>\(disk("vda", "/a"))\(disk("vdb", "/b"))\(disk("sda", "/iso", "cdrom"))</devices>",
            "<devices>\(disk("vda", "/a2"))\(disk("vdc", "/c"))\(disk("sda", "/other", "cdrom"))</devices>")
        #expect(
            drifts == [
                "disk vda /a live, /a2 at the next start", "disk vdb only live", "disk vdc only at the next start",
            ])
    }

    @Test func interfaces() throws {
        func nic(_ mac: String, _ network: String, _ rest: String = "") -> String {
            "<interface type='network'><mac address='\(mac)'/><source network='\(network)'\(rest)/></interface>"
        }
        let drifts = try words(
            "<devices>\(nic("A", "n", " bridge='virbr0' portid='1'"))\(nic("b", "x"))\(nic("c", "n"))</devices>",
            "<devices>\(nic("a", "n"))\(nic("b", "y"))<interface type='network'/></devices>")
        #expect(drifts == ["interface b on x live, y at the next start", "interface c only live"])
    }

    @Test func fileSystemsAsAgentsTellThem() {
        let uses = FileSystemUses.all(in: [
            "fs.count": .uint(4_000_000_000), "fs.0.mountpoint": .string("/"), "fs.0.total-bytes": .ullong(10),
            "fs.0.used-bytes": .ullong(4), "fs.1.name": .string("no mount point"), "fs.2.mountpoint": .string("/proc"),
        ])
        #expect(uses.map(\.mountPoint) == ["/", "/proc"])
        #expect(uses.map(\.total) == [10, nil] && uses.map(\.used) == [4, nil])
        #expect(FileSystemUses.all(in: [:]).isEmpty)
    }
}
