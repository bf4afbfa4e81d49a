import Foundation
import RealGuests
import Testing

/// Volumes that guests use by other names, on a host of the test driver's.
@Suite("check orphans") struct CheckOrphanTests {
    @Test func imagesByOtherNames() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/vp-orphans-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let names = ["plain", "linked", "unused"]
        for name in names { try "x".write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
        try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "linked")
        let volumes = names.map { "<volume><name>\($0)</name><capacity>1</capacity></volume>" }.joined()
        let disks = ["plain", "link"].enumerated().map { index, name in
            "<disk type='file'><source file='\(folder)/\(name)'/><target dev='vd\("ab".map { $0 }[index])'/></disk>"
        }
        try """
        <node><domain type='test'><name>a</name><memory>1024</memory><os><type>hvm</type></os>
        <devices>\(disks.joined())</devices></domain>
        <pool type='dir'><name>images</name><target><path>\(folder)</path></target>\(volumes)</pool></node>
        """.write(toFile: folder + "/node.xml", atomically: true, encoding: .utf8)
        let output = try await Program.run(
            Program.plugin,
            ["check", "-m", "volume", "--orphans", "-u", "test://\(folder)/node.xml", "--source", "libvirt"])
        #expect(output.status == 1 && output.out.contains("'orphans'=1;"), "\(output)")
        #expect(output.out.hasPrefix("LIBVIRT WARNING: 1/3 volumes: images unused no guest uses it"), "\(output)")
    }
}
