import Foundation
import RealGuests
import Testing

extension CheckModeTests {
    /// Numbers, as virsh has them.
    @Suite("values", .serialized) struct Values {
        @Test func processors() async throws {
            let lab = try Lab.shared
            let run = try await lab.check("cpu")
            #expect(run.first == "LIBVIRT OK: 3 guests", "\(run)")
            #expect(run.values["busy0000_used"] ?? 0 > 0, "\(run)")
            #expect(run.fields["vm0000_used"]?.hasSuffix("%;90;95;0") ?? false, "\(run)")
            let hot = try await lab.check("cpu", "-w", "used=0", "-c", "200%", "-d", "busy*")
            #expect(hot.status == 1 && hot.first.hasPrefix("LIBVIRT WARNING: 1/1 guest: busy0000 used "), "\(hot)")
            let host = try await lab.check("cpu", "--of", "host", "-d", "busy*")
            #expect(host.values["busy0000_used"] ?? 0 > 0, "\(host)")
        }

        @Test func disks() async throws {
            let lab = try Lab.shared
            let run = try await lab.check("disk")
            #expect(run.first == "LIBVIRT OK: 3 disks", "\(run)")
            // it reads and writes 18 times a second, a sector each time
            for name in ["read_ops", "write_ops", "read", "write"] {
                #expect(run.values["busy0000_vda_\(name)"] ?? 0 > 0, "\(run)")
                #expect(run.values["vm0000_vda_\(name)"] == 0, "\(run)")
            }
            #expect(run.values["busy0000_vda_read_latency"] ?? 0 > 0 && run.values["vm0000_vda_read_latency"] == nil)
            // domblkinfo has the file's size in place of 0
            let stats = try #require(try await lab.domstats("--block")["busy0000"])
            func number(_ field: String) throws -> Double {
                try #require(stats["block.0.\(field)"].flatMap(Double.init))
            }
            let percent = try #require(run.values["busy0000_vda_allocation"])
            #expect(abs(percent - (try number("allocation")) / (try number("capacity")) * 100) < 0.001, "\(run)")
            let busy = try await lab.check("disk", "-w", "read_ops=1", "-c", "write=1MiB")
            #expect(busy.status == 1, "\(busy)")
            #expect(busy.first.hasPrefix("LIBVIRT WARNING: 1/3 disks: busy0000 vda read_ops "), "\(busy)")
            let much = try await lab.check("disk", "-c", "write=0.1k", "-d", "busy*")
            #expect(much.status == 3 && much.details.first?.contains("KiB") ?? false, "\(much)")
            #expect(try await lab.check("disk", "-c", "write=0.1KiB", "-d", "busy*").status == 2)
        }

        @Test func memory() async throws {
            let lab = try Lab.shared
            // they have no driver that would tell
            let run = try await lab.check("memory")
            #expect(run.status == 3 && run.first == "LIBVIRT UNKNOWN: no guest tells its use of memory", "\(run)")
            let stats = try await lab.domstats("--balloon")
            let rss = try #require(stats["vm0000"]?["balloon.rss"].flatMap(Double.init))
            let told = try #require(run.values["vm0000_rss"])
            #expect(abs(told / 1024 - rss) < rss / 2, "\(run)")
            #expect(try await lab.check("memory", "-c", "rss=1TiB:").status == 2)
            let balloon = try await lab.check("balloon", "-w", "current=100:")
            #expect(balloon.status == 0 && balloon.fields["vm0000_current"] == "100%;100:;;0;100", "\(balloon)")
            #expect(try await lab.check("balloon", "-w", "current=~:99.5").status == 1)
        }

        @Test func interfaces() async throws {
            let lab = try Lab.shared
            let names = try await lab.domstats("--interface").compactMapValues { $0["net.0.name"] }
            let tap = try #require(names["vm0000"])
            let quiet = try await lab.check("net")
            #expect(quiet.status == 0 && quiet.first == "LIBVIRT OK: 3 interfaces", "\(quiet)")
            #expect(quiet.fields["vm0000_\(tap)_drops"] == "0;0;;0", "\(quiet)")
            // nobody takes what is sent to it: its queue fills up, and the rest is dropped
            try await lab.run("traffic", "vm0000", "2000")
            // for as long as the check looks, whenever its two samples are
            let sending = Task {
                while !Task.isCancelled { try await lab.run("traffic", "vm0000", "300") }
            }
            let run = try await lab.check("net", "--sample", "3s")
            sending.cancel()
            _ = await sending.result
            #expect(run.status == 1, "\(run)")
            #expect(run.first.hasPrefix("LIBVIRT WARNING: 1/3 interfaces: vm0000 \(tap) drops "), "\(run)")
        }

        @Test func host() async throws {
            let lab = try Lab.shared
            let run = try await lab.check("host", "-w", "cpu=100")
            #expect(run.status == 0 && run.first.hasPrefix("LIBVIRT OK: vcpu_ratio "), "\(run)")
            let node = try await lab.virsh("nodeinfo")
            func number(_ name: String) throws -> Double {
                let line = try #require(node.split(separator: "\n").first { $0.hasPrefix(name) })
                return try #require(Double(line.drop { $0 != ":" }.dropFirst().split(separator: " ")[0]))
            }
            #expect(abs(try #require(run.values["vcpu_ratio"]) - 3 / (try number("CPU(s)"))) < 0.001, "\(run)")
            let memory = try number("Memory size")
            #expect(abs(try #require(run.values["memory_allocated"]) - 3 * 8192 / memory * 100) < 0.001, "\(run)")
            #expect(run.values["cpu"] ?? -1 >= 0 && run.values["memory_used"] ?? 0 > 0, "\(run)")
            #expect(try await lab.check("host", "-c", "vcpu_ratio=0").status == 2)
        }

        @Test func poolsAndNetworks() async throws {
            let lab = try Lab.shared
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            #expect(try await lab.check("pool").first == "LIBVIRT OK: 0 pools")
            let network = "\(lab.folder)/network.xml"
            // no firewall is needed for one of this kind
            try """
            <network><name>checked</name><forward mode='open'/><bridge name='vpcheck0'/><dns enable='no'/>
            <ip address='192.168.77.1' netmask='255.255.255.0'/></network>
            """.write(toFile: network, atomically: true, encoding: .utf8)
            try await virsh.run([
                "pool-define-as checked dir --target /var/lib/libvirt/checked", "pool-build checked",
                "pool-autostart checked", "net-define \(network)", "net-autostart checked",
            ])
            #expect(virsh.errors == [])
            for (mode, noun) in [("pool", "pool"), ("network", "network")] {
                let run = try await lab.check(mode)
                let words = "LIBVIRT CRITICAL: 1/1 \(noun): checked is inactive, though autostarted"
                #expect(run.status == 2 && run.first == words, "\(run)")
            }
            try await virsh.run(["pool-start checked", "net-start checked"])
            #expect(virsh.errors == [])
            #expect(try await lab.check("network").first == "LIBVIRT OK: 1 network")
            let run = try await lab.check("pool", "-w", "80", "-c", "100")
            let info = try await lab.virsh("pool-info", "checked", "--bytes").split(separator: "\n")
            func bytes(_ name: String) -> Double? {
                info.first { $0.hasPrefix(name) }?.split(separator: " ").last.flatMap { Double($0) }
            }
            let (free, size) = (try #require(bytes("Available")), try #require(bytes("Capacity")))
            let used = try #require(run.values["checked_used"])
            // others write meanwhile
            #expect(abs(used - (1 - free / size) * 100) < 1, "\(run)")
            #expect(run.fields["checked_free"]?.hasPrefix("\(Int(run.values["checked_free"] ?? 0))B;;;0;") ?? false)
            let little = try await lab.check("pool", "-w", "used=100", "-c", "free=1PiB:")
            #expect(
                little.status == 2 && little.first.hasPrefix("LIBVIRT CRITICAL: 1/1 pool: checked free "), "\(little)")
        }
    }
}
