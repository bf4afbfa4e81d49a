import Exposition
import Foundation
import RealGuests
import Testing

extension GuestTests {
    /// Options, and the other subcommand, on real guests.
    @Suite("Options") struct OptionsTests {
        private func names(_ arguments: String...) async throws -> Set<String> {
            let lab = try Lab.shared
            return try await Agent.with(["--libvirt.uri", lab.uri] + arguments) { agent in
                let page = try await agent.pageWhenUp()
                return Set(page.samples.compactMap { $0.labels["domain"] })
            }
        }

        @Test func guestsAreChosenByName() async throws {
            #expect(try await names("--domain.include", "^vm") == ["vm0000", "vm0001"])
            #expect(
                try await names(
                    "--domain.include", "^vm", "--domain.include", "^busy", "--domain.exclude", "1$",
                    "--domain.exclude", "^x") == ["busy0000", "vm0000"])
            #expect(
                try await names("--domain.include", "0000$", "--domain.exclude", "^(off|paused)") == [
                    "busy0000", "vm0000",
                ])
        }

        @Test func collectorsAreSwitched() async throws {
            let lab = try Lab.shared
            let off = ["block", "info", "host", "storage-pool", "dirtyrate"].map { "--no-collector.\($0)" }
            try await Agent.with(["--libvirt.uri", lab.uri] + off) { agent in
                let page = try await agent.pageWhenUp()
                let names = Set(page.samples.map(\.name))
                #expect(names.contains("libvirt_domain_vcpu_time_seconds_total"))
                let unwanted = [
                    "libvirt_domain_block", "libvirt_host", "libvirt_domain_dirtyrate",
                ]
                #expect(names.filter { name in unwanted.contains { name.hasPrefix($0) } } == [])
                let collectors = page.series("virtpulse_collector_success").compactMap { $0.labels["collector"] }
                #expect(Set(collectors).isDisjoint(with: ["block", "info", "host", "storage-pool", "dirtyrate"]))
                #expect(collectors.contains("vcpu"))
            }
        }

        @Test func theTableHasALineForEveryGuest() async throws {
            let lab = try Lab.shared
            let table = try await Program.output(of: Program.virtpulse, ["sample", "--libvirt.uri", lab.uri])
            let lines = table.split(separator: "\n")
            #expect(lines.count == 1 + Lab.hostileNames.count + 7)
            #expect(lines[0].hasPrefix("GUEST "))
            for name in Lab.hostileNames { #expect(table.contains(name), "\(name)") }
            let busy = try #require(lines.first { $0.hasPrefix("busy0000 ") })
            let cells = busy.split(separator: " ")
            #expect(cells[1] == "running" && Double(cells[3]) ?? 0 > 0, "\(busy)")
        }

        @Test func oneGuestAsJSON() async throws {
            let lab = try Lab.shared
            let text = try await Program.output(
                of: Program.virtpulse,
                ["sample", "--libvirt.uri", lab.uri, "--format", "json", "--domain", "back\\slash\\n"])
            let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            let domains = try #require(object["domains"] as? [[String: Any]])
            #expect(domains.count == 1 && domains[0]["name"] as? String == "back\\slash\\n")
            let entities = try #require(domains[0]["entities"] as? [[String: Any]])
            let disk = try #require(entities.first { $0["scope"] as? String == "block" })
            let values = try #require(disk["values"] as? [String: NSNumber])
            #expect(values["libvirt_domain_block_stats_capacity_bytes"] == 67_108_864)
        }

        @Test func oneGuestAsAPage() async throws {
            let lab = try Lab.shared
            let text = try await Program.output(
                of: Program.virtpulse,
                ["sample", "--libvirt.uri", lab.uri, "--format", "prometheus", "--domain", "rich"])
            let page = try Exposition(text)
            #expect(Set(page.samples.compactMap { $0.labels["domain"] }) == ["rich"])
            #expect(page.series("libvirt_domain_iothread_poll_max_seconds").count == 2)
        }

        @Test func aGuestThatIsNotThereIsNamed() async throws {
            let lab = try Lab.shared
            let output = try await Program.run(
                Program.virtpulse, ["sample", "--libvirt.uri", lab.uri, "--domain", "no\nsuch"])
            #expect(output.status == 1 && output.out.isEmpty)
            #expect(output.err.contains("no guest is called") && output.err.split(separator: "\n").count == 1)
        }
    }
}
