import Exposition
import Foundation
import RealGuests
import Testing

extension GuestTests {
    /// LXC containers: no bulk statistics, so call by call.
    @Suite("Containers") struct ContainerTests {
        @Test func containersHaveTheSamePage() async throws {
            // the OS roots of other versions have no LXC driver
            guard ProcessInfo.processInfo.environment["VIRTPULSE_LAB_OS", default: ""].isEmpty else { return }
            let lab = try Lab.shared
            let printed = try await lab.run("container", "box \"1\"")
            let line = try #require(printed.split(separator: "\n").first { $0.hasPrefix("LIBVIRT_URI_RO=") })
            try await Agent.with(["--libvirt.uri", String(line.dropFirst("LIBVIRT_URI_RO=".count))]) { agent in
                let page = try await agent.pageWhenUp()
                let domain = ["domain": "box \"1\""]
                #expect(page.value("libvirt_domain_state", domain.merging(["state": "running"]) { $1 }) == 1)
                #expect(page.value("libvirt_domain_info_virtual_cpus", domain) == 1)
                #expect(page.value("libvirt_domain_info_maximum_memory_bytes", domain) == 67_108_864)
                #expect(page.value("libvirt_domain_info_cpu_time_seconds_total", domain) ?? 0 > 0)
                #expect(page.value("libvirt_domain_memory_stats_rss_bytes", domain) ?? 0 > 0)
                // without disks of its own it is told what it does to all of the host's
                let total = domain.merging(["target_device": "total"]) { $1 }
                #expect(page.value("libvirt_domain_block_stats_read_bytes_total", total) != nil)
                #expect(page.value("libvirt_domain_block_stats_write_requests_total", total) != nil)
                for name in ["receive_bytes", "transmit_packets"] {
                    let series = page.series("libvirt_domain_interface_stats_\(name)_total")
                    #expect(series.map { $0.labels["domain"] } == ["box \"1\""])
                    #expect(series.first?.labels["target_device"]?.isEmpty == false)
                }
                #expect(page.series("libvirt_domain_info").first?.labels["type"] == "lxc")
                #expect(page.series("libvirt_versions_info").first?.labels["driver"] == "LXC")
                let verdict = try await Program.run("promtool", ["check", "metrics"], input: agent.get("/metrics"))
                #expect(verdict.status == 0 && verdict.out.isEmpty && verdict.err.isEmpty, "\(verdict)")
            }
        }
    }
}

/// libvirt's built-in test driver: no daemon needed.
@Suite("Test driver") struct TestDriverTests {
    @Test func hasTheSamePage() async throws {
        try await Agent.with(["--libvirt.uri", "test:///default"]) { agent in
            let page = try await agent.pageWhenUp()
            let domain = ["domain": "test"]
            #expect(page.value("libvirt_domain_state", ["domain": "test", "state": "running"]) == 1)
            #expect(page.value("libvirt_domain_info_maximum_memory_bytes", domain) == 8_589_934_592)
            #expect(page.value("libvirt_domain_info_virtual_cpus", domain) == 2)
            #expect(page.value("libvirt_domain_info_cpu_time_seconds_total", domain) ?? 0 > 0)
            let disk = ["domain": "test", "target_device": "vda"]
            #expect(page.value("libvirt_domain_block_stats_read_bytes_total", disk) ?? 0 > 0)
            #expect(page.series("libvirt_domain_interface_stats_receive_bytes_total").count == 1)
            #expect(page.value("libvirt_storage_pool_state", ["storage_pool": "default-pool"]) == 2)
            #expect(page.value("libvirt_network_active", ["network": "default"]) == 1)
            #expect(page.value("libvirt_host_cpus") ?? 0 > 0)
            #expect(page.series("libvirt_host_cpu_seconds_total").contains { $0.labels["mode"] == "idle" })
        }
    }

    @Test func isTheDefaultWhereNothingElseIs() async throws {
        guard !FileManager.default.fileExists(atPath: "/run/libvirt/libvirt-sock-ro") else { return }
        try await Agent.with([], environment: ["LIBVIRT_DEFAULT_URI": ""]) { agent in
            let page = try await agent.pageWhenUp()
            #expect(page.value("libvirt_domains") == 1)
            #expect(agent.log.contains("level=warning") && agent.log.contains("test driver"))
            #expect(try await agent.get("/").contains("built-in test driver"))
        }
    }

    @Test func theEnvironmentNamesTheHost() async throws {
        try await Agent.with([], environment: ["LIBVIRT_DEFAULT_URI": "test:///default"]) { agent in
            _ = try await agent.pageWhenUp()
            #expect(!agent.log.contains("level=warning"))
        }
    }
}
