import Foundation
import RealGuests
import Testing

extension GuestTests {
    /// `virtpulse-snmp` and a master that is not as it should be.
    @Suite("SNMP sessions", .timeLimit(.minutes(3))) struct SNMPSessionTests {
        /// The name of a guest, of which there is one for each that is told.
        private static let number = "1.3.6.1.2.1.236.1.2.0"

        private static func answer(_ master: SNMPMaster) async throws {
            _ = try await eventually("the subagent's answer") {
                Int(try await master.get(number)).map { $0 > 0 } == true ? true : nil
            }
        }

        /// Of two subagents the master takes one; the other one says so, and takes over when that is gone.
        ///
        /// With the folder
        /// of the first none begins: numbers of guests that two gave would not stay the same.
        @Test func twoSubagents() async throws {
            let lab = try Lab.shared
            let master = try await SNMPMaster()
            defer { master.stop() }
            let snmpd = try await master.start()
            defer { snmpd.end() }
            let first = try master.subagent(["--source", "libvirt", "--libvirt.uri", lab.uri])
            defer { first.end() }
            try await Self.answer(master)
            let second = try master.subagent([
                "--source", "libvirt", "--libvirt.uri", lab.uri, "--state-directory", "\(master.folder)/others",
            ])
            defer { second.end() }
            let third = try master.subagent(["--source", "libvirt", "--libvirt.uri", lab.uri])
            defer { third.end() }
            _ = try await eventually("that the second one is refused") {
                second.text(second.errors).contains("another one answers for the same modules") ? true : nil
            }
            let status = try await eventually("the third one's end") { third.exitStatus }
            #expect(status == 1)
            #expect(third.text(third.errors).contains("another virtpulse-snmp keeps its guests' numbers there"))
            // asking again, it takes nothing away
            try await Task.sleep(for: .seconds(2))
            #expect(!second.text(second.errors).contains("lets this subagent answer"))
            try await Self.answer(master)
            // nor does it tell of a guest what the first one tells
            try await lab.virsh("suspend", "busy0000")
            try await lab.virsh("resume", "busy0000")
            let told = { (kind: Int) in
                master.notifications.split(separator: "\n").count {
                    $0.contains(".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.2.1.236.0.\(kind)\t")
                }
            }
            _ = try await eventually("the notification of its run") { told(1) > 0 ? true : nil }
            try await Task.sleep(for: .seconds(1))
            #expect(told(4) == 1 && told(1) == 1, "\(master.notifications)")
            // with LIBVIRT-MIB's, and before the next sample
            #expect(try await master.get("\(SNMPTests.virtpulse).1.1.6.0") == "4")
            first.end()
            _ = try await eventually("that the second one is taken") {
                second.text(second.errors).contains("lets this subagent answer now") ? true : nil
            }
            try await Self.answer(master)
        }

        /// The library looks for a master in silence.
        @Test func aMasterThatIsNotThere() async throws {
            let master = try await SNMPMaster()
            defer { master.stop() }
            let subagent = try master.subagent(["--source", "libvirt", "--libvirt.uri", "test:///default"])
            defer { subagent.end() }
            let line = try await eventually("that there is none") { () -> String? in
                subagent.text(subagent.errors).split(separator: "\n").first { $0.contains("no SNMP agent takes") }
                    .map(String.init)
            }
            #expect(line.contains("\(master.folder)/agentx.sock; see that snmpd runs"), "\(line)")
        }

        /// Twice, for the second time is news as well; and of a beginning that is as it should be, nothing is said.
        @Test func libvirtIsAwayAndBack() async throws {
            let lab = try Lab.shared
            let master = try await SNMPMaster()
            defer { master.stop() }
            let snmpd = try await master.start()
            defer { snmpd.end() }
            let subagent = try master.subagent([
                "--source", "libvirt", "--libvirt.uri", lab.uri, "--sample.interval", "1s",
            ])
            defer { subagent.end() }
            try await master.answers(of: subagent)
            func lines(_ words: String) -> [Substring] {
                subagent.text(subagent.errors).split(separator: "\n").filter { $0.contains(words) }
            }
            #expect(lines("libvirt").isEmpty, "\(lines(""))")
            for times in 1...2 {
                try await lab.run("stop")
                do {
                    _ = try await eventually("that libvirt is away") {
                        // what is said of events has another ending
                        lines("see that libvirt runs there").count == times ? true : nil
                    }
                } catch {
                    try await lab.run("start")
                    throw error
                }
                try await lab.run("start")
                _ = try await eventually("that it is back") {
                    lines("level=info").count { $0.contains("libvirt answers") } == times ? true : nil
                }
            }
            try await Task.sleep(for: .seconds(2))
            let back = lines("libvirt answers")
            #expect(back.count == 2)
            #expect(
                back.allSatisfy { line in ["uri=", "guests=", "duration_seconds="].allSatisfy { line.contains($0) } })
        }

        /// A master that hangs with more connections waiting than it has places for holds up whoever connects.
        @Test func anEndWhileTheMasterHangs() async throws {
            let lab = try Lab.shared
            let master = try await SNMPMaster()
            defer { master.stop() }
            let snmpd = try await master.start()
            defer { snmpd.end() }
            snmpd.signal(SIGSTOP)
            let sockets = Self.fill("\(master.folder)/agentx.sock")
            defer { for socket in sockets { close(socket) } }
            #expect(!sockets.isEmpty)
            let subagent = try master.subagent(["--source", "libvirt", "--libvirt.uri", lab.uri])
            defer { subagent.end() }
            let thread = try await eventually("that it waits for the master") { () -> String? in
                let tasks = "/proc/\(subagent.id)/task"
                let names = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
                return names.first {
                    (try? String(contentsOfFile: "\(tasks)/\($0)/wchan", encoding: .utf8)) == "unix_wait_for_peer"
                }
            }
            #expect(!thread.isEmpty)
            subagent.signal(SIGTERM)
            let status = try await eventually("its end") { subagent.exitStatus }
            #expect(status == 0)
            #expect(subagent.text(subagent.errors).contains("ends without a goodbye"))
        }

        /// Connections to a socket that nobody accepts, as many as there are places.
        private static func fill(_ path: String) -> [Int32] {
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            var sockets: [Int32] = []
            while sockets.count < 200 {
                let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
                let status = withUnsafePointer(to: &address) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                    }
                }
                sockets.append(descriptor)
                guard status == 0 else { break }
            }
            return sockets
        }
    }
}
