import Foundation
import RealGuests
import Testing

extension CheckDirectModeTests {
    /// What single guests are asked.
    @Suite("guests", .serialized) struct Guests {
        /// A guest with something to copy on its second disk.
        private func addCopied(_ name: String, to lab: Lab) async throws {
            try await lab.add(name, "--disks", "2", "--inactive")
            let image = try await lab.virsh("domblklist", name).split(separator: "\n").first { $0.contains("vdb") }
            let path = lab.folder + "/root" + (image?.split(separator: " ").last ?? "")
            _ = try await Program.output(of: "qemu-io", ["-f", "qcow2", "-c", "write -P 1 0 32M", path])
            try await lab.virsh("start", name)
        }

        /// Jobs of disks, so slow that they last until somebody lets them go on.
        @Test func blockJobs() async throws {
            let lab = try Lab.shared
            let guest = "copied"
            try await addCopied(guest, to: lab)
            let none = try await lab.check("block-job")
            #expect(none.status == 0 && none.first == "LIBVIRT OK: no block jobs", "\(none)")
            #expect(none.fields == ["jobs": "0;;;0"], "\(none)")

            let copy = ["vdb", "/var/lib/libvirt/images/copy.qcow2", "--format", "qcow2", "--transient-job"]
            try await lab.virsh("blockcopy", guest, copy[0], copy[1], copy[2], copy[3], copy[4], "--bandwidth", "1")
            let slow = try await lab.check("block-job", "-v")
            #expect(slow.status == 0 && slow.first == "LIBVIRT OK: 1 block job", "\(slow)")
            #expect(slow.details == ["OK copied vdb: copy"] && slow.values["jobs"] == 1, "\(slow)")
            let progress = try #require(slow.values["copied_vdb_progress"])
            #expect((0..<100).contains(progress), "\(slow)")
            let info = try await lab.virsh("blockjob", guest, "vdb", "--raw")
            let current = try #require(info.firstMatch(of: /cur=(\d+)/).flatMap { Double($0.1) })
            let end = try #require(info.firstMatch(of: /end=(\d+)/).flatMap { Double($0.1) })
            #expect(abs(progress - current / end * 100) < 30, "\(slow), \(info)")
            #expect(slow.fields["copied_vdb_progress"]?.hasSuffix("%;;;0;100") ?? false, "\(slow)")
            #expect(try await lab.check("block-job", "-w", "progress=100:").status == 1)
            let behind = try await lab.check("block-job", "-w", "100:", "-c", "jobs=0")
            #expect(
                behind.status == 2 && behind.first.hasPrefix("LIBVIRT CRITICAL: 1/1 block job, jobs 1: "), "\(behind)")

            try await lab.virsh("blockjob", guest, "vdb", "--bandwidth", "0")
            let ready = try await eventually("a copy that is ready") {
                let run = try await lab.check("block-job")
                return run.status == 1 ? run : nil
            }
            let words = "1/1 block job: copied vdb copy is ready but not pivoted"
            #expect(
                ready.first == "LIBVIRT WARNING: \(words)" && ready.values["copied_vdb_progress"] == 100, "\(ready)")
            try await lab.virsh("blockjob", guest, "vdb", "--abort")
            #expect(try await lab.check("block-job").first == "LIBVIRT OK: no block jobs")

            // jobs that the XML does not tell of
            try await lab.virsh("snapshot-create-as", guest, "one", "--disk-only", "--no-metadata")
            try await lab.virsh("blockpull", guest, "vdb", "--bandwidth", "1")
            let pull = try await lab.check("block-job", "-v")
            #expect(pull.status == 0 && pull.details == ["OK copied vdb: pull"], "\(pull)")
            try await lab.virsh("blockjob", guest, "vdb", "--abort")
            try await lab.virsh("blockcommit", guest, "vdb", "--active")
            let commit = try await eventually("a commit that is ready") {
                let run = try await lab.check("block-job")
                return run.status == 1 ? run : nil
            }
            let waiting = "WARNING copied vdb: active_commit is ready but not pivoted; active_commit"
            #expect(commit.details == [waiting], "\(commit)")
            try await lab.virsh("blockjob", guest, "vdb", "--pivot")
            #expect(try await lab.check("block-job").values == ["jobs": 0])
            try await lab.virsh("destroy", guest)
            try await lab.virsh("undefine", guest)
        }

        /// A guest whose disk has no room, and one whose disk is gone.
        @Test func disksInError() async throws {
            let lab = try Lab.shared
            let well = try await lab.check("io-error")
            #expect(well.status == 0 && well.first == "LIBVIRT OK: 3 guests", "\(well)")
            try await lab.add("full", "--busy", "--full")
            let full = try await eventually("the pause") {
                let run = try await lab.check("io-error")
                // its disk is in error a moment before
                return run.first.contains("ioerror") ? run : nil
            }
            #expect(full.first == "LIBVIRT CRITICAL: 1/4 guests: full paused (ioerror), vda has no space", "\(full)")
            #expect(full.details == ["CRITICAL full: paused (ioerror), vda has no space"], "\(full)")
            try await lab.run("free", "full")
            try await lab.virsh("resume", "full")
            let resumed = try await lab.check("io-error", "-v")
            #expect(resumed.status == 0 && resumed.first == "LIBVIRT OK: 4 guests", "\(resumed)")
            // QEMU tells it still
            if try await lab.virsh("domblkerror", "full").contains("no space") {
                #expect(resumed.details.contains("OK full: vda had no space before it was resumed"), "\(resumed)")
            }
            try await lab.run("fill", "full")
            _ = try await eventually("the pause") { try await lab.check("io-error").status == 2 ? true : nil }
            try await lab.virsh("destroy", "full")
            for (state, status) in [("ok", Int32(0)), ("warning", 1), ("critical", 2), ("unknown", 3)] {
                let gone = try await lab.check("io-error", "-d", "full", "-d", "vm0000", "--on-missing", state)
                #expect(gone.status == status, "\(gone)")
            }
        }

        /// A guest whose disk is served by a program that ends.
        @Test func aDiskThatIsLost() async throws {
            let lab = try Lab.shared
            let numbers = "\(lab.folder)/nbd.pid"
            _ = try await Program.output(
                of: "qemu-nbd",
                [
                    "--fork", "--persistent", "--snapshot", "--format", "qcow2", "--pid-file", numbers, "--socket",
                    "\(lab.folder)/root/run/nbd.sock", "\(lab.folder)/templates/busy.qcow2",
                ])
            let number = try String(contentsOfFile: numbers, encoding: .utf8).split(separator: "\n").first ?? ""
            let server = try #require(pid_t(number))
            defer { kill(server, SIGKILL) }
            let disk = """
                <disk type='network' device='disk'><driver name='qemu' type='raw' error_policy='stop'/>
                <source protocol='nbd'><host transport='unix' socket='/run/nbd.sock'/></source>
                <target dev='vda' bus='virtio'/></disk>
                """
            let file = "\(lab.folder)/remote.xml"
            try String(contentsOfFile: lab.definition(of: "busy0000"), encoding: .utf8)
                .replacing("busy0000", with: "remote").replacing(/<uuid>.*<\/uuid>/, with: "")
                .replacing(/<disk .*<\/disk>/, with: disk).write(toFile: file, atomically: true, encoding: .utf8)
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            try await virsh.run(["create \(file)"])
            #expect(virsh.errors == [])
            #expect(try await lab.check("io-error").first == "LIBVIRT OK: 4 guests")
            kill(server, SIGKILL)
            let lost = try await eventually("the pause") {
                let run = try await lab.check("io-error")
                return run.first.contains("ioerror") ? run : nil
            }
            #expect(
                lost.first == "LIBVIRT CRITICAL: 1/4 guests: remote paused (ioerror), vda has I/O errors", "\(lost)")
            try await lab.virsh("destroy", "remote")
        }

        /// What a running guest will have otherwise at its next start, and what libvirt warns of.
        @Test func configurations() async throws {
            let lab = try Lab.shared
            let guest = "off0000"
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            let off = try await lab.check("config", "-d", guest, "-v")
            #expect(off.status == 0 && off.first == "LIBVIRT OK: 1 guest", "\(off)")
            // what runs in a lab does so as root, of which libvirt warns
            let taint = "tainted: running with undesirable elevated privileges"
            let all = try await lab.check("config")
            #expect(all.status == 1 && all.values == ["drifts": 0, "messages": 3], "\(all)")
            #expect(all.details.count == 3 && all.details.allSatisfy { $0.hasSuffix(": \(taint)") }, "\(all)")
            #expect(try await lab.check("config", "-c", "messages=0").status == 2)

            try await virsh.run([
                "start \(guest)", "setvcpus \(guest) 2 --config --maximum", "setmaxmem \(guest) 16M --config",
                "attach-disk \(guest) /var/lib/libvirt/other.raw vdb --config",
            ])
            #expect(virsh.errors == [])
            let drift = try await lab.check("config", "-d", guest)
            #expect(drift.status == 1 && drift.values == ["drifts": 1, "messages": 1], "\(drift)")
            #expect(drift.first.hasPrefix("LIBVIRT WARNING: 1/1 guest: off0000 maximum memory 8 MiB live"), "\(drift)")
            let critical = try await lab.check("config", "-d", guest, "-c", "drifts=0")
            let words = [
                "maximum memory 8 MiB live, 16 MiB at the next start", "maximum vcpus 1 live, 2 at the next start",
                "disk vdb only at the next start", taint,
            ]
            #expect(critical.status == 2, "\(critical)")
            #expect(critical.details == ["WARNING off0000: \(words.joined(separator: ", "))"], "\(critical)")
            try await virsh.run(["destroy \(guest)", "define \(lab.folder)/xml/inactive/\(guest).xml"])
            #expect(virsh.errors == [])
        }

        /// A guest that runs as somebody who may do little, until somebody speaks with its monitor behind libvirt's back.
        @Test func aGuestThatLibvirtWarnsOf() async throws {
            let lab = try Lab.shared
            let guest = "off0000"
            let settings = "\(lab.folder)/root/etc/libvirt/qemu.conf"
            let text = try String(contentsOfFile: settings, encoding: .utf8)
            try text.replacing("\"root\"", with: "\"libvirt-qemu\"").write(
                toFile: settings, atomically: true, encoding: .utf8)
            try await lab.run("restart")
            try await lab.virsh("start", guest)
            let plain = try await lab.check("config", "-d", guest)
            #expect(plain.status == 0 && plain.values == ["drifts": 0, "messages": 0], "\(plain)")
            try await lab.virsh("qemu-monitor-command", guest, "--hmp", "info version")
            let tainted = try await lab.check("config", "-d", guest)
            #expect(tainted.status == 1 && tainted.values == ["drifts": 0, "messages": 1], "\(tainted)")
            #expect(
                tainted.details == ["WARNING off0000: tainted: custom monitor control commands issued"], "\(tainted)")
            try await lab.virsh("destroy", guest)
            try text.write(toFile: settings, atomically: true, encoding: .utf8)
            try await lab.run("restart")
        }
    }
}
