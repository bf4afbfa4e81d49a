import Foundation
import NagiosOutput
import RealGuests
import Testing

extension CheckDirectModeTests {
    /// What is not to be found out.
    @Suite("faults", .serialized) struct Faults {
        /// Every mode but that which needs the daemon, and what else asks libvirt of more than samples.
        private static let modes =
            CheckMode.all.map(\.name).filter { $0 != "events" }.map { name in
                switch name {
                case "expected": [name, "--require", "vm0000"]
                case "guest-fs": [name, "--allow-read-write"]
                default: [name]
                }
            } + [
                ["volume", "--orphans"], ["pool", "-c", "overcommit=1"], ["agent", "--ping", "--allow-read-write"],
                ["domains", "--metadata", "/domain/name/text()"],
            ]

        /// What modes say, asked all at once.
        private func each(
            _ all: [[String]], _ more: [String] = [], in lab: Lab
        ) async throws -> [(mode: String, run: CheckRun)] {
            try await withThrowingTaskGroup { group in
                for mode in all {
                    group.addTask {
                        (mode.joined(separator: " "), try await CheckRun(mode[0], mode.dropFirst() + more, lab))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        @Test func aDaemonThatIsStopped() async throws {
            let lab = try Lab.shared
            let pid = try await lab.pid()
            kill(pid, SIGSTOP)
            defer { kill(pid, SIGCONT) }
            for (mode, run) in try await each(Self.modes, ["-t", "3:unknown"], in: lab) {
                #expect(run.status == 3, "\(mode): \(run)")
                #expect(run.first.hasPrefix("LIBVIRT UNKNOWN: ") && run.values.isEmpty, "\(mode): \(run)")
            }
        }

        /// The daemon's last sample is fresh, and libvirtd has stopped since.
        @Test func aDaemonThatStopsAfterTheSample() async throws {
            let lab = try Lab.shared
            let pid = try await lab.pid()
            try await lab.checkingByFeed(["--sample.interval", "1h"]) { agent, check in
                #expect(try await check("domains", []).status == 0)
                kill(pid, SIGSTOP)
                defer { kill(pid, SIGCONT) }
                for mode in ["snapshot", "volume"] {
                    let run = try await check(mode, ["-t", "4:critical"])
                    #expect(
                        run.status == 3 && run.details.first?.hasPrefix("UNKNOWN host: ") ?? false, "\(mode): \(run)")
                }
            }
        }

        @Test func aDaemonThatIsGone() async throws {
            let lab = try Lab.shared
            try await lab.run("stop")
            do {
                for (mode, run) in try await each(Self.modes, in: lab) {
                    #expect(run.status == 2, "\(mode): \(run)")
                    #expect(run.first.hasPrefix("LIBVIRT CRITICAL: cannot reach libvirt: "), "\(mode): \(run)")
                }
            } catch {
                try await lab.run("start")
                throw error
            }
            try await lab.run("start")
        }

        @Test func aGuestThatIsStuck() async throws {
            let lab = try Lab.shared
            let pid = try await lab.pid(of: "vm0001")
            let workers = try DaemonWorkers(daemon: try await lab.pid())
            kill(pid, SIGSTOP)
            defer { kill(pid, SIGCONT) }
            let run = try await lab.check("io-error")
            #expect(run.status == 3 && run.details.count == 1, "\(run)")
            #expect(run.details.first?.hasPrefix("UNKNOWN vm0001: ") ?? false, "\(run)")
            #expect(run.first.hasPrefix("LIBVIRT UNKNOWN: 1/3 guests: vm0001 "), "\(run)")
            // what libvirt knows by itself it tells all the same; to tell its disks a newer one asks the guest
            for mode in [["snapshot"], ["checkpoint"], ["managed-save"], ["volume", "--orphans"]] {
                let run = try await CheckRun(mode[0], Array(mode.dropFirst()), lab)
                let needsGuest = Lab.os != nil && (mode[0] == "snapshot" || mode[0] == "volume")
                let isUnanswered = needsGuest && run.details == ["UNKNOWN vm0001: libvirt does not answer"]
                #expect(isUnanswered ? run.status == 3 : run.status == 0, "\(mode): \(run)")
            }
            kill(pid, SIGCONT)
            _ = try await eventually("an end of the calls that were given up") {
                try await workers.held() == 0 ? true : nil
            }
            #expect(try await lab.check("io-error").status == 0)
        }

        /// A guest whose metadata is larger than what is read of a guest.
        @Test func aGuestThatCannotBeRead() async throws {
            let lab = try Lab.shared
            let guest = "vm0001"
            let file = "\(lab.folder)/large.xml"
            let large = "<description>\(String(repeating: "x", count: 1_100_000))</description><os>"
            try String(contentsOfFile: lab.definition(of: guest), encoding: .utf8).replacing("<os>", with: large)
                .write(toFile: file, atomically: true, encoding: .utf8)
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            try await virsh.run(["destroy \(guest)", "define \(file)", "start \(guest)"])
            #expect(virsh.errors == [])
            for (mode, run) in try await each(
                [
                    ["snapshot"], ["block-job"], ["config", "-d", guest], ["volume", "--orphans"],
                    ["domains", "--metadata", "/domain/name/text()"],
                ], in: lab)
            {
                // a taint is worse than not to know
                let status: Int32 = mode.hasPrefix("config") ? 1 : 3
                #expect(run.status == status, "\(mode): \(run)")
                let line = run.details.first { $0.contains(" \(guest): ") }
                #expect(line?.contains(" bytes, more than the limit of ") ?? false, "\(mode): \(run)")
            }
            let others = try await lab.check("snapshot", "-x", guest)
            #expect(others.status == 0, "\(others)")
            try await virsh.run(["destroy \(guest)", "undefine \(guest)", "create \(lab.definition(of: guest))"])
            #expect(virsh.errors == [])
        }

        /// libvirtd 9.0 may crash when a client ends that is just giving back its callbacks, and notes of each that it broke.
        @Test func connectionsAreClosed() async throws {
            let lab = try Lab.shared
            func broken() async throws -> [Substring] {
                // whatever came before is in the log then
                try await lab.virsh("version", "--daemon")
                let log = try String(contentsOfFile: "\(lab.folder)/libvirtd.log", encoding: .utf8)
                return log.split(separator: "\n").filter { $0.contains("virNetSocket") || $0.contains("ended with") }
            }
            let before = try await broken()
            for mode in ["connection", "state", "cpu", "snapshot", "block-job", "volume"] {
                for _ in 0..<2 { #expect(try await lab.check(mode).status == 0) }
            }
            #expect(try await broken() == before)
        }

        /// Guests that are named and not there, in every mode of guests.
        @Test func guestsThatAreMissing() async throws {
            let lab = try Lab.shared
            let ofGuests = ["snapshot", "checkpoint", "managed-save", "block-job", "io-error", "config"]
            for (mode, run) in try await each(ofGuests.map { [$0, "-d", "nobody"] }, in: lab) {
                #expect(run.status == 3 && run.details == ["UNKNOWN nobody: is not there"], "\(mode): \(run)")
            }
        }
    }
}
