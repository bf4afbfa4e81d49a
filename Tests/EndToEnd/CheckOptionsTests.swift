import Foundation
import RealGuests
import Testing

/// The check's options, its exit codes and its time limit, by libvirt's test driver.
@Suite("check options", .timeLimit(.minutes(2))) struct CheckOptionsTests {
    private func check(
        _ arguments: [String], environment: [String: String] = [:], program: String = Program.plugin
    ) async throws -> Program.Output {
        let name = program == Program.plugin ? ["check"] : []
        return try await Program.run(
            program, name + arguments, environment: environment, limit: .seconds(30))
    }

    private static let test = ["-u", "test:///default", "--source", "libvirt"]

    private func folder() throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/vp-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        return path
    }

    /// A socket that takes connections and says nothing.
    private func silentSocket() async throws -> (listener: ChildProcess, path: String) {
        let path = FileManager.default.temporaryDirectory.path + "/vp-\(UInt32.random(in: 0 ... .max)).sock"
        let program = """
            import socket, sys, time
            s = socket.socket(socket.AF_UNIX)
            s.bind(sys.argv[1])
            s.listen(9)
            time.sleep(99)
            """
        let listener = try ChildProcess("python3", ["-c", program, path])
        _ = try await eventually("a socket") { FileManager.default.fileExists(atPath: path) ? true : nil }
        return (listener, path)
    }

    /// What is asked wrongly is UNKNOWN, in one line on standard output that names it.
    @Test(arguments: [
        ([], "-m"), (["-m", "frobnicate"], "frobnicate"), (["-m", "cpu", "--bogus"], "--bogus"),
        (["-m", "cpu", "-w", "x"], "-w x"), (["-m", "cpu", "-w", "10:5"], "10:5"), (["-m", "cpu", "-c", ""], "-c"),
        (["-m", "cpu", "-w", "speed=5"], "speed"), (["-m", "cpu", "-w", "5", "-w", "6"], "-w 6"),
        (["-m", "cpu", "-w", "-5"], "-5"), (["-m", "cpu", "-w", "10GiB"], "GiB"),
        (["-m", "cpu", "-t", "soon"], "soon"), (["-m", "cpu", "-t", "0"], "'0'"),
        (["-m", "cpu", "-t", "5:bad"], "5:bad"), (["-m", "cpu", "-u", "nonsense"], "nonsense"),
        (["-m", "cpu", "--regex", "("], "--regex"), (["-m", "cpu", "-d", ""], "--domain"),
        (["-m", "cpu", "--on-missing", "bad"], "--on-missing"), (["-m", "cpu", "--grace", "soon"], "--grace"),
        (["-m", "cpu", "--state-map", "asleep=ok"], "asleep"), (["-m", "cpu", "--perfdata", "some"], "some"),
        (["-m", "cpu", "--max-items", "-1"], "--max-items"), (["-m", "cpu", "--of", "moon"], "moon"),
        (["-m", "expected", "--require-file", "/nonexistent"], "/nonexistent"),
        (["-m", "cpu", "--extra-opts=nowhere@/nonexistent"], "/nonexistent"),
        (["-m", "cpu", "--min-count", "-1"], "--min-count"), (["-m", "cpu", "--min-count=-3"], "--min-count"),
        (["-m", "connection", "--min-count", "1"], "--min-count"), (["-m", "host", "--min-count", "0"], "--min-count"),
        (["-m", "collector", "--min-count", "1"], "--min-count"),
        (["-m", "events", "--min-count", "1"], "--min-count"),
        (["-m", "state", "--require", "nobody"], "--require"), (["-m", "pool", "-d", "x"], "--domain"),
        (["-m", "expected", "-x", "on", "--require", "on"], "--exclude"), (["-m", "cpu", "--orphans"], "--orphans"),
        (["-m", "state", "--expect", "asleep"], "asleep"), (["-m", "state", "-H", "a/b"], "a/b"),
        (["-m", "state", "-H", "x", "-u", "test:///default"], "-H"),
        (["-m", "cpu", "--source", "tap"], "tap"), (["-m", "cpu", "more"], "more"),
        (["-m", "volume", "-d", "web"], "--domain"), (["-m", "pool", "--metadata", "/domain"], "--metadata"),
    ])
    func mistakesAreUnknown(arguments: [String], named: String) async throws {
        let output = try await check(arguments)
        let lines = output.out.split(separator: "\n")
        #expect(output.status == 3 && output.err.isEmpty, "\(output)")
        #expect(lines.first?.hasPrefix("LIBVIRT UNKNOWN: ") ?? false, "\(output)")
        #expect(lines.first.map { $0.count < 80 } ?? false && output.out.contains(named), "\(output)")
    }

    @Test(arguments: ["-h", "--help", "-V", "--version"]) func helpAndVersionEndWithThree(option: String) async throws {
        let output = try await check([option])
        #expect(output.status == 3 && output.err.isEmpty && output.out.contains("check"), "\(output)")
    }

    @Test func itIsAPluginByItsName() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let program = folder + "/check_virtpulse"
        try FileManager.default.createSymbolicLink(atPath: program, withDestinationPath: Program.plugin)
        let output = try await check(["-m", "cpu"] + Self.test, program: program)
        #expect(output.status == 0 && output.out.hasPrefix("LIBVIRT OK: "), "\(output)")
    }

    @Test func optionsOutOfAFile() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/plugins.ini"
        try """
        # other plugins' options
        [check_load]
        w = 5,4,3
        [check_virtpulse]
        uri = test:///default
        sample = 200ms
        source = libvirt
        ; short names have one dash
        m = cpu
        verbose
        [named]
        m=cpu
        sample=200ms
        uri=test:///default
        warning = used=~:-1

        """.write(toFile: file, atomically: true, encoding: .utf8)
        let output = try await check(["--extra-opts=@\(file)"])
        #expect(output.status == 0 && output.out.contains("OK test"), "\(output)")
        let named = try await check(["--extra-opts=named@\(file)", "--source", "libvirt"])
        #expect(named.status == 1, "\(named)")
        // what the command line says holds, before the file or behind it
        for arguments in [
            ["-w", "0:", "--extra-opts=named@\(file)"], ["--extra-opts=named@\(file)", "-w", "used=0:"],
        ] {
            let other = try await check(arguments + ["--source", "libvirt"])
            #expect(other.status == 0, "\(other)")
        }
        let twice = try await check(["--extra-opts=named@\(file)", "-w", "0", "-w", "used=1"])
        #expect(twice.status == 3 && twice.out.contains("two ranges"), "\(twice)")
        let elsewhere = try await check(["-m", "state", "-u", "test:///x", "--extra-opts=@\(file)"])
        #expect(elsewhere.status == 2 && elsewhere.out.contains("test:///x"), "\(elsewhere)")
        let absent = try await check(["--extra-opts=absent@\(file)"])
        #expect(absent.status == 3 && absent.out.contains("[absent]"), "\(absent)")
    }

    /// What waits for most of its time.
    @Test func waits() async {
        let limits = [("1", Int32(2)), ("1:unknown", 3), ("1.5:warning", 1), ("1:ok", 0)]
        await Piece.atOnce(
            4,
            [
                Piece("aDaemonThatDoesNotAnswer, feed") {
                    try await aDaemonThatDoesNotAnswer("feed", status: 1, words: "the daemon at")
                },
                Piece("aDaemonThatDoesNotAnswer, auto") {
                    try await aDaemonThatDoesNotAnswer("auto", status: 0, words: "LIBVIRT OK")
                },
                Piece("aSampleThatWasKeptJustNow") { try await aSampleThatWasKeptJustNow() },
            ]
                + ["0666", "0660", "link"].map { how in
                    Piece("aSampleThatOthersMayWrite, \(how)") { try await aSampleThatOthersMayWrite(how) }
                }
                + limits.map { limit, status in
                    Piece("aHostThatDoesNotAnswer, \(limit)") { try await aHostThatDoesNotAnswer(limit, status) }
                })
    }

    /// A host that never answers: the check ends when and as it was told.
    private func aHostThatDoesNotAnswer(_ limit: String, _ status: Int32) async throws {
        let (listener, path) = try await silentSocket()
        defer { listener.end() }
        let output = try await check([
            "-m", "cpu", "-u", "qemu+unix:///system?socket=\(path)", "-t", limit, "--source", "libvirt",
        ])
        #expect(output.status == status && output.out.contains("; see whether libvirtd hangs\n"), "\(output)")
        #expect(output.out.split(separator: "\n").count == 1, "\(output)")
    }

    /// Tenants choose names, and one that begins with a dash is no option.
    @Test func namesThatLookLikeOptions() async throws {
        for name in ["--on-missing=ok", "--extra-opts=@/nonexistent"] {
            for (mode, option) in [("state", "-d"), ("state", "--domain"), ("expected", "--require"), ("state", "-vd")]
            {
                let output = try await check(["-m", mode, option, name] + Self.test)
                #expect(output.status == (mode == "state" ? 3 : 2), "\(output)")
                #expect(output.out.contains("\(name) is not there"), "\(output)")
            }
        }
        for option in ["-x", "--exclude", "--regex", "--forbid"] {
            let mode = option == "--forbid" ? "expected" : "state"
            let output = try await check(["-m", mode, option, "-V"] + Self.test)
            #expect(output.status == 0 && output.out.hasPrefix("LIBVIRT OK"), "\(output)")
        }
    }

    @Test func aHostThatIsNotThereIsCritical() async throws {
        let output = try await check([
            "-m", "cpu", "-u", "qemu+unix:///system?socket=/nonexistent/socket", "--source", "libvirt",
        ])
        #expect(output.status == 2 && output.out.contains("/nonexistent"), "\(output)")
        #expect(output.out.hasPrefix("LIBVIRT CRITICAL: cannot reach libvirt: qemu"), "\(output)")
    }

    @Test(arguments: [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")]) func aHostByItsName(
        host: String, authority: String
    )
        async throws
    {
        // nobody listens there
        let output = try await check(["-m", "state", "-H", host, "--source", "libvirt"])
        #expect(output.status == 2 && output.out.contains("qemu://\(authority)/system"), "\(output)")
    }

    @Test func howItWasFoundOut() async throws {
        let arguments = ["-m", "cpu", "-u", "test:///default", "--feed.socket", "/nonexistent"]
        let less = try await check(arguments + ["-vv"])
        #expect(less.status == 0 && !less.out.contains("test:///default"), "\(less)")
        let output = try await check(arguments + ["-vvv"])
        let lines = output.out.split(separator: "\n").dropFirst(2)
        #expect(output.status == 0 && lines.count == 2, "\(output)")
        #expect(lines.first?.hasPrefix("no sample by the feed /nonexistent: ") ?? false, "\(output)")
        #expect(
            lines.last?.wholeMatch(
                of:
                    /sample of \d+ ms ago, which took \d+ ms, and one 1\d\d\d ms before by libvirt at test:.*, at \d+ ms/
            )
                != nil, "\(output)")
    }

    /// Where the next check finds the sample of this one, nobody else may have a hand in it.
    @Test func samplesAreKeptSafely() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = ["-m", "cpu", "--sample", "200ms"] + Self.test + ["--state-directory"]
        let inside = folder + "/state"
        for _ in 0..<2 {
            let output = try await check(arguments + [inside])
            #expect(output.status == 0, "\(output)")
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: inside)
        #expect(files.count == 1)
        let file = inside + "/" + (files.first ?? "")
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        // nonsense in the file is no sample
        try Data("nonsense that is longer than its head".utf8).write(to: URL(fileURLWithPath: file))
        #expect(try await check(arguments + [inside]).status == 0)
        // a link in its place is not followed
        let victim = folder + "/victim"
        try "mine".write(toFile: victim, atomically: true, encoding: .utf8)
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: victim)
        #expect(try await check(arguments + [inside]).status == 0)
        #expect(try String(contentsOfFile: victim, encoding: .utf8) == "mine")
        let link = folder + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: inside)
        let linked = try await check(arguments + [link])
        #expect(linked.status == 3 && linked.out.contains(link), "\(linked)")
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: inside)
        let open = try await check(arguments + [inside])
        #expect(open.status == 3 && open.out.contains("others may write"), "\(open)")
    }

    /// What a check left behind that was ended while it wrote, with a number that is given again, as in a container.
    @Test func aDraftThatWasLeftBehind() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = ["check", "-m", "cpu"] + Self.test + ["--state-directory", folder]
        #expect(try await Program.run(Program.plugin, arguments).status == 0)
        let file = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
        let output = try await Program.run(
            "sh", ["-c", "touch \"$0.$$\" && exec \"$@\"", "\(folder)/\(file)", Program.plugin] + arguments)
        #expect(output.status == 0 && output.err.isEmpty, "\(output)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [file])
    }

    /// Another check may have kept a sample a moment ago: what happened since says nothing of a rate.
    private func aSampleThatWasKeptJustNow() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = ["-m", "cpu", "--sample", "2s"] + Self.test + ["--state-directory", folder]
        #expect(try await check(arguments).status == 0)
        let began = ContinuousClock.now
        #expect(try await check(arguments).status == 0)
        #expect(began.duration(to: .now) >= .seconds(2))
    }

    /// A sample that somebody else may have written is none: two are taken then.
    private func aSampleThatOthersMayWrite(_ how: String) async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = ["-m", "cpu", "--sample", "1s"] + Self.test + ["--state-directory", folder + "/kept"]
        #expect(try await check(arguments).status == 0)
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder + "/kept").first)
        let file = "\(folder)/kept/\(name)"
        if let mode = mode_t(how, radix: 8) {
            #expect(chmod(file, mode) == 0)
        } else {
            #expect(link(file, folder + "/other") == 0)
        }
        try await Task.sleep(for: .milliseconds(1100))
        let began = ContinuousClock.now
        #expect(try await check(arguments).status == 0)
        #expect(began.duration(to: .now) >= .seconds(1))
    }

    /// Two hosts have a file each, however long what they are called alike.
    @Test func filesOfTwoHosts() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let tail = String(repeating: "x", count: 200)
        let node =
            "<node><domain type='test'><name>a</name><memory>1024</memory><os><type>hvm</type></os></domain></node>"
        for host in ["one", "two"] {
            let place = "\(folder)/\(host)/\(tail)"
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            try node.write(toFile: place + "/node.xml", atomically: true, encoding: .utf8)
            let output = try await check([
                "-m", "cpu", "-u", "test://\(place)/node.xml", "--source", "libvirt", "--state-directory",
                folder + "/kept",
            ])
            #expect(output.status == 0, "\(output)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/kept").count == 2)
    }

    /// A daemon that takes connections and says nothing: libvirt is asked in the time that is left, unless it may not be.
    private func aDaemonThatDoesNotAnswer(_ source: String, status: Int32, words: String) async throws {
        let (listener, path) = try await silentSocket()
        defer { listener.end() }
        let output = try await check([
            "-m", "state", "-u", "test:///default", "--feed.socket", path, "--source", source, "-t", "4:warning",
        ])
        #expect(output.status == status && output.out.contains(words), "\(output)")
    }

    /// By the daemon's feed, rates come of samples that it has, and nobody waits a second for another.
    @Test func ratesOfTheDaemonsSamples() async throws {
        let path = FeedTests.path()
        try await Agent.with([
            "--libvirt.uri", "test:///default", "--feed.socket", path, "--sample.interval", "1s",
        ]) { _ in
            let arguments = ["-m", "cpu", "-u", "test:///default", "--feed.socket", path, "--source", "feed"]
            let output = try await eventually(within: .seconds(20), "rates") {
                let output = try await check(arguments)
                return output.out.contains("'test_used'=") ? output : nil
            }
            #expect(output.status == 0, "\(output)")
            let fresh = try await check(["-m", "collector", "-u", "test:///default", "--feed.socket", path])
            #expect(fresh.status == 0, "\(fresh)")
        }
        // libvirt, which is asked in its place for other modes, would answer
        let dead = try await check(["-m", "collector", "-u", "test:///default", "--feed.socket", path])
        #expect(dead.status == 2 && dead.out.hasPrefix("LIBVIRT CRITICAL: no daemon offers its samples"), "\(dead)")
        let itself = try await check(["-m", "collector"] + Self.test + ["--feed.socket", path])
        #expect(itself.status == 0, "\(itself)")
        let gone = try await check(["-m", "cpu", "--feed.socket", path, "--source", "feed"])
        #expect(gone.status == 2 && gone.out.contains(path), "\(gone)")
    }
}
