import Foundation
import RealGuests
import Testing

extension CheckDirectModeTests {
    /// The host's connection, its pools and its networks.
    @Suite("host", .serialized) struct Host {
        @Test func connection() async throws {
            let lab = try Lab.shared
            let run = try await lab.check("connection")
            #expect(run.status == 0, "\(run)")
            let version = try await lab.virsh("version", "--daemon")
            func number(_ line: Regex<(Substring, Substring)>) throws -> Substring {
                try #require(try line.firstMatch(in: version)).1
            }
            let libvirt = try number(/Running against daemon: (\S+)/)
            let hypervisor = try number(/Running hypervisor: QEMU (\S+)/)
            #expect(
                run.first.wholeMatch(of: /LIBVIRT OK: answered in [\d.]+ [um]?s, libvirt \S+, QEMU \S+/) != nil,
                "\(run)")
            #expect(run.first.contains("libvirt \(libvirt), QEMU \(hypervisor)"), "\(run)")
            let time = try #require(run.values["time"])
            #expect(time > 0 && time < 5 && run.fields["time"]?.hasSuffix("s;;;0") ?? false, "\(run)")
            let slow = try await lab.check("connection", "-w", "time=0", "-c", "1h")
            #expect(slow.status == 1 && slow.first.hasPrefix("LIBVIRT WARNING: time "), "\(slow)")
            #expect(try await lab.check("connection", "-c", "0").status == 2)
        }

        @Test func volumes() async throws {
            let lab = try Lab.shared
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            let none = try await lab.check("volume")
            #expect(none.status == 0 && none.first == "LIBVIRT OK: 0 volumes", "\(none)")
            #expect(try await lab.check("volume", "--on-empty", "warning").status == 1)
            let place = "/var/lib/libvirt/volumes"
            try await virsh.run([
                "pool-define-as volumes dir --target \(place)", "pool-build volumes", "pool-start volumes",
                "vol-create-as volumes plain 10M --allocation 0 --format raw",
                "vol-create-as volumes base 10M --allocation 0 --format qcow2",
                "vol-create-as volumes top 10M --format qcow2 --backing-vol base --backing-vol-format qcow2",
            ])
            #expect(virsh.errors == [])
            let run = try await lab.check("volume")
            #expect(run.status == 0 && run.first == "LIBVIRT OK: 3 volumes", "\(run)")
            #expect(run.fields["volumes_plain_used"] == "0%;;;0", "\(run)")
            #expect(run.values["volumes_base_used"] ?? 0 > 0, "\(run)")
            // all of it, and what the format needs for itself
            _ = try await Program.output(
                of: "qemu-img",
                [
                    "create", "-q", "-f", "qcow2", "-o", "preallocation=full", "\(lab.folder)/root\(place)/thick",
                    "10M",
                ])
            try await virsh.run(["pool-refresh volumes"])
            let thick = try await lab.check("volume", "-w", "100")
            #expect(thick.status == 1 && thick.details.first?.hasPrefix("WARNING volumes thick: ") ?? false, "\(thick)")
            #expect(thick.fields["volumes_thick_used"]?.hasSuffix("%;100;;0") ?? false, "\(thick)")
            try await virsh.run(["vol-delete thick volumes"])
            #expect(virsh.errors == [])

            // it is looked at anew, without a refresh of the pool
            let file = "\(lab.folder)/root\(place)/plain"
            for (mebibytes, status) in [(5, Int32(0)), (7, 1), (10, 2)] {
                try fill(file, mebibytes)
                let full = try await lab.check("volume", "-w", "60", "-c", "90")
                #expect(full.status == status, "\(full)")
                #expect(full.values["volumes_plain_used"] == Double(mebibytes * 10), "\(full)")
                guard status > 0 else { continue }
                let words =
                    "\(status == 1 ? "WARNING" : "CRITICAL"): 1/3 volumes: volumes plain used \(mebibytes * 10)%"
                #expect(full.first == "LIBVIRT \(words)", "\(full)")
            }

            // what a guest has now, has at its next start, or what that rests on, is in use
            let all = try await lab.check("volume", "--orphans")
            #expect(all.status == 1 && all.values["orphans"] == 2, "\(all)")
            #expect(
                Set(all.details) == Set(["plain", "top"].map { "WARNING volumes \($0): no guest uses it" }), "\(all)")
            try await virsh.run([
                "attach-disk off0000 \(place)/top vdb --config --subdriver qcow2 --targetbus virtio",
                "attach-disk off0000 \(place)/plain vdc --config --targetbus virtio",
            ])
            let used = try await lab.check("volume", "--orphans", "-c", "orphans=0")
            #expect(used.status == 0 && used.values["orphans"] == 0, "\(used)")
            try await virsh.run(["start off0000", "detach-disk off0000 vdc --config"])
            let running = try await lab.check("volume", "--orphans")
            #expect(running.status == 0 && running.values["orphans"] == 0, "\(running)")
            try await virsh.run(["destroy off0000"])
            #expect(virsh.errors == [])
            let one = try await lab.check("volume", "--orphans", "-c", "orphans=0")
            #expect(one.status == 2 && one.details == ["WARNING volumes plain: no guest uses it"], "\(one)")

            // nobody knows what is in a pool that holds something else than images
            try FileManager.default.removeItem(atPath: file)
            #expect(mkfifo(file, 0o600) == 0)
            let unread = try await lab.check("volume", "--orphans")
            #expect(unread.status == 3 && unread.details.first?.hasPrefix("UNKNOWN volumes: ") ?? false, "\(unread)")
            #expect(unread.values["orphans"] == nil, "\(unread)")
            let overcommit = try await lab.check("pool", "-c", "overcommit=0")
            #expect(overcommit.status == 3 && overcommit.values["volumes_overcommit"] == nil, "\(overcommit)")
            #expect(overcommit.first.hasPrefix("LIBVIRT UNKNOWN: 1/1 pool: volumes "), "\(overcommit)")
            try FileManager.default.removeItem(atPath: file)

            let promised = try await lab.check("pool", "-w", "overcommit=0")
            #expect(promised.status == 1, "\(promised)")
            #expect(promised.first.hasPrefix("LIBVIRT WARNING: 1/1 pool: volumes overcommit "), "\(promised)")
            try await virsh.run(["detach-disk off0000 vdb --config", "pool-destroy volumes", "pool-undefine volumes"])
            #expect(virsh.errors == [])
            #expect(try await lab.check("volume").first == "LIBVIRT OK: 0 volumes")
        }

        /// Writes so many MiB to the beginning of a file, as a guest does that fills its disk.
        private func fill(_ file: String, _ mebibytes: Int) throws {
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
            defer { try? handle.close() }
            try handle.write(contentsOf: Data(repeating: 1, count: mebibytes << 20))
            try handle.synchronize()
        }

        /// A pool on a file system of its own, which is full when a guest has filled it.
        @Test func poolThatFillsUp() async throws {
            let lab = try Lab.shared
            try await lab.add("writer", "--busy", "--full", "--paused")
            let image = try await lab.virsh("domblklist", "writer").split(separator: " ").last ?? ""
            let place = image.trimmingCharacters(in: .whitespacesAndNewlines).dropLast("/disk.raw".count)
            try await lab.virsh("pool-create-as", "small", "dir", "--target", String(place))
            let full = try await lab.check("pool")
            #expect(full.status == 2 && full.first == "LIBVIRT CRITICAL: 1/1 pool: small used 100%", "\(full)")
            #expect(full.fields["small_used"] == "100%;80;90;0;100", "\(full)")
            #expect(full.fields["small_free"] == "0B;;;0;8192", "\(full)")
            try await lab.run("free", "writer")
            try await lab.virsh("pool-refresh", "small")
            let half = try await lab.check("pool")
            #expect(half.status == 0 && half.first == "LIBVIRT OK: 1 pool", "\(half)")
            #expect(half.values == ["small_used": 50, "small_free": 4096], "\(half)")
            #expect(try await lab.check("pool", "-w", "40").status == 1)
            try await lab.virsh("pool-destroy", "small")
            try await lab.virsh("destroy", "writer")
        }

        @Test func addressesOfANetwork() async throws {
            let lab = try Lab.shared
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            let file = "\(lab.folder)/lending.xml"
            try """
            <network><name>lending</name><forward mode='open'/><bridge name='vplend0'/><dns enable='no'/>
            <ip address='192.168.78.1' netmask='255.255.255.0'><dhcp><range start='192.168.78.10' end='192.168.78.28'/>
            <host mac='52:54:00:00:00:01' ip='192.168.78.40'/></dhcp></ip></network>
            """.write(toFile: file, atomically: true, encoding: .utf8)
            try await virsh.run(["net-define \(file)"])
            // that it is not in use is nobody's fault
            let idle = try await lab.check("network", "-v")
            #expect(idle.status == 0 && idle.details == ["OK lending: inactive"], "\(idle)")
            try await virsh.run(["net-autostart lending"])
            let inactive = try await lab.check("network")
            let words = "LIBVIRT CRITICAL: 1/1 network: lending is inactive, though autostarted"
            #expect(inactive.status == 2 && inactive.first == words && inactive.values.isEmpty, "\(inactive)")
            try await virsh.run(["net-start lending"])
            #expect(virsh.errors == [])

            let addresses = (10...28).map { "192.168.78.\($0)" } + ["192.168.78.40"]
            let free = try await lab.check("network", "-v")
            #expect(free.status == 0 && free.details == ["OK lending: 0 of 20 addresses lent"], "\(free)")
            #expect(free.fields["lending_leases"] == "0%;90;95;0", "\(free)")
            var before = 0
            for (lent, status, word) in [(18, Int32(0), "OK"), (19, 1, "WARNING"), (20, 2, "CRITICAL")] {
                try await lab.run("lease", ["lending"] + addresses[before..<lent])
                before = lent
                let run = try await lab.check("network", "-v")
                #expect(run.status == status && run.values["lending_leases"] == Double(lent * 5), "\(run)")
                let reason = status == 0 ? "" : "leases \(lent * 5)%; "
                #expect(run.details == ["\(word) lending: \(reason)\(lent) of 20 addresses lent"], "\(run)")
            }
            try await lab.run("release", ["lending"] + addresses.prefix(3))
            #expect(try await lab.check("network").values["lending_leases"] == 85)

            // what libvirt keeps of them is broken
            let status = "\(lab.folder)/root/var/lib/libvirt/dnsmasq/vplend0.status"
            try "[ {".write(toFile: status, atomically: true, encoding: .utf8)
            let broken = try await lab.check("network")
            #expect(broken.status == 3 && broken.values.isEmpty, "\(broken)")
            #expect(broken.details.first?.hasPrefix("UNKNOWN lending: ") ?? false, "\(broken)")
            try "[]".write(toFile: status, atomically: true, encoding: .utf8)
            #expect(try await lab.check("network").status == 0)
            try await virsh.run(["net-destroy lending", "net-undefine lending"])
            #expect(virsh.errors == [])
        }
    }
}
