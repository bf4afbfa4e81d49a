import Foundation
import RealGuests
import Testing

/// The program for collectd as a user who may not read all of collectd's configuration.
@Suite("collectd plugin, secrets", .timeLimit(.minutes(2)), .enabled(if: geteuid() == 0, "the user is changed by root"))
struct CollectdSecretsTests {
    private static let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"]

    /// A folder with a copy of the program, a main file with these lines, and fragments where `mode` is in the way.
    private func folder(_ main: String, mode: Int, _ path: String) throws -> URL {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appendingPathComponent("vp-secrets-\(UInt32.random(in: 0 ... .max))")
        let secret = folder.appendingPathComponent(path)
        try files.createDirectory(at: secret, withIntermediateDirectories: true)
        try files.copyItem(atPath: Program.plugin, toPath: folder.appendingPathComponent("plugin").path)
        let text = main.replacingOccurrences(of: "FOLDER", with: folder.path)
        try text.write(to: folder.appendingPathComponent("main.conf"), atomically: true, encoding: .utf8)
        try "<Plugin virt>\nHostnameFormat uuid\n</Plugin>".write(
            to: secret.appendingPathComponent("virt.conf"), atomically: true, encoding: .utf8)
        try files.setAttributes([.posixPermissions: mode], ofItemAtPath: secret.path)
        return folder
    }

    private func arguments(_ folder: URL) -> [String] {
        Self.nobody + [
            folder.appendingPathComponent("plugin").path, "collectd", "--from-collectd",
            folder.appendingPathComponent("main.conf").path, "--libvirt.uri", "test:///default", "--source", "libvirt",
        ]
    }

    private static let ways: [(include: String, mode: Int, path: String, named: String)] = [
        ("Include \"FOLDER/secret\"", 0o700, "secret", "secret"),
        ("<Include \"FOLDER/secret\">\nFilter \"*.conf\"\n</Include>", 0o700, "secret", "secret"),
        (
            "<Include \"FOLDER/conf.d\">\nFilter \"*.conf\"\n</Include>", 0o700, "conf.d/more/secret",
            "conf.d/more/secret"
        ),
        // listed, but not entered, and the other way round
        ("Include \"FOLDER/secret\"", 0o744, "secret", "secret"),
        ("Include \"FOLDER/secret\"", 0o711, "secret", "secret"),
        ("Include \"FOLDER/secret/*.conf\"", 0o700, "secret", "secret"),
        ("Include \"FOLDER/secret/*.conf\"", 0o744, "secret", "secret"),
        ("Include \"FOLDER/*ecret/virt.conf\"", 0o700, "secret", "secret/virt.conf"),
        ("Include \"FOLDER/secret/more/*.conf\"", 0o700, "secret", "secret/more"),
        ("Include \"FOLDER/secret/virt.conf\"", 0o700, "secret", "secret/virt.conf"),
    ]

    /// The block may be in there, and its defaults would give series other names.
    @Test(arguments: ways) func withoutABlockTheyAreMistakes(
        include: String, mode: Int, path: String, named: String
    ) async throws {
        let folder = try folder(include, mode: mode, path)
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = try await Program.run("setpriv", arguments(folder))
        #expect(output.status == 2 && output.out.isEmpty, "\(output)")
        let lines = output.err.split(separator: "\n")
        #expect(lines.count == 1, "\(output.err)")
        let start = "virtpulse-plugin: \(folder.path)/\(named): it cannot be read: Permission denied; let the user"
        #expect(lines.first?.hasPrefix(start) == true, "\(output.err)")
    }

    @Test(arguments: ways) func withABlockTheyAreTold(
        include: String, mode: Int, path: String, named: String
    ) async throws {
        let folder = try folder("<Plugin virt>\n</Plugin>\n" + include, mode: mode, path)
        defer { try? FileManager.default.removeItem(at: folder) }
        let child = try ChildProcess("setpriv", arguments(folder), environment: ["COLLECTD_INTERVAL": "0.5"])
        defer { child.end() }
        _ = try await eventually("values") {
            if let status = child.exitStatus {
                throw Program.Failure(description: "ended with \(status): \(child.text(child.errors))")
            }
            return child.text(child.output).contains("\"test/virt/virt_cpu_total\"") ? true : nil
        }
        let lines = child.text(child.errors).split(separator: "\n")
        #expect(lines.count == 1, "\(lines)")
        #expect(
            lines.first?.hasPrefix("virtpulse-plugin: \(folder.path)/\(named): it cannot be read: ") == true, "\(lines)"
        )
    }

    /// What is not there has no block, and a folder that may be read has what it has.
    @Test(arguments: [
        (
            "Include \"FOLDER/nothing/*.conf\"\nInclude \"FOLDER/*/nothing.conf\"\nInclude \"FOLDER/conf.d/*.conf\"",
            "conf.d"
        ),
        ("Include \"FOLDER/*.d/[v]irt.conf\"", "conf.d"), ("Include \"FOLDER/*/b/virt.*\"", "a/b"),
        ("Include \"FOLDER/a[1]/virt.conf\"", "a[1]"), ("Include \"FOLDER/a\\\\*/*\"", "a*"),
        ("Include \"FOLDER/conf.d/\"", "conf.d/more/most"),
    ])
    func patterns(include: String, path: String) async throws {
        let folder = try folder(include, mode: 0o755, path)
        defer { try? FileManager.default.removeItem(at: folder) }
        let child = try ChildProcess("setpriv", arguments(folder), environment: ["COLLECTD_INTERVAL": "0.5"])
        defer { child.end() }
        _ = try await eventually("values") { child.text(child.output).contains("virt_cpu_total\"") ? true : nil }
        #expect(child.text(child.output).contains("\"6695eb01-f6a4-8304-79aa-97f2502e193f/virt/"))
        #expect(child.text(child.errors).isEmpty, "\(child.text(child.errors))")
    }
}
