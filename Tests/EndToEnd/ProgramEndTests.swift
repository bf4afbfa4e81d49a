import Foundation
import RealGuests
import Testing

/// How the programs end.
@Suite("Program end") struct ProgramEndTests {
    /// libvirt's threads may still run then, and die of what the libraries' destructors take from them.
    @Test(arguments: [
        ("virtpulse", ["sample", "--source", "libvirt", "--libvirt.uri", "test:///default"], 0),
        ("virtpulse", ["sample", "--source", "libvirt", "--libvirt.uri", "test:///default", "--domain", "nobody"], 1),
        (
            "plugin",
            ["munin", "--plugin", "libvirt_state", "--source", "libvirt", "--libvirt.uri", "test:///default"], 0
        ),
        ("plugin", ["munin", "--plugin", "libvirt_dsk"], 2),
    ])
    func noDestructorRunsBesideThreads(program: String, arguments: [String], status: Int32) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vp-end-\(UInt32.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let library = folder.appendingPathComponent("destructor.so").path
        _ = try await Program.output(
            of: "/usr/bin/env",
            ["clang", "-shared", "-fPIC", "-o", library, "-x", "c", try source(in: folder)])
        let path = program == "plugin" ? Program.plugin : Program.virtpulse
        let output = try await Program.run(path, arguments, environment: ["LD_PRELOAD": library])
        #expect(output.status == status && !output.err.contains("destroyed"), "\(output)")
    }

    private func source(in folder: URL) throws -> String {
        let file = folder.appendingPathComponent("destructor.c")
        try """
        #include <unistd.h>
        __attribute__((destructor)) static void destroy(void) { if (write(2, "destroyed", 9)) return; }
        """.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }
}
