import Foundation
import RealGuests
import Testing

extension GuestAgentTests {
    /// What collectd is told of a guest with an agent and a balloon's driver.
    @Suite("by collectd", .serialized) struct ByCollectd {
        private func collectd(_ lab: Lab, _ statistics: String, _ options: String...) throws -> Collectd {
            let plugin = ["--source", "libvirt", "--extra-stats", statistics] + options
            return try Collectd(Collectd.exec(plugin) + "\n" + Collectd.notifying)
        }

        /// The call that hangs costs this guest its file systems, and nobody anything else.
        @Test func anAgentThatHangs() async throws {
            let lab = try Lab.shared
            let collectd = try collectd(
                lab, "fs_info", "--allow-read-write", "--libvirt.uri", lab.writableURI)
            defer { collectd.stop() }
            _ = try await eventually(within: .seconds(60), "a notification") {
                collectd.notices.contains { $0.fields["Type"] == "file_system" } ? true : nil
            }
            try await lab.tell(GuestAgentTests.guest, "killall -STOP qemu-ga")
            do {
                _ = try await eventually(within: .seconds(60), "a word of it") {
                    collectd.log.contains("\"agent0000\" did not answer") ? true : nil
                }
                for guest in [GuestAgentTests.guest, "vm0000"] {
                    let name = "\(guest)/virt/virt_cpu_total"
                    try await collectd.rows((try collectd.series(name)?.rows.count ?? 0) + 3, of: name)
                }
            } catch {
                try await lab.tell(GuestAgentTests.guest, "killall -CONT qemu-ga")
                throw error
            }
            try await lab.tell(GuestAgentTests.guest, "killall -CONT qemu-ga")
        }

        /// As collectd's own plugin has it, where that is right.
        @Test func memory() async throws {
            let lab = try Lab.shared
            func values(_ collectd: Collectd) async throws -> [String: [Double]] {
                defer { collectd.stop() }
                try await collectd.rows(2, of: "agent0000/virt/memory-disk_caches")
                return try collectd.series().filter { $0.key.hasPrefix("agent0000/virt/memory-") }
                    .mapValues { $0.rows.last?.values ?? [] }
            }
            let ours = try await values(collectd(lab, "memory", "--libvirt.uri", lab.uri))
            let theirs = try await values(Collectd(Collectd.virt(lab.uri, ["ExtraStats \"memory\""])))
            for name in ["unused", "available", "usable", "disk_caches", "actual_balloon", "total", "rss"] {
                let (mine, other) = (
                    try #require(ours["agent0000/virt/memory-\(name)"]?.first),
                    try #require(theirs["agent0000/virt/memory-\(name)"]?.first)
                )
                #expect(mine > 0 && abs(mine - other) < other / 5, "\(name): \(mine) \(other)")
            }
            #expect(Set(ours.keys).isSubset(of: theirs.keys), "\(ours.keys) \(theirs.keys)")
        }
    }
}
