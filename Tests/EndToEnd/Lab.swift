import Foundation
import Testing

/// A private libvirtd with real guests, shared by the tests of a suite.
struct Lab: Sendable {
    @TaskLocal static var current: Lab?

    /// The lab of the suite that runs.
    static var shared: Lab {
        get throws {
            guard let current else { throw Program.Failure(description: "this test has no lab; its suite needs .lab") }
            return current
        }
    }

    let folder: String
    let uri: String

    private static let script = Program.root.appendingPathComponent("Tests/lab/lab").path

    /// Guests of names that break what is not careful.
    static let hostileNames = [
        "two words", "quo\"te", "apos'trophe", "back\\slash\\n", "C:\\x41", "ünïcödé 日本 🙂", "pipe|semi;", "{brace}",
        "<tag>&amp;", "eq=comma,", "#hash", "percent%d%n", "$(touch x)`y`", "-dash", String(repeating: "n", count: 100),
    ]

    static func start() async throws -> Lab {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vp-\(UInt32.random(in: 0 ... .max))"
        )
        .path
        let me = ProcessInfo.processInfo.processIdentifier
        var arguments = ["up", folder, "--guests", "2", "--busy", "1", "--owner", String(me)]
        if let os = ProcessInfo.processInfo.environment["VIRTPULSE_LAB_OS"], !os.isEmpty { arguments += ["--os", os] }
        let printed = try await Program.output(of: script, arguments, limit: .seconds(180))
        let line = try #require(printed.split(separator: "\n").first { $0.hasPrefix("LIBVIRT_URI_RO=") })
        let lab = Lab(folder: folder, uri: String(line.dropFirst("LIBVIRT_URI_RO=".count)))
        do {
            try await lab.add("rich", "--vcpus", "2", "--disks", "2", "--nics", "2", "--rich", "--busy")
            for name in hostileNames { try await lab.add(name) }
            try await lab.add("off \"two\"", "--disks", "2", "--nics", "2", "--inactive")
        } catch {
            await lab.stop()
            throw error
        }
        return lab
    }

    func stop() async { _ = try? await Program.run(Self.script, ["down", folder]) }

    /// Runs the lab script on this lab.
    @discardableResult
    func run(_ verb: String, _ arguments: String...) async throws -> String {
        try await Program.output(of: Self.script, [verb, folder] + arguments, limit: .seconds(120))
    }

    func add(_ name: String, _ options: String...) async throws {
        _ = try await Program.output(of: Self.script, ["add", folder, name] + options, limit: .seconds(120))
    }

    @discardableResult
    func virsh(_ arguments: String...) async throws -> String {
        try await Program.output(of: Self.script, ["virsh", folder, "--"] + arguments)
    }

    /// What `virsh domstats` says: libvirt's fields of each domain.
    func domstats(_ options: String...) async throws -> [String: [String: String]] {
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
    static let isWanted = ProcessInfo.processInfo.environment["VIRTPULSE_LAB"] != "0"
}

/// Gives the tests of a suite one lab, and takes it down after the last.
struct LabTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard Lab.isWanted else { return try await function() }
        let lab = try await Lab.start()
        do {
            try await Lab.$current.withValue(lab, operation: function)
        } catch {
            await lab.stop()
            throw error
        }
        await lab.stop()
    }
}

extension Trait where Self == LabTrait {
    static var lab: LabTrait { LabTrait() }
}
