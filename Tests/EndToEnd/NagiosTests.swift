import Foundation
import RealGuests
import Testing

extension GuestTests {
    /// A real Nagios and a real NRPE, by the configuration that operators copy.
    @Suite("Nagios", .timeLimit(.minutes(5))) struct NagiosTests {
        /// With an agent whose feed the user of Nagios may read, and a pool of a name that perfdata may not have.
        private func with(
            services: [String: String], _ body: (Nagios, Lab, [String]) async throws -> Void
        ) async throws {
            let lab = try Lab.shared
            let feed = FeedTests.path()
            let agent = try await Agent([
                "--libvirt.uri", lab.uri, "--feed.socket", feed, "--sample.interval", "1s",
            ])
            defer { agent.kill() }
            _ = try await agent.pageWhenUp()
            _ = try await Program.output(of: "chgrp", ["nagios", feed])
            try await lab.virsh("pool-create-as", "--name", "a|b='c'", "--type", "dir", "--target", "/var/lib/libvirt")
            let options = ["-u", lab.uri, "--feed.socket", feed]
            var result: Result<Void, any Error> = .success(())
            do {
                let nagios = try await Nagios(options: options, services: services)
                defer { nagios.stop() }
                try await body(nagios, lab, options)
            } catch {
                result = .failure(error)
            }
            _ = try? await lab.virsh("resume", "pipe|semi;")
            _ = try? await lab.virsh("pool-destroy", "a|b='c'")
            try result.get()
        }

        /// What the library for plugins written in Perl reads in performance data: labels with their values and units.
        private func parsed(_ performanceData: String) async throws -> [String] {
            let program = """
                use Monitoring::Plugin::Performance;
                printf "%s\\t%s%s\\n", $_->label, $_->value, $_->uom
                  for Monitoring::Plugin::Performance->parse_perfstring($ARGV[0]);
                """
            return try await Program.output(of: "perl", ["-e", program, performanceData])
                .split(separator: "\n").map(String.init)
        }

        /// What we mean by it, read with no library: a label has neither an apostrophe nor an equals sign.
        private func meant(_ performanceData: String) -> [String] {
            performanceData.matches(of: /'([^'=]*)'=([^;\s]*)/).map { "\($0.1)\t\($0.2)" }
        }

        private func label(_ name: String) -> String {
            name.replacing("|", with: "¦").replacing("'", with: "_").replacing("=", with: "_")
        }

        @Test func statesAreRecordedAndFollow() async throws {
            let services = [
                "One": "state!-v -d 'pipe*'", "All": "state!--source libvirt", "CPU": "cpu!--max-items 200",
                "Counts": "domains!--source libvirt", "Pools": "pool!--source libvirt -w free=1PiB:",
                "Host": "host!--source libvirt", "Missing": "state!-d nobody", "Required": "expected!--require nobody",
            ]
            try await with(services: services) { nagios, lab, _ in
                let verdict = try await nagios.verify()
                #expect(verdict.status == 0 && verdict.out.contains("Total Errors:   0"), "\(verdict.out)")
                #expect(verdict.out.contains("Total Warnings: 0"), "\(verdict.out)")
                // the services of this test and those of the file, and its commands beside a site's one
                let file = Program.root.appendingPathComponent("plugins/nagios/virtpulse.cfg")
                let ours = try String(contentsOf: file, encoding: .utf8)
                let defined = ours.matches(of: /define service \{[^}]*service_description/).count + services.count
                #expect(verdict.out.contains("Checked \(defined) services."), "\(verdict.out)")
                let commands = ours.matches(of: /define command/).count + 1
                #expect(verdict.out.contains("Checked \(commands) commands"), "\(verdict.out)")
                let well = try await nagios.status(of: "One") { $0["current_state"] == "0" }
                #expect(well["plugin_output"] == "LIBVIRT OK: 1 running")
                // Nagios takes a semicolon in the first line alone for the end of a field
                let detail = well["long_plugin_output"] ?? ""
                #expect(detail.hasPrefix("OK pipe¦semi;: running"), "\(well)")
                try await lab.virsh("suspend", "pipe|semi;")

                let missing = try await nagios.status(of: "Missing") { $0["current_state"] == "3" }
                #expect(missing["plugin_output"] == "LIBVIRT UNKNOWN: 1/1 guest: nobody is not there")
                let required = try await nagios.status(of: "Required") { $0["current_state"] == "2" }
                #expect(required["plugin_output"] == "LIBVIRT CRITICAL: 1/1 expected guest: nobody is not there")
                let all = try await nagios.status(of: "All") { _ in true }
                #expect(all["current_state"] == "1")
                #expect(all["long_plugin_output"]?.contains("WARNING paused0000: paused") ?? false, "\(all)")
                let counts = try await nagios.status(of: "Counts") { _ in true }
                let total = Lab.hostileNames.count + 7
                #expect(try await parsed(counts["performance_data"] ?? "").contains("total\t\(total)"), "\(counts)")
                // of two samples a second apart, though the host is read more seldom than that otherwise
                let host = try await nagios.status(of: "Host") { _ in true }
                #expect(host["performance_data"]?.contains("'cpu'=") ?? false, "\(host)")
                // one range in the operator's unit, another of the mode's
                let pools = try await nagios.status(of: "Pools") { $0["current_state"] == "1" }
                let pool = try await parsed(pools["performance_data"] ?? "")
                #expect(pool.map { $0.prefix { $0 != "\t" } } == ["a¦b__c__used", "a¦b__c__free"], "\(pools)")

                let busy = try await nagios.status(of: "CPU") { $0["performance_data"]?.contains("_used'=") ?? false }
                let data = busy["performance_data"] ?? ""
                let values = try await parsed(data)
                let labels = Set(values.map { String($0.prefix { $0 != "\t" }) })
                for name in Lab.hostileNames + ["busy0000", "rich"] {
                    #expect(labels.contains("\(label(name))_used"), "\(name) in \(data)")
                }
                #expect(meant(data) == values)
                // every value is of a guest that there is
                #expect(labels.count == (Lab.hostileNames.count + 5) * 3)

                let bad = try await nagios.status(of: "One") { $0["current_state"] == "1" }
                #expect(bad["plugin_output"]?.hasPrefix("LIBVIRT WARNING: 1/1 guest: pipe¦semi") ?? false, "\(bad)")
                #expect(bad["long_plugin_output"]?.hasPrefix("WARNING pipe¦semi;: paused") ?? false, "\(bad)")
                try await lab.virsh("resume", "pipe|semi;")
                _ = try await nagios.status(of: "One") { $0["current_state"] == "0" }
            }
        }

        /// Of another host, over NRPE, what is said is what is said there.
        @Test func throughNRPE() async throws {
            try await with(services: [:]) { nagios, lab, options in
                for (service, state) in [
                    ("Guests", "1"), ("Guests that start with the host", "0"), ("Guests' disks", "0"),
                    ("Storage pools", "0"), ("Virtpulse", "0"),
                ] {
                    let status = try await nagios.status(of: service) { $0["current_state"] == state }
                    #expect(status["plugin_output"]?.hasPrefix("LIBVIRT ") ?? false, "\(status)")
                }
                // what does not change by itself
                for (command, arguments) in [
                    ("state", ["-m", "state", "--grace", "10m"]), ("autostart", ["-m", "autostart"]),
                ] {
                    let here = try await Program.run(Program.plugin, ["check"] + arguments + options)
                    let there = try await nagios.askNRPE("-c", "virtpulse_\(command)")
                    // how long a guest has been in its state goes on
                    let (ours, theirs) = (withoutTimes(here.out), withoutTimes(there.out))
                    #expect(theirs == ours && there.status == here.status, "\(there)")
                    #expect(here.status == (command == "state" ? 1 : 0), "\(here)")
                }
                try await everyCommandAnswers(nagios)
                // rates take two samples of the daemon
                _ = try await eventually("rates by NRPE") {
                    try await nagios.askNRPE("-c", "virtpulse_disk").status == 0 ? true : nil
                }
                // the older protocol has room for 1024 bytes, which the state has to be in
                let cut = try await nagios.askNRPE("-2", "-c", "virtpulse_disk")
                let whole = try await nagios.askNRPE("-c", "virtpulse_disk")
                #expect(whole.out.utf8.count > 1024 && cut.out.utf8.count <= 1024, "\(cut)")
                #expect(cut.status == 0 && cut.out.hasPrefix("LIBVIRT OK: "), "\(cut)")
                #expect(whole.status == 0 && whole.out.hasPrefix("LIBVIRT OK: "), "\(whole)")
            }
        }

        /// Each line of the file is understood, and says something of this host.
        private func everyCommandAnswers(_ nagios: Nagios) async throws {
            let file = Program.root.appendingPathComponent("plugins/nagios/nrpe.cfg")
            let text = try String(contentsOf: file, encoding: .utf8)
            let commands = text.matches(of: /(?:^|\n)command\[(\w+)\]=\S+ -m (\S+)/)
            #expect(commands.count == text.split(separator: "\n").count { !$0.hasPrefix("#") && !$0.isEmpty })
            for command in commands {
                let answer = try await nagios.askNRPE("-c", String(command.1))
                // guests without a driver for that do not tell it
                let isKnown = (0...2).contains(answer.status) || answer.out.contains("no guest tells its use of memory")
                #expect(isKnown, "\(command.1): \(answer)")
                #expect(answer.out.hasPrefix("LIBVIRT "), "\(command.1): \(answer)")
                #expect(command.1 == "virtpulse_" + command.2.replacing("-", with: "_"))
            }
            // one that nobody wrote down is none
            let unknown = try await nagios.askNRPE("-c", "virtpulse_volume")
            #expect(unknown.status == 3 && unknown.out.contains("not defined"), "\(unknown)")
        }

        private func withoutTimes(_ text: String) -> String {
            text.replacing(#/ for [0-9.]+ (us|ms|s|min|h|d)/#, with: "")
        }
    }
}
