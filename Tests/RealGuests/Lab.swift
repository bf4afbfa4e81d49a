package import Foundation

/// A private libvirtd with real guests.
package struct Lab: Sendable {
    /// The lab of the suite that runs.
    @TaskLocal package static var current: Lab?

    /// The lab of the suite that runs; an error where there is none.
    package static var shared: Lab {
        get throws {
            guard let current else { throw Program.Failure(description: "this test has no lab; its suite needs .lab") }
            return current
        }
    }

    /// Which guests a lab starts with.
    package struct Guests: Sendable {
        /// Running guests that do nothing: `vm0000`...
        package var running = 2
        /// Running guests that work: `busy0000`...
        package var busy = 1
        package var paused = 1
        package var inactive = 1
        /// Running guests with a Linux and an agent: `agent0000`...
        package var agents = 0
        /// Whether there are guests of hostile names, one with several devices, and a shut off one of them.
        package var areOdd = true

        package init(
            running: Int = 2, busy: Int = 1, paused: Int = 1, inactive: Int = 1, agents: Int = 0, areOdd: Bool = true
        ) {
            self.running = running
            self.busy = busy
            self.paused = paused
            self.inactive = inactive
            self.agents = agents
            self.areOdd = areOdd
        }

        /// A few guests of every kind.
        package static let mixed = Guests()

        /// Plain guests alone, of which `count` are active.
        package static func many(_ count: Int) -> Guests {
            let paused = count / 10
            return Guests(running: count - paused - 1, busy: 1, paused: paused, inactive: 1, areOdd: false)
        }
    }

    package let folder: String
    /// Where to connect read-only.
    package let uri: String
    /// Where to connect for writing: the socket beside the read-only one.
    package var writableURI: String { uri.hasSuffix("-ro") ? String(uri.dropLast(3)) : uri }

    private static let script = Program.root.appendingPathComponent("Tests/lab/lab").path

    /// Guests of names that break what is not careful.
    package static let hostileNames = [
        "two words", "quo\"te", "apos'trophe", "back\\slash\\n", "C:\\x41", "ünïcödé 日本 🙂", "pipe|semi;", "{brace}",
        "<tag>&amp;", "eq=comma,", "#hash", "percent%d%n", "$(touch x)`y`", "-dash", String(repeating: "n", count: 100),
    ]

    /// The root of another system, whose newer libvirt and QEMU labs have; `nil` for this system's.
    package static let os = ProcessInfo.processInfo.environment["VIRTPULSE_LAB_OS"].flatMap { $0.isEmpty ? nil : $0 }

    /// - Parameter options: More options of `lab up`.
    package static func start(_ guests: Guests = .mixed, options: [String] = []) async throws -> Lab {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vp-\(UInt32.random(in: 0 ... .max))"
        )
        .path
        let me = ProcessInfo.processInfo.processIdentifier
        var arguments = ["up", folder, "--owner", String(me)] + options
        let counts = [
            "--guests": guests.running, "--busy": guests.busy, "--paused": guests.paused, "--inactive": guests.inactive,
        ]
        for (option, count) in counts { arguments += [option, String(count)] }
        if let os { arguments += ["--os", os] }
        let printed = try await Program.output(of: script, arguments, limit: .seconds(180))
        guard let line = printed.split(separator: "\n").first(where: { $0.hasPrefix("LIBVIRT_URI_RO=") }) else {
            throw Program.Failure(description: "the lab told no URI: \(printed)")
        }
        let lab = Lab(folder: folder, uri: String(line.dropFirst("LIBVIRT_URI_RO=".count)))
        do {
            for number in 0..<guests.agents { try await lab.add("agent000\(number)", "--agent", "--disks", "2") }
            guard guests.areOdd else { return lab }
            try await lab.add("rich", "--vcpus", "2", "--disks", "2", "--nics", "2", "--rich", "--busy")
            for name in hostileNames { try await lab.add(name) }
            try await lab.add("off \"two\"", "--disks", "2", "--nics", "2", "--inactive")
        } catch {
            await lab.stop()
            throw error
        }
        return lab
    }

    package func stop() async { _ = try? await Program.run(Self.script, ["down", folder]) }

    /// Runs the lab script on this lab.
    @discardableResult
    package func run(_ verb: String, _ arguments: String...) async throws -> String {
        try await run(verb, arguments)
    }

    /// Runs the lab script on this lab.
    @discardableResult
    package func run(_ verb: String, _ arguments: [String]) async throws -> String {
        try await Program.output(of: Self.script, [verb, folder] + arguments, limit: .seconds(120))
    }

    package func add(_ name: String, _ options: String...) async throws {
        _ = try await Program.output(of: Self.script, ["add", folder, name] + options, limit: .seconds(120))
    }

    /// Runs a shell command in a guest with an agent, without that, and returns what it printed.
    @discardableResult
    package func tell(_ guest: String, _ command: String) async throws -> String {
        try await Program.output(of: Self.script, ["tell", folder, guest, command], limit: .seconds(120))
    }

    @discardableResult
    package func virsh(_ arguments: String...) async throws -> String {
        try await Program.output(of: Self.script, ["virsh", folder, "--"] + arguments)
    }

    /// The process of a guest, or of libvirtd.
    package func pid(of guest: String? = nil) async throws -> pid_t {
        let arguments = ["pid", folder] + (guest.map { [$0] } ?? [])
        let text = try await Program.output(of: Self.script, arguments, limit: .seconds(120))
        guard let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw Program.Failure(description: "no process of \(guest ?? "libvirtd"): \(text)")
        }
        return pid
    }

    /// Copies the disks of another lab's guests to where a guest looks for them that comes from there.
    package func copyDisks(of other: Lab) throws {
        let images = "root/var/lib/libvirt/images"
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(other.folder)/\(images)") {
            let copy = "\(folder)/\(images)/\(name)"
            guard !FileManager.default.fileExists(atPath: copy) else { continue }
            try FileManager.default.copyItem(atPath: "\(other.folder)/\(images)/\(name)", toPath: copy)
        }
    }

    /// The definition of a plain guest that the lab started with.
    package func definition(of guest: String) -> String { "\(folder)/xml/running/\(guest).xml" }

    /// Kills libvirtd this moment; it stays down until `run("start")`, or comes back by itself.
    package func killDaemon(_ pid: pid_t, staysDown: Bool) throws {
        if staysDown { try Data().write(to: URL(fileURLWithPath: "\(folder)/root/run/lab.stopped")) }
        kill(pid, SIGKILL)
    }

    /// What `virsh domstats` says: libvirt's fields of each domain.
    package func domstats(_ options: String...) async throws -> [String: [String: String]] {
        let text = try await Program.output(of: Self.script, ["virsh", folder, "--", "domstats", "--raw"] + options)
        var domains: [String: [String: String]] = [:]
        var name = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("Domain: '") {
                name = String(line.dropFirst("Domain: '".count).dropLast())
                domains[name] = [:]
            } else if let equals = line.firstIndex(of: "=") {
                let field = line[..<equals].drop { $0 == " " }
                domains[name]?[String(field)] = String(line[line.index(after: equals)...])
            }
        }
        return domains
    }

    /// Whether the caller wants the tests with real guests: anything but `VIRTPULSE_LAB=0`.
    package static let isWanted = ProcessInfo.processInfo.environment["VIRTPULSE_LAB"] != "0"
}
