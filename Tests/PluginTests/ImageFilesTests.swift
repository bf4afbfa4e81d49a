import Foundation
import Testing

@testable import virtpulse_plugin

/// Which paths lead to one file.
@Suite struct ImageFilesTests {
    @Test func links() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/vp-images-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let names = ["image", "soft", "hard", "other", "gone", "dangling", "folder"]
        let (image, soft, hard, other, gone, dangling, inside) = (
            "\(folder)/image", "\(folder)/soft", "\(folder)/hard", "\(folder)/other", "\(folder)/gone",
            "\(folder)/dangling", "\(folder)/folder"
        )
        for path in [image, other] { try "x".write(toFile: path, atomically: true, encoding: .utf8) }
        try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: soft, withDestinationPath: "image")
        try FileManager.default.createSymbolicLink(atPath: dangling, withDestinationPath: "gone")
        #expect(link(image, hard) == 0)
        let all = names.map { "\(folder)/\($0)" }
        for path in [image, soft, hard] {
            #expect(ImageFiles.aliases(of: [path], among: all) == [image, soft, hard])
            let found = await ImageFiles.aliases(of: [path, "pool/volume"], among: all, within: .seconds(20))
            #expect(found == [image, soft, hard])
        }
        for path in [gone, dangling, inside, "image", "pool/image"] {
            #expect(ImageFiles.aliases(of: [path], among: all) == [])
        }
        #expect(ImageFiles.aliases(of: [], among: all) == [])
    }

    @Test(arguments: [
        ("qemu:///system", true), ("qemu+unix:///system?socket=/run/x", true), ("test:///default", true),
        ("qemu://host/system", false), ("qemu+ssh://root@host/system", false), ("qemu+tls://[::1]:16514/system", false),
    ])
    func hosts(uri: String, isHere: Bool) { #expect(ImageFiles.areHere(uri) == isHere) }
}
