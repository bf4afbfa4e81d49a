import Foundation
import RealGuests
import Testing

/// The program for collectd on libvirt's test driver and on hosts that are not there.
@Suite("collectd plugin", .timeLimit(.minutes(2))) struct CollectdPluginTests {
    private static let test = ["--libvirt.uri", "test:///default", "--source", "libvirt"]

    /// A file with this text.
    private func file(_ text: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("vp-\(UInt32.random(in: 0 ... .max))")
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    @Test(arguments: [
        (["--frobnicate"], [:], "--frobnicate"), (["--hostname-format", "nme"], [:], "--hostname-format has 'nme'"),
        (["--extra-stats", "disk dsk"], [:], "'dsk'"), (["--extra-stats", "fs_info"], [:], "--allow-read-write"),
        (["--domain", "/(/"], [:], "--domain"), (["--interface-format", ""], [:], "--interface-format"),
        (["--from-collectd", "/nonexistent/file"], [:], "/nonexistent/file"),
        (["--source", "tap"], [:], "tap"), (["--libvirt.uri", "nonsense"], [:], "--libvirt.uri"),
        ([], ["COLLECTD_INTERVAL": "soon"], "COLLECTD_INTERVAL"), ([], ["COLLECTD_INTERVAL": "0"], "COLLECTD_INTERVAL"),
        ([], ["COLLECTD_INTERVAL": "nan"], "COLLECTD_INTERVAL"),
        ([], ["COLLECTD_INTERVAL": "0x10"], "COLLECTD_INTERVAL is '0x10'"),
        ([], ["COLLECTD_INTERVAL": "1e1"], "'1e1'"), ([], ["COLLECTD_INTERVAL": "inf"], "'inf'"),
        ([], ["COLLECTD_INTERVAL": " 5"], "' 5'"), ([], ["COLLECTD_INTERVAL": "+5"], "'+5'"),
        ([], ["COLLECTD_INTERVAL": "5."], "'5.'"), ([], ["COLLECTD_INTERVAL": ".5"], "'.5'"),
        ([], ["COLLECTD_INTERVAL": "1.0.0"], "'1.0.0'"), ([], ["COLLECTD_INTERVAL": "٥"], "'٥'"),
        (["--domain", ""], [:], "--domain is empty; give it a value"), (["--feed.socket", ""], [:], "--feed.socket"),
        (["--libvirt.uri", "qemu+foo://h/system", "--source", "libvirt"], [:], "foo"),
        (["--hostname-format", "metadata", "--hostname-metadata-xpath", "/a["], [:], "'/a['"),
    ])
    func mistakesAreNamed(arguments: [String], environment: [String: String], named: String) async throws {
        let output = try await Program.run(Program.plugin, ["collectd"] + arguments, environment: environment)
        #expect(output.status == 2 && output.out.isEmpty, "\(output)")
        #expect(output.err.contains(named) && output.err.hasPrefix("virtpulse-plugin: "), "\(output.err)")
        let lines = output.err.split(separator: "\n")
        #expect(lines.count == 1 && lines.allSatisfy { $0.utf8.count < 1024 }, "\(output.err)")
    }

    @Test(arguments: [
        ("<Plugin virt>\nExtraStats \"dsk\"\n</Plugin>", "2: ExtraStats has 'dsk'"),
        ("<Plugin virt>\nColour red\n</Plugin>", "Colour"),
        ("<Plugin virt>\nConnection nonsense\n</Plugin>", "Connection"), ("<Plugin virt>", "never closed"),
        (
            "<Plugin virt>\nHostnameFormat metadata\nHostnameMetadataXPath \"/a[\"\n</Plugin>",
            ":3: HostnameMetadataXPath is"
        ),
        ("\nInclude \"$(touch /tmp/virtpulse-ran)\"", ":2: Include '$(touch"),
        ("\nInclude \"`touch /tmp/virtpulse-ran`\"", ":2: Include '`touch"),
        ("\nInclude \"/etc/{a,b}\"", ":2: Include '/etc/{a,b}'"),
    ])
    func mistakesInConfigurationsAreNamed(text: String, named: String) async throws {
        let output = try await Program.run(Program.plugin, ["collectd", "--from-collectd", try file(text)])
        #expect(output.status == 2 && output.err.contains(named), "\(output)")
        #expect(!FileManager.default.fileExists(atPath: "/tmp/virtpulse-ran"))
    }

    /// A format of the command line may need what the file has.
    @Test func aPathOfTheFileThatAnOptionNeeds() async throws {
        let path = try file("<Plugin virt>\n\nHostnameMetadataXPath \"/a[\"\n</Plugin>")
        let arguments = ["collectd", "--from-collectd", path, "--hostname-format", "metadata"]
        let output = try await Program.run(Program.plugin, arguments)
        #expect(output.status == 2 && output.err.hasPrefix("virtpulse-plugin: \(path):3: Host"), "\(output)")
        let other = try await Program.run(Program.plugin, arguments + ["--hostname-metadata-xpath", "/b["])
        #expect(other.status == 2 && other.err.hasPrefix("virtpulse-plugin: HostnameM"), "\(other)")
    }

    /// What collectd takes for a path, which is as the shell does but for commands: each of these is the block's file.
    @Test(arguments: [
        "~/virt.conf", "$PLACE/virt.conf", "${PLACE}/v?rt.conf", "'FOLDER/virt.conf'", "$NOTHING/FOLDER/v*.conf",
        "/nonexistent FOLDER/*.conf", "FOLDER/star\\\\*/*", "FOLDER/back\\\\\\\\slash/virt.conf",
    ])
    func includesAreWhatCollectdReads(include: String) async throws {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appendingPathComponent("vp-include-\(UInt32.random(in: 0 ... .max))")
        defer { try? files.removeItem(at: folder) }
        for name in ["", "star*", "star-two", "back\\slash"] {
            let place = folder.appendingPathComponent(name)
            try files.createDirectory(at: place, withIntermediateDirectories: true)
            // a mistake in the one that is meant is seen in what it has said of it
            let text = name == "star-two" ? "<Plugin virt>\nWrong x\n</Plugin>" : "<Plugin virt>\nColour red\n</Plugin>"
            try text.write(to: place.appendingPathComponent("virt.conf"), atomically: true, encoding: .utf8)
        }
        let main = try file("Include \"\(include.replacingOccurrences(of: "FOLDER", with: folder.path))\"\n")
        let output = try await Program.run(
            Program.plugin, ["collectd", "--from-collectd", main],
            environment: ["HOME": folder.path, "PLACE": folder.path])
        #expect(output.status == 2 && output.err.contains("no option 'Colour'"), "\(output)")
        #expect(!output.err.contains("'Wrong'"), "\(output)")
    }

    /// Each in a line, as collectd logs them, and no longer than collectd reads.
    @Test func allMistakesInConfigurationsAreNamed() async throws {
        let long = String(repeating: "ä\u{1b}", count: 1000)
        let text =
            "<Plugin virt>\nExtraStats dsk\nColour \"\(long)\"\nDomain \"\"\nHostnameFormat \"\(long)\"\n"
            + "HostnameMetadataXPath \"/a[\"\nHostnameFormat metadata\nRefreshInterval \"\"\n</Plugin>"
        let path = try file(text)
        let output = try await Program.run(Program.plugin, ["collectd", "--from-collectd", path])
        #expect(output.status == 2 && output.out.isEmpty, "\(output)")
        let lines = output.err.split(separator: "\n")
        #expect(lines.count == 6 && lines.allSatisfy { $0.utf8.count < 1023 }, "\(output.err)")
        for (line, reason) in zip(
            lines,
            [
                "2: ExtraStats", "3: the virt plugin has no", "4: Domain is empty", "5: Host",
                "6: HostnameMetadataXPath", "8: Ref",
            ])
        {
            #expect(line.hasPrefix("virtpulse-plugin: \(path):\(reason)"), "\(line)")
        }
    }

    @Test func helpIsNoError() async throws {
        let output = try await Program.run(Program.plugin, ["collectd", "--help"])
        #expect(output.status == 0 && output.err.isEmpty)
    }

    /// What it writes until it wrote this, without anybody who reads it away.
    private func output(
        _ arguments: [String], interval: String = "0.5", until wanted: String, environment: [String: String] = [:]
    ) async throws -> (out: String, err: String) {
        let child = try ChildProcess(
            Program.plugin, ["collectd"] + arguments,
            environment: ["COLLECTD_INTERVAL": interval, "COLLECTD_HOSTNAME": "node1"].merging(environment) { $1 })
        defer { child.end() }
        _ = try await eventually(wanted) {
            let text = child.text(child.output) + child.text(child.errors)
            if let status = child.exitStatus { throw Program.Failure(description: "ended with \(status): \(text)") }
            return text.contains(wanted) ? true : nil
        }
        return (child.text(child.output), child.text(child.errors))
    }

    @Test func aFileAndOptionsThatGoBeforeIt() async throws {
        let folder = try file("")
        try FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try """
        LoadPlugin virt
        <Plugin virt>
          Connection "test:///default"
          RefreshInterval 60
          HostnameFormat hostname
          PluginInstanceFormat name
          ExtraStats "domain_state"
          Domain "/^test$/"
        </Plugin>
        """.write(toFile: "\(folder)/virt.conf", atomically: true, encoding: .utf8)
        try "not > collectd's".write(toFile: "\(folder)/other.txt", atomically: true, encoding: .utf8)
        let main = try file("<Include \"\(folder)\">\n  Filter \"*.conf\"\n</Include>\n")
        let (out, err) = try await output(
            ["--from-collectd", main, "--source", "libvirt", "--extra-stats", "vcpu"], until: "virt_vcpu-0")
        #expect(out.contains("PUTVAL \"node1/virt-test/virt_vcpu-0\" interval=0.500 "))
        #expect(!out.contains("domain_state"))
        #expect(err.split(separator: "\n").count == 1 && err.contains("virt.conf:4: RefreshInterval"), "\(err)")
        let other = try await output(
            [
                "--from-collectd", main, "--source", "libvirt", "--domain", "nobody", "--domain", "/TEST/",
                "--ignore-selected",
            ],
            until: "virt_cpu_total")
        #expect(other.out.contains("\"node1/virt-test/domain_state\""))
    }

    @Test func fileSystemsAreNotified() async throws {
        let (out, err) = try await output(
            Self.test + ["--extra-stats", "fs_info vcpupin disk_err", "--allow-read-write"], until: "file_system")
        #expect(out.contains("message=\"File system information\" s:mountpoint=\"/\""), "\(out)")
        #expect(out.contains("cpu_affinity-vcpu_0-cpu_0\" interval=0.500") && out.contains("disk_error-vda"))
        #expect(err.isEmpty, "\(err)")
    }

    @Test func aHostThatIsDownIsComplainedAboutOnce() async throws {
        let nowhere = "qemu+unix:///system?socket=/nonexistent/socket"
        let child = try ChildProcess(
            Program.plugin, ["collectd", "--libvirt.uri", nowhere, "--source", "libvirt"],
            environment: ["COLLECTD_INTERVAL": "0.2"])
        defer { child.end() }
        _ = try await eventually("a complaint") { child.text(child.errors).isEmpty ? nil : true }
        try await Task.sleep(for: .seconds(1))
        #expect(child.exitStatus == nil && child.text(child.output).isEmpty)
        #expect(child.text(child.errors).split(separator: "\n").count <= 2, "\(child.text(child.errors))")
    }

    /// libvirt's test driver would make values up, which stay in somebody's graphs.
    @Test(.enabled(if: access("/run/libvirt/libvirt-sock-ro", F_OK) != 0, "this machine has a libvirtd"))
    func withoutAHostNothingIsMadeUp() async throws {
        let child = try ChildProcess(
            Program.plugin, ["collectd"], environment: ["COLLECTD_INTERVAL": "0.2", "LIBVIRT_DEFAULT_URI": ""])
        defer { child.end() }
        _ = try await eventually("a complaint") { child.text(child.errors).contains("--libvirt.uri") ? true : nil }
        try await Task.sleep(for: .milliseconds(600))
        #expect(child.exitStatus == nil && child.text(child.output).isEmpty)
        #expect(child.text(child.errors).split(separator: "\n").count == 1, "\(child.text(child.errors))")
    }

    /// collectd closes its end of a line of 1024 bytes.
    @Test func complaintsAreShort() async throws {
        let long = "qemu+unix:///system?socket=/" + String(repeating: "\u{1b}é", count: 1000)
        let child = try ChildProcess(
            Program.plugin, ["collectd", "--libvirt.uri", long, "--source", "libvirt"],
            environment: ["COLLECTD_INTERVAL": "0.2"])
        defer { child.end() }
        _ = try await eventually("a complaint") { child.text(child.errors).hasSuffix("\n") ? true : nil }
        #expect(child.exitStatus == nil)
        for line in child.text(child.errors).split(separator: "\n") {
            #expect(line.utf8.count < 1023 && line.contains("\\u{1b}"), "\(line.utf8.count)")
        }
    }

    /// While the daemon is there its samples are taken, else libvirt is asked; values go on through it all; a
    /// piece of ``LongWaitTests``.
    func theDaemonComesAndGoes() async throws {
        let path = FeedTests.path()
        func agent() async throws -> Agent {
            try await Agent([
                "--libvirt.uri", "test:///default", "--feed.socket", path, "--sample.interval", "200ms",
            ])
        }
        let first = try await agent()
        defer { first.kill() }
        let child = try ChildProcess(
            Program.plugin, ["collectd", "--libvirt.uri", "test:///default", "--feed.socket", path],
            environment: ["COLLECTD_INTERVAL": "0.5"])
        defer { child.end() }
        func count() -> Int { child.text(child.output).matches(of: /virt_cpu_total"/).count }
        func more() async throws {
            let before = count()
            _ = try await eventually("more values") { count() >= before + 3 ? true : nil }
        }
        try await more()
        // the one that events are heard over
        #expect(ProcessFigures(id: child.id).callThreads == 1)
        _ = try await first.terminate()
        try await more()
        #expect(ProcessFigures(id: child.id).callThreads > 1)
        let second = try await agent()
        defer { second.kill() }
        _ = try await eventually(within: .seconds(30), "the daemon's samples") {
            child.text(child.errors).contains("taken again") ? true : nil
        }
        try await more()
        #expect(ProcessFigures(id: child.id).callThreads == 1)
        let errors = child.text(child.errors).split(separator: "\n")
        #expect(errors.count == 2 && errors[0].hasSuffix("libvirt is asked itself"), "\(errors)")
    }

    /// Whoever read the output has gone, long before anything is written.
    @Test func itEndsWhenNobodyReads() async throws {
        let output = try await Program.run(
            "bash",
            [
                "-c", "trap '' PIPE; COLLECTD_INTERVAL=3600 \"$@\" | head -n 1", "sh", Program.plugin, "collectd",
                "--libvirt.uri", "test:///default",
            ], limit: .seconds(30))
        #expect(output.status == 0 && output.out.split(separator: "\n").count == 1, "\(output)")
    }
}
