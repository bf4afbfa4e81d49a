import Catalogue
import Exposition
import Foundation
import RealGuests
import Testing

extension GuestTests {
    /// The page against `virsh domstats`, field by field.
    @Suite("Values") struct ValuesTests {
        @Test(.timeLimit(.minutes(3))) func thePageSaysWhatVirshSays() async throws {
            let lab = try Lab.shared
            try await Agent.with(["--libvirt.uri", lab.uri]) { agent in
                _ = try await agent.pageWhenUp()
                let before = try await lab.domstats("--list-active")
                // a page may hold a sample that is up to a second old
                try await Task.sleep(for: .milliseconds(1100))
                let page = try await agent.page()
                let after = try await lab.domstats("--list-active")
                #expect(before.count == Lab.hostileNames.count + 5)
                var compared = 0
                for (domain, fields) in before {
                    compared += compare(domain, fields, after[domain] ?? [:], page)
                }
                print("compared \(compared) values of \(before.count) guests with virsh domstats")
                #expect(compared > 700)
            }
        }

        /// Counts the values that are as virsh says: counters between its two readings, the rest as one of them.
        private func compare(
            _ domain: String, _ before: [String: String], _ after: [String: String], _ page: Exposition
        ) -> Int {
            let low = ExpectedSeries(domain: domain, fields: before)
            let high = ExpectedSeries(domain: domain, fields: after)
            #expect(low.unknown == [], "\(domain)")
            let written = page.statistics(of: domain)
            for key in written.keys where low.values[key] == nil && high.values[key] == nil {
                Issue.record("\(key) is on the page, but not in virsh domstats")
            }
            var compared = 0
            for (key, first) in low.values {
                guard let last = high.values[key] else { continue }
                guard let value = written[key] else {
                    Issue.record("\(key) is in virsh domstats, but not on the page")
                    continue
                }
                compared += 1
                // a window that moves on between two readings says nothing about the one between them
                if first != last, key.name.hasPrefix("libvirt_domain_block_timed_group") { continue }
                let tolerance = abs(last) * 1e-12
                #expect(
                    value >= min(first, last) - tolerance && value <= max(first, last) + tolerance,
                    "\(key): \(value) is not between \(first) and \(last)")
            }
            return compared
        }

        @Test func inactiveGuestsHaveStateAndInfoButTheirImagesStayClosed() async throws {
            let lab = try Lab.shared
            try await Agent.with(["--libvirt.uri", lab.uri]) { agent in
                let page = try await agent.pageWhenUp()
                for name in ["off0000", "off \"two\""] {
                    #expect(page.value("libvirt_domain_state", ["domain": name, "state": "shutoff"]) == 1)
                    #expect(page.value("libvirt_domain_persistent", ["domain": name]) == 1)
                    #expect(page.series("libvirt_domain_block_stats_info").contains { $0.labels["domain"] == name })
                    #expect(page.statistics(of: name).isEmpty)
                }
            }
        }

        @Test func statesFollowTheGuest() async throws {
            let lab = try Lab.shared
            let name = "quo\"te"
            try await Agent.with(["--libvirt.uri", lab.uri]) { agent in
                func stateIs(_ state: String, _ reason: String) async throws {
                    _ = try await eventually("\(state) (\(reason))") { () -> Bool? in
                        let page = try await agent.page()
                        let states = page.series("libvirt_domain_state").filter { $0.labels["domain"] == name }
                        let reasons = page.series("libvirt_domain_state_reason_info")
                            .filter { $0.labels["domain"] == name }
                        guard states.filter({ $0.value == 1 }).map({ $0.labels["state"] }) == [state] else {
                            return nil
                        }
                        return reasons.map({ $0.labels["reason"] }) == [reason] ? true : nil
                    }
                }
                try await stateIs("running", "booted")
                try await lab.virsh("suspend", name)
                try await stateIs("paused", "user")
                try await lab.virsh("resume", name)
                try await stateIs("running", "unpaused")
            }
        }

        @Test func announcedChangesAreSeenAtOnce() async throws {
            let lab = try Lab.shared
            try await Agent.with(["--libvirt.uri", lab.uri]) { agent in
                _ = try await agent.pageWhenUp()
                let title = "title \(UInt32.random(in: 0 ... .max))"
                try await lab.virsh("desc", "rich", "--live", "--title", title)
                _ = try await eventually("the new title") { () -> Bool? in
                    let info = try await agent.page().series("libvirt_domain_info")
                    return info.contains { $0.labels["title"] == title } ? true : nil
                }
            }
        }

        @Test func infosTellDisksInterfacesAndOwners() async throws {
            let lab = try Lab.shared
            try await Agent.with(["--libvirt.uri", lab.uri]) { agent in
                let page = try await agent.pageWhenUp()
                for name in Lab.hostileNames + ["rich", "paused0000"] {
                    let uuid = try await lab.virsh("domuuid", "--domain", name).trimmingCharacters(
                        in: .whitespacesAndNewlines)
                    let info = try #require(page.series("libvirt_domain_info").first { $0.labels["domain"] == name })
                    #expect(info.labels["uuid"] == uuid)
                    #expect(info.labels["type"] == "qemu" && info.labels["os_type_arch"] == "x86_64")
                    let owner = page.series("libvirt_domain_openstack_info").first { $0.labels["domain"] == name }
                    #expect(owner?.labels["project_name"] == "acme" && owner?.labels["instance_id"] == uuid)
                }
                let disks = page.series("libvirt_domain_block_stats_info").filter { $0.labels["domain"] == "rich" }
                #expect(disks.compactMap { $0.labels["target_device"] } == ["vda", "vdb"])
                #expect(disks.allSatisfy { $0.labels["source_file"]?.hasSuffix(".qcow2") == true })
                let statistics = Set(
                    page.series("libvirt_domain_interface_stats_receive_bytes_total")
                        .filter { $0.labels["domain"] == "rich" }.map { $0.labels["target_device"] })
                let interfaces = Set(
                    page.series("libvirt_domain_interface_stats_info").filter { $0.labels["domain"] == "rich" }
                        .map { $0.labels["target_device"] })
                #expect(interfaces == statistics && interfaces.count == 2)
            }
        }
    }
}

/// Everything that needs real guests, on one lab.
@Suite(
    "Real guests", .serialized, .lab, .enabled(if: Lab.isWanted, "VIRTPULSE_LAB=0 leaves out tests with real guests"))
struct GuestTests {}
