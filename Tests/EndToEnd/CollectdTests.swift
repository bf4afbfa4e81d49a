import CollectdOutput
import Foundation
import RealGuests
import Testing

extension GuestTests {
    /// A real collectd: its own plugin for libvirt on one side, the program in its stead on the other.
    @Suite("collectd", .timeLimit(.minutes(5))) struct CollectdTests {
        /// Every selector but the file systems', which need a guest agent, and one of the two of jobs.
        private static let selectors = Set(ExtraStatistic.allCases).subtracting([.fileSystems, .completedJob])
            .map(\.rawValue).sorted().joined(separator: " ")

        private func with(_ collectds: [Collectd], _ body: () async throws -> Void) async throws {
            defer { for collectd in collectds { collectd.stop() } }
            try await body()
        }

        /// What is wrong with what collectd read.
        private func complaints(_ collectd: Collectd) -> [Substring] {
            let bad = [
                "Unable to parse", "Failed to parse", "Value too old", "trailing garbage", "closed STDERR",
                "exec_read_one", "uc_update", "Cowardly", "isn't defined",
            ]
            let refused = collectd.answers.split(separator: "\n").filter { $0.hasPrefix("-1") }
            return refused + collectd.log.split(separator: "\n").filter { line in bad.contains { line.contains($0) } }
        }

        /// Settings of the plugin's.
        private static let settings = [
            [], ["ExtraStats \"\(selectors)\""],
            [
                "ExtraStats \"disk vcpu\"", "HostnameFormat hostname", "PluginInstanceFormat name",
                "InterfaceFormat number", "BlockDeviceFormat source", "BlockDeviceFormatBasename true",
            ], ["InterfaceFormat address", "HostnameFormat name uuid", "PluginInstanceFormat uuid"],
            [
                "HostnameFormat name metadata", "HostnameMetadataXPath \"//*[local-name()='name']/text()\"",
                "HostnameMetadataNS \"http://openstack.org/xmlns/libvirt/nova/1.1\"", "BlockDevice \"/:vdb$/\"",
                "InterfaceDevice \"/^two words:/\"", "IgnoreSelected true", "ExtraStats \"disk\"",
            ], ["BlockDevice \"rich:vda\"", "ReportNetworkInterfaces false", "ExtraStats \"domain_state\""],
        ]

        @Test func theSameFilesAndValuesAsTheVirtPlugins() async {
            await Piece.atOnce(3, Self.settings.map { options in Piece("\(options)") { try await compare(options) } })
        }

        private func compare(_ options: [String]) async throws {
            let lab = try Lab.shared
            let virt = try Collectd(Collectd.virt(lab.uri, options))
            let block = Collectd.virt(lab.uri, options)
            let file = FileManager.default.temporaryDirectory.appendingPathComponent(
                "vp-virt-\(UInt32.random(in: 0 ... .max)).conf")
            try block.write(to: file, atomically: true, encoding: .utf8)
            defer { try? FileManager.default.removeItem(at: file) }
            let exec = try Collectd(Collectd.exec(["--source", "libvirt", "--from-collectd", file.path]))
            try await with([virt, exec]) {
                let named = options.contains("HostnameFormat hostname")
                let busy =
                    named
                    ? "\(Collectd.host)/virt-busy0000/virt_cpu_total"
                    : try await eventually(within: .seconds(60), "a value") {
                        try exec.series().keys.first { $0.hasPrefix("busy0000") && $0.hasSuffix("/virt_cpu_total") }
                    }
                try await virt.rows(6, of: busy)
                try await exec.rows(6, of: busy)
                let (theirs, ours) = (try virt.series(), try exec.series())
                // without control groups libvirt tells the C plugin no time of processes, but has it in bulk: that is
                // held against virsh's
                let known = ours.keys.filter { theirs[$0] != nil || !$0.hasSuffix("/ps_cputime") }
                let missing = Set(theirs.keys).subtracting(known).sorted()
                #expect(missing == [], "\(missing.count) missing")
                let more = Set(known).subtracting(theirs.keys).sorted()
                #expect(more == [], "\(more.count) more")
                for (name, series) in theirs {
                    #expect(ours[name].map { $0.header == series.header } ?? true, "\(name)")
                }
                var compared = 0
                for (name, series) in ours {
                    guard let plugin = theirs[name] else { continue }
                    let (found, times) =
                        name.hasSuffix("/percent-virt_cpu_total")
                        ? series.differencesOfMeans(from: plugin) : series.differences(from: plugin, slack: 0)
                    #expect(found == [], "\(name)")
                    compared += times
                }
                #expect(compared > ours.count)
                #expect(complaints(exec) == [])
            }
        }

        /// What leaves the lab as it is, at once.
        @Test func jobsEventsAndEnds() async {
            await Piece.atOnce(
                4,
                [
                    Piece("valuesGoOnAfterFaults") { try await valuesGoOnAfterFaults() },
                    Piece("jobsThatRun") { try await jobsThatRun() },
                    Piece("theProgramEndsWithCollectd, SIGTERM") { try await theProgramEndsWithCollectd(SIGTERM) },
                    Piece("theProgramEndsWithCollectd, SIGKILL") { try await theProgramEndsWithCollectd(SIGKILL) },
                    // both of the same guest
                    Piece("eventsAreNotifiedAtOnce") {
                        for source in ["libvirt", "feed"] { try await eventsAreNotifiedAtOnce(source) }
                    },
                ])
        }

        /// The job that a guest has is told of as the plugin tells it, field by field.
        private func jobsThatRun() async throws {
            let lab = try Lab.shared
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            let options = ["ExtraStats \"job_stats_background\""]
            let virt = try Collectd(Collectd.virt(lab.uri, options))
            let exec = try Collectd(
                Collectd.exec(["--libvirt.uri", lab.uri, "--extra-stats", "job_stats_background"]))
            var told: [Set<String>] = []
            try await with([virt, exec]) {
                // both know the guest before its job begins, of which libvirt announces nothing
                for collectd in [virt, exec] { try await collectd.rows(3, of: "vm0000/virt/virt_cpu_total") }
                try await virsh.beginBackup(of: "vm0000")
                #expect(virsh.errors == [])
                do {
                    for collectd in [virt, exec] {
                        try await collectd.rows(3, of: "vm0000/virt/job_stats-time_elapsed")
                        told.append(Set(try collectd.series().keys.filter { $0.contains("job_stats") }))
                    }
                } catch {
                    try await lab.virsh("domjobabort", "vm0000")
                    throw error
                }
                try await lab.virsh("domjobabort", "vm0000")
            }
            #expect(told[0] == told[1] && told[0].contains("vm0000/virt/job_stats-operation"))
        }

        /// The program under a collectd that ends, however it does.
        private func theProgramEndsWithCollectd(_ signal: Int32) async throws {
            let lab = try Lab.shared
            // a long interval: nothing is to be written meanwhile, yet a first sample that a busy machine missed has a second
            let collectd = try Collectd(interval: 20, Collectd.exec(["--libvirt.uri", lab.uri]))
            try await with([collectd]) {
                try await collectd.rows(1, of: "vm0000/virt/virt_cpu_total")
                let plugin = try #require(collectd.plugin)
                collectd.signal(signal)
                _ = try await eventually(within: .seconds(5), "the end of the program") {
                    kill(plugin, 0) == 0 ? nil : true
                }
                _ = try await eventually("the end of collectd") { collectd.exitStatus }
                #expect(complaints(collectd) == [])
            }
        }

        /// The program is killed, and collectd stopped for a while: values go on.
        private func valuesGoOnAfterFaults() async throws {
            let lab = try Lab.shared
            let name = "busy0000/virt/virt_cpu_total"
            let collectd = try Collectd(
                Collectd.exec(["--libvirt.uri", lab.uri, "--extra", "--extra-stats", Self.selectors]))
            /// Stops collectd, and waits until the program cannot write: the pipe is full.
            func block(_ program: pid_t) async throws {
                collectd.signal(SIGSTOP)
                _ = try await eventually(within: .seconds(60), "a pipe that is full") {
                    ProcessFigures(id: program).threads.contains { $0.place.contains("pipe_write") } ? true : nil
                }
            }
            try await with([collectd]) {
                try await collectd.rows(2, of: name)
                let first = try #require(collectd.plugin)
                kill(first, SIGKILL)
                let second = try await eventually("another run of the program") {
                    collectd.plugin.flatMap { $0 == first ? nil : $0 }
                }
                let before = try collectd.series(name)?.rows.count ?? 0
                try await collectd.rows(before + 2, of: name)
                try await block(second)
                // intervals that it cannot tell of
                try await Task.sleep(for: .seconds(3))
                #expect(kill(second, 0) == 0)
                collectd.signal(SIGCONT)
                let later = try collectd.series(name)?.rows.count ?? 0
                try await collectd.rows(later + 3, of: name)
                #expect(collectd.plugin == second)
                // a program that is told to end while it cannot write
                try await block(second)
                kill(second, SIGTERM)
                _ = try await eventually(within: .seconds(5), "the end of the program") {
                    let state = try? String(contentsOfFile: "/proc/\(second)/stat", encoding: .utf8)
                    return state.map { $0.contains(") Z ") } ?? true ? true : nil
                }
                collectd.signal(SIGCONT)
                _ = try await eventually("a third run of the program") {
                    collectd.plugin.flatMap { $0 == second ? nil : $0 }
                }
                let expected = ["Value too old", "closed STDERR"]
                #expect(complaints(collectd).filter { line in !expected.contains { line.contains($0) } } == [])
            }
        }

        /// While libvirt is away nothing is told, and everything once it is back; a piece of ``LongWaitTests``.
        func valuesGoOnAfterLibvirtWasAway() async throws {
            let lab = try Lab.shared
            let names = ["virt_cpu_total", "disk_allocation-vda", "cpu_affinity-vcpu_0-cpu_0"].map {
                "busy0000/virt/\($0)"
            }
            let collectd = try Collectd(
                Collectd.exec([
                    "--libvirt.uri", lab.uri, "--extra-stats", "disk_allocation vcpupin", "--hostname-format",
                    "name", "--source", "libvirt",
                ]))
            try await with([collectd]) {
                for name in names { try await collectd.rows(2, of: name) }
                try await lab.run("stop")
                do {
                    try await Task.sleep(for: .seconds(3))
                    let before = try collectd.series(names[0])?.rows.count ?? 0
                    try await Task.sleep(for: .seconds(3))
                    #expect(try collectd.series(names[0])?.rows.count == before)
                    #expect(collectd.log.contains("exec_read_one: error = virtpulse-plugin: \(lab.uri)"))
                } catch {
                    try await lab.run("start")
                    throw error
                }
                try await lab.run("start")
                for name in names {
                    let before = try collectd.series(name)?.rows.count ?? 0
                    try await collectd.rows(before + 2, of: name)
                }
                #expect(collectd.log.split(separator: "\n").count { $0.contains("exec_read_one") } <= 8)
            }
        }

        /// A guest that hangs: the plugin of collectd waits for it, and tells nothing of any other.
        @Test func theOthersGoOnBesideAGuestThatHangs() async throws {
            let lab = try Lab.shared
            let options = ["ExtraStats \"\(Self.selectors)\""]
            let name = "busy0000/virt/disk_ops-vda"
            let virt = try Collectd(Collectd.virt(lab.uri, options))
            let exec = try Collectd(
                Collectd.exec(["--libvirt.uri", lab.uri, "--extra", "--extra-stats", Self.selectors]))
            let pid = try await lab.pid(of: "vm0001")
            defer { kill(pid, SIGCONT) }
            try await with([virt, exec]) {
                try await virt.rows(3, of: name)
                try await exec.rows(3, of: name)
                kill(pid, SIGSTOP)
                try await Task.sleep(for: .seconds(15))
                let (theirs, ours) = (try virt.series(), try exec.series())
                let now = try #require(ours[name]?.rows.last?.time)
                func recent(_ series: [String: Collectd.Series], _ name: String) -> Int {
                    series[name]?.rows.count { $0.time > now - 10 } ?? 0
                }
                for guest in ["busy0000", "vm0000", "rich", "two words"] {
                    #expect(recent(ours, "\(guest)/virt/disk_ops-vda") >= 8, "\(guest)")
                    #expect(recent(ours, "\(guest)/virt/disk_allocation-vda") >= 8, "\(guest)")
                    #expect(recent(theirs, "\(guest)/virt/disk_ops-vda") <= 2, "\(guest)")
                }
                #expect(recent(ours, "vm0001/virt/virt_cpu_total") >= 5)
                #expect(recent(ours, "vm0001/virt/disk_ops-vda") <= 2)
                kill(pid, SIGCONT)
                let before = ours["vm0001/virt/disk_ops-vda"]?.rows.count ?? 0
                try await exec.rows(before + 2, of: "vm0001/virt/disk_ops-vda")
            }
        }

        /// A guest that hangs is told as such, and complete again when it does not; a piece of ``LongWaitTests``.
        func aGuestThatHangsIsStuck() async throws {
            let lab = try Lab.shared
            let exec = try Collectd(
                Collectd.exec([
                    "--libvirt.uri", lab.uri, "--source", "libvirt", "--extra", "--extra-stats", Self.selectors,
                ]))
            let pid = try await lab.pid(of: "vm0001")
            defer { kill(pid, SIGCONT) }
            func stuck() throws -> [Double]? { try exec.series("vm0001/virt/gauge-stuck")?.rows.last?.values }
            try await with([exec]) {
                try await exec.rows(2, of: "vm0001/virt/disk_ops-vda")
                #expect(try stuck() == [0])
                kill(pid, SIGSTOP)
                _ = try await eventually("a stuck guest") { try stuck() == [1] ? true : nil }
                let before = try exec.series("vm0000/virt/disk_allocation-vda")?.rows.count ?? 0
                try await exec.rows(before + 5, of: "vm0000/virt/disk_allocation-vda")
                #expect(try stuck() == [1])
                kill(pid, SIGCONT)
                _ = try await eventually("a guest that answers") { try stuck() == [0] ? true : nil }
            }
        }

        /// What a user copies is what collectd takes.
        @Test func theReadyConfiguration() async throws {
            let file = Program.root.appendingPathComponent("plugins/collectd/virtpulse.conf").path
            let output = try await Program.run("collectd", ["-t", "-C", file])
            #expect(output.status == 0, "\(output)")
        }

        /// Events reach whoever collectd notifies, from libvirt and by the feed.
        private func eventsAreNotifiedAtOnce(_ source: String) async throws {
            let lab = try Lab.shared
            let path = FeedTests.path()
            let agent = try await Agent([
                "--libvirt.uri", lab.uri, "--feed.socket", path, "--sample.interval", "1s",
            ])
            defer { agent.kill() }
            // none of them waits for an interval's end
            let collectd = try Collectd(
                interval: 60,
                Collectd.exec(
                    ["--libvirt.uri", lab.uri, "--source", source, "--feed.socket", path], user: "nobody:root"
                )
                    + "\n\(Collectd.notifying)")
            try await with([collectd]) {
                try await collectd.rows(1, of: "two words/virt/virt_cpu_total")
                // it follows events once it knows where samples come from
                try await Task.sleep(for: .seconds(2))
                func notices() -> [Collectd.Notice] { collectd.notices.filter { $0.fields["Host"] == "two words" } }
                _ = try await lab.virsh("suspend", "two words")
                _ = try await eventually("a notification") { notices().isEmpty ? nil : true }
                _ = try await lab.virsh("resume", "two words")
                let told = try await eventually("two notifications") { notices().count >= 2 ? notices() : nil }
                #expect(
                    told[0].message
                        == "Domain state: the domain is paused by user. Reason: paused on user request")
                let fields = ["Host": "two words", "Plugin": "virt", "Type": "domain_state"]
                #expect(told[0].fields == fields.merging(["Severity": "WARNING"]) { $1 })
                #expect(told[1].fields == fields.merging(["Severity": "OKAY"]) { $1 })
                #expect(complaints(collectd) == [])
            }
        }
    }
}
