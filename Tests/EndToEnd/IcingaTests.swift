import Foundation
import RealGuests
import Testing

extension GuestTests {
    /// A real Icinga 2, by the configuration that operators copy.
    @Suite("Icinga", .timeLimit(.minutes(5))) struct IcingaTests {
        private static let applied = ["kvm-state", "kvm-autostart", "kvm-io-error", "kvm-pool", "kvm-collector"]

        /// Of hosts that share the lab's libvirt: with the services that the file gives hosts, and without.
        private func with(_ body: (Icinga, Lab) async throws -> Void) async throws {
            let lab = try Lab.shared
            let source = """
                  check_command = "dummy"
                  vars.virtpulse_uri = "\(lab.uri)"
                  vars.virtpulse_feed_socket = "FOLDER/feed.sock"
                """
            let one = IcingaVariable("domain", "\"pipe*\"", "", others: ["state_map": "\"paused=critical\""])
            let cpu = IcingaVariable("warning", "[ \"used=500\" ]", "", mode: "cpu", others: ["max_items": "500"])
            let objects = """
                object Host "all" {
                \(source)
                  vars.kvm = true
                }
                object Host "hasty" {
                \(source)
                  vars.kvm = true
                  vars.virtpulse_grace = "1ms"
                }
                object Host "options" {
                \(source)
                }
                object Endpoint "agent" { }
                object Zone "agent" {
                  endpoints = [ "agent" ]
                  parent = ZoneName
                }
                object Host "remote" {
                \(source)
                  zone = ZoneName
                  vars.kvm = true
                  vars.agent_endpoint = "agent"
                }
                \(one.service(named: "one", of: "all"))\(cpu.service(named: "cpu", of: "all"))
                """
            let options = IcingaVariable.all.enumerated().map { $1.service(named: "option \($0)", of: "options") }
            let icinga = try await Icinga(
                objects + options.joined(),
                files: ["here": "rich\n", "not-here": "nobody\n", "plugins.ini": "[site]\nexclude = vm*\n"])
            let result: Result<Void, any Error>
            do { result = .success(try await body(icinga, lab)) } catch { result = .failure(error) }
            icinga.stop()
            _ = try? await lab.virsh("resume", "pipe|semi;")
            try result.get()
        }

        @Test func statesAndValuesAreRecorded() async throws {
            try await with { icinga, lab in
                let verdict = try await icinga.verify()
                #expect(verdict.status == 0, "\(verdict)")
                #expect(!(verdict.out + verdict.err).contains("warning/"), "\(verdict)")
                try await checkServices(of: icinga)

                // all checks at once, and what each was given
                try await icinga.check(Self.applied + ["cpu"], of: "all")
                let options = IcingaVariable.all.indices.map { "option \($0)" }
                try await icinga.check(options, of: "options")

                let well = try await icinga.record(of: "one", "all") { $0.state == 0 }
                #expect(well.output == "LIBVIRT OK: 1 running", "\(well)")
                try await lab.virsh("suspend", "pipe|semi;")
                let bad = try await icinga.record(of: "one", "all") { $0.state == 2 }
                #expect(bad.output.hasPrefix("LIBVIRT CRITICAL: 1/1 guest: pipe¦semi; paused"), "\(bad)")
                try await lab.virsh("resume", "pipe|semi;")
                _ = try await icinga.record(of: "one", "all") { $0.state == 0 }

                // no daemon runs here, which is what the last one is there to find
                for (service, state) in zip(Self.applied, [1, 0, 0, 0, 2]) {
                    let record = try await icinga.firstRecord(of: service, "all") { $0.state == state }
                    #expect(record.output.hasPrefix("LIBVIRT "), "\(service): \(record)")
                }
                try await checkValues(of: icinga)
                try await checkOptions(of: icinga)
            }
        }

        /// Each host that is to have them has the services, where they are to run.
        private func checkServices(of icinga: Icinga) async throws {
            for (host, endpoint) in [("all", "\"\""), ("hasty", "\"\""), ("remote", "\"agent\"")] {
                let services = try await icinga.services(of: host).filter { $0.key.hasPrefix("kvm-") }
                #expect(Set(services.keys) == Set(Self.applied), "\(host)")
                for (name, text) in services {
                    #expect(text.contains("* command_endpoint = \(endpoint)"), "\(host) \(name): \(text)")
                    let grace = name == "kvm-state" || name == "kvm-autostart" ? (host == "hasty" ? "1ms" : "10m") : nil
                    let found = text.firstMatch(of: /virtpulse_grace = "(.*)"/).map { String($0.1) }
                    #expect(found == grace, "\(host) \(name): \(text)")
                }
            }
            #expect(try await icinga.services(of: "options").count == IcingaVariable.all.count)
        }

        /// Every guest's values are there under its own name, whatever that is.
        private func checkValues(of icinga: Icinga) async throws {
            let record = try await icinga.record(of: "cpu", "all") { $0.values.keys.contains { $0.hasSuffix("_used") } }
            #expect(record.state == 0, "\(record)")
            for name in Lab.hostileNames + ["busy0000", "rich"] {
                let label = name.replacing("|", with: "¦").replacing("'", with: "_").replacing("=", with: "_")
                let used = record.values["\(label)_used"]
                #expect(used?.firstMatch(of: /^[0-9.]+%;500;95;0(;.*)?$/) != nil, "\(label): \(used ?? "none")")
            }
        }

        /// What is set in Icinga the program is given, and understands.
        private func checkOptions(of icinga: Icinga) async throws {
            for (position, variable) in IcingaVariable.all.enumerated() {
                // what libvirt does not let this user do is no mistake
                let mayFail = variable.mode == "guest-fs" || variable.mode == "agent"
                let record = try await icinga.firstRecord(of: "option \(position)", "options") {
                    $0.state != 3 || mayFail
                }
                let call = variable.call.replacingOccurrences(of: "FOLDER", with: icinga.folder.path)
                let calls = icinga.calls.filter {
                    " \($0) ".contains(" \(call) ") && $0.contains("-m \(variable.mode) ")
                }
                #expect(!calls.isEmpty, "\(variable.testDescription): \(record)")
            }
        }
    }
}
