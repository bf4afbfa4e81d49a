import Exposition
import Foundation
import LibvirtSource
import RealGuests
import Sampler
import Snapshot
import Testing

/// Jobs of real guests: a backup, a dump and a save.
@Suite(
    "Jobs of real guests", .lab(Lab.Guests(running: 3, areOdd: false)), .enabled(if: Lab.isWanted),
    .timeLimit(.minutes(5)))
struct JobTests {
    /// What `virsh domjobinfo` says of a guest's last job, libvirt's fields by name.
    private func lastJob(of guest: String, in lab: Lab) async throws -> [String: String] {
        let text = try await lab.virsh("domjobinfo", guest, "--rawstats", "--completed", "--keep-completed")
        var fields: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if parts.count == 2 { fields[parts[0]] = parts[1] }
        }
        return fields
    }

    private func info(_ page: Exposition, _ name: String, of guest: String) -> [String: String]? {
        page.series(name).first { $0.labels["domain"] == guest }?.labels
    }

    @Test func aBackupIsAJobUntilItIsAborted() async throws {
        let lab = try Lab.shared
        let guest = "vm0000"
        let virsh = try VirshSession(lab)
        defer { virsh.end() }
        try await virsh.beginBackup(of: guest)
        #expect(virsh.errors == [])
        try await Agent.with(["--libvirt.uri", lab.uri]) { agent in
            let first = try await agent.pageWhenUp()
            #expect(info(first, "libvirt_domain_job_info", of: guest)?["operation"] == "backup")
            #expect(info(first, "libvirt_domain_job_info", of: guest)?["type"] == "unbounded")
            #expect(first.series("libvirt_domain_job_info").count == 1)
            let elapsed = "libvirt_domain_job_info_time_elapsed_seconds"
            let begun = try #require(first.value(elapsed, ["domain": guest]))
            #expect(first.value("libvirt_domain_job_info_disk_temp_total_bytes", ["domain": guest]) ?? 0 > 0)
            let later = try await eventually("a later moment of the job") { () -> Double? in
                try await agent.page().value(elapsed, ["domain": guest]).flatMap { $0 > begun ? $0 : nil }
            }
            #expect(later < 300, "milliseconds taken for seconds")
            try await lab.virsh("domjobabort", guest)
            let ended = try await eventually("the end of the job") { () -> Exposition? in
                let page = try await agent.page()
                return page.series("libvirt_domain_job_info").isEmpty ? page : nil
            }
            #expect(ended.value(elapsed, ["domain": guest]) == nil)
            let last = try await eventually("the job that ended") { () -> [String: String]? in
                try await info(agent.page(), "libvirt_domain_last_job_info", of: guest)
            }
            #expect(last["operation"] == "backup")
            let time = try await agent.page().value("libvirt_domain_last_job_end_time_seconds", ["domain": guest])
            #expect(abs((time ?? 0) - Date().timeIntervalSince1970) < 60)
        }
    }

    /// While libvirt prepares a backup it says that the data of the job is missing, to whoever asks in these milliseconds.
    @Test func aBackupThatIsJustBeginningIsNoFailure() async throws {
        let lab = try Lab.shared
        let guest = "vm0001"
        let virsh = try VirshSession(lab)
        defer { virsh.end() }
        let session = try await LibvirtSource(uri: lab.uri).open(.statistics)
        let identity = try #require(try await session.inventory().map(\.identity).first { $0.name == guest })
        // without a pause, so that it is asked while each of them begins
        let asking = Task {
            var operations: Set<String?> = []
            var failures: [String] = []
            while !Task.isCancelled {
                do {
                    try await operations.insert(session.jobs(of: identity, last: false).current?.operation)
                } catch {
                    failures.append("\(error)")
                }
            }
            return (operations, failures)
        }
        defer { asking.cancel() }
        for _ in 0..<5 {
            try await virsh.beginBackup(of: guest)
            try await Task.sleep(for: .milliseconds(200))
            try await virsh.run(["domjobabort \(guest)"])
        }
        asking.cancel()
        #expect(virsh.errors == [])
        let (operations, failures) = await asking.value
        #expect(operations == [nil, "backup"])
        // one that begins is asked for many times; a host that is far too busy may take longer over one of them
        #expect(failures.count < 5, "\(failures)")
        await session.close()
    }

    @Test func theLastJobIsTheOneThatLibvirtKeeps() async throws {
        let lab = try Lab.shared
        let guest = "vm0001"
        try await lab.virsh("dump", guest, "/tmp/core")
        let known = try await lastJob(of: guest, in: lab)
        #expect(known["memory_iteration"] != nil && known["downtime"] != nil)
        func check(_ page: Exposition) {
            #expect(info(page, "libvirt_domain_last_job_info", of: guest)?["operation"] == "dump")
            #expect(info(page, "libvirt_domain_last_job_info", of: guest)?["type"] == "completed")
            let fields: [(field: String, name: String, divisor: Double)] = [
                ("time_elapsed", "time_elapsed_seconds", 1000), ("downtime", "downtime_seconds", 1000),
                ("setup_time", "setup_time_seconds", 1000), ("data_total", "data_total_bytes", 1),
                ("memory_processed", "memory_processed_bytes", 1), ("memory_constant", "memory_constant_pages", 1),
                ("memory_bps", "memory_bytes_per_second", 1), ("memory_iteration", "memory_iterations", 1),
                ("memory_dirty_rate", "memory_dirty_pages_per_second", 1),
                ("memory_page_size", "memory_page_size_bytes", 1),
            ]
            for (field, name, divisor) in fields {
                let value = page.value("libvirt_domain_last_job_info_\(name)", ["domain": guest])
                let expected = known[field].flatMap(Double.init).map { $0 / divisor }
                #expect(value == expected, "\(field)")
            }
        }
        try await Agent.with(["--libvirt.uri", lab.uri]) { agent in
            check(try await agent.pageWhenUp())
            // libvirt keeps it for others
            #expect(try await lastJob(of: guest, in: lab) == known)
        }
    }

    @Test func theJobThatEndedAGuestIsToldOfTheGuestThatIsOff() async throws {
        let lab = try Lab.shared
        let guest = "vm0002"
        let virsh = try VirshSession(lab)
        defer { virsh.end() }
        try await virsh.run(["define \(lab.definition(of: guest))"])
        #expect(virsh.errors == [])
        try await Agent.with(["--libvirt.uri", lab.uri]) { agent in
            _ = try await agent.pageWhenUp()
            try await lab.virsh("save", guest, "/tmp/saved")
            let page = try await eventually("the guest to be off") { () -> Exposition? in
                let page = try await agent.page()
                let isOff = page.value("libvirt_domain_state", ["domain": guest, "state": "shutoff"]) == 1
                return isOff && info(page, "libvirt_domain_last_job_info", of: guest) != nil ? page : nil
            }
            #expect(info(page, "libvirt_domain_last_job_info", of: guest)?["operation"] == "save")
            #expect(page.value("libvirt_domain_last_job_info_memory_total_bytes", ["domain": guest]) ?? 0 > 0)
            let passes = page.value(
                "libvirt_domain_events_total", ["domain": guest, "event": "migration_iteration"])
            #expect(passes ?? 0 >= 1)
        }
    }
}
