import Foundation
import RealGuests
import Testing

/// What selectors of collectd's plugin for libvirt tell, each by itself.
@Suite(
    "collectd's selectors", .serialized, .lab(Lab.Guests(running: 2, busy: 1, areOdd: false)),
    .enabled(if: Lab.isWanted), .timeLimit(.minutes(3)))
struct CollectdSelectorTests {
    private static func exec(_ lab: Lab, _ selectors: String) throws -> Collectd {
        try Collectd(Collectd.exec(["--libvirt.uri", lab.uri, "--source", "libvirt", "--extra-stats", selectors]))
    }

    private static func virt(_ lab: Lab, _ selectors: String) throws -> Collectd {
        try Collectd(Collectd.virt(lab.uri, ["ExtraStats \"\(selectors)\""]))
    }

    /// Those that need more than what is always asked for.
    @Test func eachOneAlone() async throws {
        let lab = try Lab.shared
        for event in ["task_clock", "page_faults"] { try await lab.virsh("perf", "busy0000", "--enable", event) }
        let selectors = ["cpu_util", "vcpupin", "perf", "domain_state", "disk_physical"]
        let pairs = try selectors.map { (name: $0, virt: try Self.virt(lab, $0), exec: try Self.exec(lab, $0)) }
        defer { for collectd in pairs.flatMap({ [$0.virt, $0.exec] }) { collectd.stop() } }
        for pair in pairs {
            for collectd in [pair.virt, pair.exec] { try await collectd.rows(4, of: "busy0000/virt/virt_cpu_total") }
            let (theirs, ours) = (try pair.virt.series(), try pair.exec.series())
            #expect(Set(theirs.keys).subtracting(ours.keys) == [], "\(pair.name): missing")
            #expect(Set(ours.keys).subtracting(theirs.keys) == [], "\(pair.name): more")
            for (name, series) in theirs {
                #expect(ours[name].map { $0.header == series.header } ?? true, "\(name)")
                let differences =
                    name.hasSuffix("/percent-virt_cpu_total")
                    ? ours[name]?.differencesOfMeans(from: series) : ours[name]?.differences(from: series, slack: 0)
                #expect(differences?.found ?? [] == [], "\(name)")
            }
            // the selector is no word that both pass over
            let usual = ["virt_cpu_total", "memory-total", "disk_o", "if_"].map { "/virt/\($0)" }
            let added = theirs.keys.filter { name in !usual.contains { name.contains($0) } }
            #expect(!added.isEmpty, "\(pair.name)")
        }
    }

    /// Those that are not compared side by side.
    @Test func atOnce() async {
        await Piece.atOnce(
            3,
            [
                Piece("jobsThatEnded") { try await jobsThatEnded() },
                Piece("fileSystemsOverAConnectionForReading") { try await fileSystemsOverAConnectionForReading() },
                Piece("timeOfProcesses") { try await timeOfProcesses() },
            ])
    }

    /// What libvirt refuses of one guest it refuses of all, which is said once.
    private func fileSystemsOverAConnectionForReading() async throws {
        let lab = try Lab.shared
        let collectd = try Collectd(
            Collectd.exec([
                "--libvirt.uri", lab.uri, "--source", "libvirt", "--extra-stats", "fs_info", "--allow-read-write",
            ]))
        defer { collectd.stop() }
        try await collectd.rows(6, of: "busy0000/virt/virt_cpu_total")
        let lines = collectd.log.split(separator: "\n").filter { $0.contains("exec_read_one") }
        #expect(lines.count == 1 && lines[0].contains("libvirt refuses what asks guests' agents"), "\(lines)")
    }

    /// The plugin asks for the time of processes where libvirt 9.0 has it from control groups alone, of which a lab has none.
    private func timeOfProcesses() async throws {
        let lab = try Lab.shared
        let name = "busy0000/virt/ps_cputime"
        let (virt, exec) = (try Self.virt(lab, "pcpu"), try Self.exec(lab, "pcpu"))
        defer { for collectd in [virt, exec] { collectd.stop() } }
        try await virt.rows(3, of: "busy0000/virt/virt_cpu_total")
        let header = try virt.series(name)?.header ?? "epoch,user,syst"
        func known() async throws -> [Double] {
            let fields = try await lab.domstats("--cpu-total", "busy0000")["busy0000"] ?? [:]
            return ["cpu.user", "cpu.system"].map { fields[$0].flatMap(Double.init) ?? .nan }
        }
        try await exec.rows(1, of: name)
        let before = try await known()
        let count = try #require(try exec.series(name)?.rows.count)
        try await exec.rows(count + 2, of: name)
        let after = try await known()
        let series = try #require(try exec.series(name))
        // the first one may be of before
        let row = try #require(series.rows.dropFirst(count + 1).first)
        #expect(series.header == header)
        for (column, value) in row.values.enumerated() {
            #expect(before[column] <= value && value <= after[column], "\(before) \(row) \(after)")
        }
    }

    /// A job that ended is told of once, by the plugin's names and with its numbers.
    private func jobsThatEnded() async throws {
        let lab = try Lab.shared
        let exec = try Self.exec(lab, "job_stats_completed")
        defer { exec.stop() }
        func job(_ collectd: Collectd) throws -> [String: Collectd.Series] {
            try collectd.series().filter { $0.key.hasPrefix("vm0000/virt/job_stats-") }
        }
        let (time, operation) = ("vm0000/virt/virt_cpu_total", "vm0000/virt/job_stats-operation")
        try await exec.rows(2, of: time)
        #expect(try job(exec).isEmpty)
        try await lab.virsh("dump", "vm0000", "/tmp/core")
        try await exec.rows(1, of: operation)
        // whoever asks as the plugin does makes libvirt forget the job
        let virt = try Self.virt(lab, "job_stats_completed")
        defer { virt.stop() }
        try await virt.rows(3, of: time)
        let known = try await lab.virsh("domjobinfo", "vm0000", "--completed", "--keep-completed")
        #expect(known.contains("None"), "\(known)")
        let (theirs, ours) = (try job(virt), try job(exec))
        #expect(Set(theirs.keys) == Set(ours.keys) && theirs.count > 10)
        for (name, series) in theirs {
            #expect(series.rows.count == 1 && ours[name]?.rows.count == 1, "\(name)")
            #expect(ours[name]?.rows.map(\.values) == series.rows.map(\.values), "\(name)")
            #expect(ours[name]?.header == series.header)
        }
        // VIR_DOMAIN_JOB_OPERATION_DUMP
        #expect(ours[operation]?.rows.map(\.values) == [[8]])
        virt.stop()
        // the next one as well
        try await lab.virsh("dump", "vm0000", "/tmp/core")
        try await exec.rows(2, of: operation)
        let count = try #require(try exec.series(time)?.rows.count)
        try await exec.rows(count + 3, of: time)
        #expect(try exec.series(operation)?.rows.count == 2)
        // a job of no time has no rate
        for (name, series) in try job(exec) { #expect(series.rows.count <= 2, "\(name)") }
    }
}

/// Values that are compared are numbers.
@Suite struct CollectdSeriesTests {
    @Test(arguments: [
        (5.0, 4.0, 6.0, true), (4.0, 4.0, 4.0, true), (9.0, 4.0, 6.0, false), (.nan, 4.0, 6.0, false),
        (.nan, .nan, .nan, false), (5.0, 4.0, .nan, false), (5.0, .nan, 6.0, false),
    ])
    func comparisons(value: Double, first: Double, second: Double, isEqual: Bool) {
        let theirs = Collectd.Series(rows: [(1, [0, first]), (2, [0, second])])
        let ours = Collectd.Series(rows: [(1.5, [0, value])])
        let (found, compared) = ours.differences(from: theirs, slack: 0)
        #expect(found.isEmpty == isEqual && compared == 2)
        let means = Collectd.Series(rows: [(1, [10]), (2, [12])]).differencesOfMeans(from: .init(rows: [(1, [10.5])]))
        #expect(means.found.isEmpty && means.compared == 1)
        for wrong in [21.0, 1.1, .nan] {
            #expect(
                !Collectd.Series(rows: [(1, [wrong])]).differencesOfMeans(from: .init(rows: [(1, [10.5])])).found
                    .isEmpty)
        }
        #expect(!Collectd.Series(rows: [(1.5, [0])]).differences(from: theirs, slack: 0).found.isEmpty)
    }
}
