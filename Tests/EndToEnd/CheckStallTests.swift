import Foundation
import RealGuests
import Testing

extension CheckModeTests {
    /// Jobs that stand still.
    @Suite("jobs that stand still", .serialized) struct Stalls {
        /// A folder that ends with the test.
        private func withFolder(_ body: (String) async throws -> Void) async throws {
            let path = FileManager.default.temporaryDirectory.path + "/vp-\(UInt32.random(in: 0 ... .max))"
            defer { try? FileManager.default.removeItem(atPath: path) }
            try await body(path)
        }

        /// QEMU copies a piece and then waits for ages.
        private func copy(_ lab: Lab, to name: String) async throws {
            try await lab.virsh(
                "blockcopy", "vm0000", "vda", "--dest", "/var/lib/libvirt/images/\(name).qcow2", "--format", "qcow2",
                "--bandwidth", "1", "--bytes", "--transient-job")
        }

        @Test func aBlockJob() async throws {
            let lab = try Lab.shared
            try await withFolder { folder in
                let memory = ["--state-directory", folder]
                try await copy(lab, to: "one")
                _ = try await eventually("a job that begins") {
                    try await lab.check("block-job").values["vm0000_vda_progress"] ?? 0 > 0 ? true : nil
                }
                let first = try await CheckRun("block-job", memory + ["--stall", "1", "-v"], lab)
                #expect(first.status == 0 && first.details == ["OK vm0000 vda: copy, first seen now"], "\(first)")
                #expect(first.values["vm0000_vda_age"] == 0 && first.values["vm0000_vda_idle"] == 0, "\(first)")
                let stalled = try await eventually("the standstill") {
                    let run = try await CheckRun("block-job", memory + ["--stall", "1"], lab)
                    return run.status == 1 ? run : nil
                }
                #expect(
                    stalled.first.hasPrefix("LIBVIRT WARNING: 1/1 block job: vm0000 vda no progress for "), "\(stalled)"
                )
                let idle = try #require(stalled.values["vm0000_vda_idle"])
                #expect(idle >= 1 && stalled.values["vm0000_vda_age"] ?? 0 >= idle, "\(stalled)")
                for (arguments, status) in [
                    (["--stall", "1h"], Int32(0)), (["-c", "idle=1"], 2), (["-w", "age=1h"], 0), (["-w", "age=1"], 1),
                ] {
                    let run = try await CheckRun("block-job", memory + arguments, lab)
                    #expect(run.status == status, "\(arguments): \(run)")
                }
                // without a memory it cannot be known, which is said
                let blind = try await lab.check("block-job", "--stall", "1h")
                #expect(blind.status == 0 && blind.details.count == 1, "\(blind)")
                #expect(blind.details.first?.contains("vda made no progress in ") ?? false, "\(blind)")
                #expect(try await lab.check("block-job", "-c", "age=1").status == 3)
                try await lab.checkingByFeed { _, check in
                    let run = try await check("block-job", memory + ["--stall", "1"])
                    #expect(run.status == 1 && run.first.contains("vda no progress for "), "\(run)")
                }
                try await isSharedAndMended(folder, lab)

                // it goes on, and waits for somebody
                try await lab.virsh("blockjob", "vm0000", "vda", "--bandwidth", "0")
                let ready = try await eventually("the end of the copy") {
                    let run = try await CheckRun("block-job", memory + ["--stall", "1"], lab)
                    return run.first.contains("ready") ? run : nil
                }
                #expect(ready.status == 1 && !ready.first.contains("no progress"), "\(ready)")
                try await lab.virsh("blockjob", "vm0000", "vda", "--abort")
                // another one on the same disk, of which no check saw the first one's end
                try await copy(lab, to: "other")
                let other = try await CheckRun("block-job", memory + ["--stall", "1"], lab)
                #expect(other.status == 0 && other.values["vm0000_vda_age"] == 0, "\(other)")
                try await lab.virsh("blockjob", "vm0000", "vda", "--abort")
                let none = try await CheckRun("block-job", memory + ["--stall", "1"], lab)
                #expect(none.first == "LIBVIRT OK: no block jobs" && none.details.isEmpty, "\(none)")
                let files = try FileManager.default.contentsOfDirectory(atPath: folder)
                #expect(files.count == 1)
                let text = try String(contentsOfFile: "\(folder)/\(files.first ?? "")", encoding: .utf8)
                #expect(text.split(separator: "\n").count == 2, "\(text)")
            }
        }

        /// Checks at the same time lose nothing of one another, and junk is said in a line and done away with.
        private func isSharedAndMended(_ folder: String, _ lab: Lab) async throws {
            let memory = ["--state-directory", folder, "--stall", "1"]
            let runs = try await withThrowingTaskGroup(of: CheckRun.self) { group in
                for guest in ["vm0000", "vm0001", "busy0000", "vm*"] {
                    group.addTask { try await CheckRun("block-job", memory + ["-d", guest], lab) }
                }
                return try await group.reduce(into: [CheckRun]()) { $0.append($1) }
            }
            #expect(runs.count { $0.status == 1 } == 2 && runs.count { $0.status == 0 } == 2, "\(runs)")
            #expect(try await CheckRun("block-job", memory, lab).status == 1)
            let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
            let file = "\(folder)/\(name)"
            try "junk\n".write(toFile: file, atomically: true, encoding: .utf8)
            let junk = try await CheckRun("block-job", memory, lab)
            #expect(
                junk.status == 0
                    && junk.details == ["\(file): it is not what a check wrote; what is known of jobs begins anew"],
                "\(junk)")
            #expect(try await CheckRun("block-job", memory, lab).details.isEmpty)
        }

        /// A dump into a pipe that nobody reads.
        @Test func aJobOfAGuest() async throws {
            let lab = try Lab.shared
            let pipe = "\(lab.folder)/root/run/pipe"
            #expect(mkfifo(pipe, 0o600) == 0)
            let end = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
            try #require(end >= 0)
            try await withFolder { folder in
                let memory = ["--state-directory", folder]
                async let dump = try? lab.virsh("dump", "vm0001", "/run/pipe", "--memory-only")
                _ = try await eventually("the job") {
                    try await lab.check("job").values["vm0001_progress"] ?? 0 > 0 ? true : nil
                }
                _ = try await CheckRun("job", memory + ["--stall", "1"], lab)
                let stalled = try await eventually("the standstill") {
                    let run = try await CheckRun("job", memory + ["--stall", "1"], lab)
                    return run.status == 1 ? run : nil
                }
                #expect(stalled.first.hasPrefix("LIBVIRT WARNING: 1/1 job: vm0001 no progress for "), "\(stalled)")
                #expect(stalled.details.first?.hasSuffix("; dump") ?? false, "\(stalled)")
                #expect(stalled.values["vm0001_idle"] ?? 0 >= 1, "\(stalled)")
                #expect(try await CheckRun("job", memory + ["--stall", "1h"], lab).status == 0)
                #expect(try await CheckRun("job", memory + ["-c", "idle=1"], lab).status == 2)
                // two samples prove no more than that it stood still between them
                let blind = try await lab.check("job", "--stall", "1h")
                #expect(blind.status == 0, "\(blind)")
                #expect(blind.details.first?.hasPrefix("vm0001 made no progress in ") ?? false, "\(blind)")
                #expect(try await lab.check("job", "--stall", "0.3").status == 1)
                try await lab.checkingByFeed { _, check in
                    let run = try await check("job", memory + ["--stall", "1"])
                    #expect(run.status == 1, "\(run)")
                }
                #expect(fcntl(end, F_SETFL, 0) == 0)
                await Task.detached {
                    var piece = [UInt8](repeating: 0, count: 1 << 16)
                    while read(end, &piece, piece.count) > 0 {}
                    close(end)
                }
                .value
                _ = await dump
                let over = try await CheckRun("job", memory + ["--stall", "1"], lab)
                #expect(over.status == 0 && over.first == "LIBVIRT OK: 0 jobs", "\(over)")
            }
        }
    }
}
