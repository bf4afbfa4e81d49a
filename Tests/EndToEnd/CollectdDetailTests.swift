import Foundation
import RealGuests
import Testing

/// What collectd is told of what libvirt tells of one guest at a time.
@Suite(
    "collectd's single guests", .serialized,
    .lab(Lab.Guests(running: 1, busy: 0, paused: 0, inactive: 1, areOdd: false)), .enabled(if: Lab.isWanted),
    .timeLimit(.minutes(3)))
struct CollectdDetailTests {
    private static func collectd(_ lab: Lab, interval: Int = 1, _ options: String...) throws -> Collectd {
        try Collectd(
            interval: interval,
            Collectd.exec(["--libvirt.uri", lab.uri, "--source", "libvirt"] + options) + "\n" + Collectd.notifying)
    }

    /// The definition of the guest that is off, as another guest's with that name in its metadata.
    private static func definition(_ lab: Lab, name: String? = nil, metadata: String) throws -> String {
        var xml = try String(contentsOfFile: "\(lab.folder)/xml/inactive/off0000.xml", encoding: .utf8)
        if let name {
            xml = xml.replacing("<name>off0000</name>", with: "<name>\(name)</name>")
            xml = xml.replacing(/<uuid>.*?<\/uuid>/, with: "<uuid>\(UUID().uuidString)</uuid>")
        }
        xml = xml.replacing(/<nova:name>.*?<\/nova:name>/, with: "<nova:name>\(metadata)</nova:name>")
        let path = "\(lab.folder)/\(metadata).xml"
        try xml.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func message(_ notices: [Collectd.Notice]) -> [String] {
        notices.compactMap {
            $0.message.firstMatch(of: /the domain is ([a-z ]+)|no state/).map { String($0.1 ?? "defined") }
        }
    }

    /// A guest that comes and goes between two samples is notified of by its name, at once.
    @Test func aGuestThatNoSampleHas() async throws {
        let lab = try Lab.shared
        let collectd = try Self.collectd(lab, interval: 3600, "--hostname-format", "metadata")
        defer { collectd.stop() }
        let virsh = try VirshSession(lab)
        defer { virsh.end() }
        _ = try await eventually(within: .seconds(60), "an event") {
            try await virsh.run(["suspend vm0000", "resume vm0000"])
            return collectd.notices.contains { $0.fields["Host"]?.hasPrefix("web-") ?? false } ? true : nil
        }
        try await virsh.run(["define \(try Self.definition(lab, name: "i-1", metadata: "brief"))"])
        func told(_ host: String...) -> [Collectd.Notice] {
            collectd.notices.filter { host.contains($0.fields["Host"] ?? "") }
        }
        _ = try await eventually(within: .seconds(60), "its definition") { told("brief").isEmpty ? nil : true }
        try await virsh.run(["start i-1", "destroy i-1", "undefine i-1"])
        // scripts that collectd hands them to run side by side
        let words = try await eventually(within: .seconds(60), "its end") {
            let words = message(told("brief"))
            let isAll = words.contains("running") && words.contains("shut off") && words.count { $0 == "defined" } == 2
            return isAll ? words : nil
        }
        #expect(words.first == "defined" && words.last == "defined", "\(words)")
        // one that is gone before it was asked has the name that libvirt gave it
        try await virsh.run(["create \(try Self.definition(lab, name: "i-2", metadata: "short"))", "destroy i-2"])
        _ = try await eventually(within: .seconds(60), "its end") {
            Set(message(told("short", "i-2"))).isSuperset(of: ["running", "shut off"]) ? true : nil
        }
        #expect(virsh.errors == [])
        #expect(try collectd.series().keys.allSatisfy { $0.hasPrefix("web-") })
    }

    /// The name of a new definition is that of the guest's next run.
    @Test func aNewDefinition() async throws {
        let lab = try Lab.shared
        let virsh = try VirshSession(lab)
        defer { virsh.end() }
        try await virsh.run([
            "define \(try Self.definition(lab, metadata: "before"))", "start off0000",
        ])
        let collectd = try Self.collectd(lab, "--hostname-format", "metadata")
        defer { collectd.stop() }
        try await collectd.rows(2, of: "before/virt/virt_cpu_total")
        try await virsh.run([
            "define \(try Self.definition(lab, metadata: "after"))", "destroy off0000", "start off0000",
        ])
        try await collectd.rows(2, of: "after/virt/virt_cpu_total")
        try await virsh.run(["destroy off0000"])
        #expect(virsh.errors == [])
    }

    /// A connection that may not ask agents asks for all else, and the log says why.
    @Test func whereAgentsMayNotBeAsked() async throws {
        let lab = try Lab.shared
        let collectd = try Self.collectd(lab, "--extra-stats", "fs_info disk_physical vcpupin", "--allow-read-write")
        defer { collectd.stop() }
        for name in ["disk_physical-vda", "cpu_affinity-vcpu_0-cpu_0"] {
            try await collectd.rows(2, of: "vm0000/virt/\(name)")
        }
        _ = try await eventually(within: .seconds(60), "a word of it") {
            collectd.log.contains("virDomainGetFSInfo") || collectd.log.contains("fs_info") ? true : nil
        }
    }

    /// Errors of disks are told where no guest runs, of which something else would be asked.
    @Test func onlyGuestsThatArePaused() async throws {
        let lab = try Lab.shared
        try await lab.virsh("suspend", "vm0000")
        try await lab.add("full", "--busy", "--full")
        _ = try await eventually(within: .seconds(60), "the pause") {
            try await lab.virsh("domstate", "--reason", "full").contains("I/O error") ? true : nil
        }
        let collectd = try Self.collectd(lab, "--extra-stats", "disk_err")
        defer { collectd.stop() }
        try await collectd.rows(2, of: "full/virt/disk_error-vda")
        try await lab.virsh("destroy", "full")
        try await lab.virsh("resume", "vm0000")
    }
}
