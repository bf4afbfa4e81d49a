import Foundation

/// Domain documents as libvirt writes them, in the folder `Fixtures` next to this file.
enum Fixture: String, CaseIterable {
    case kvm = "kvm-nova"
    case lxc
    case ovirt
    case inactive
    case networkDisk = "network-disk"
    case lab = "qemu-lab"

    func bytes() throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return Array(try Data(contentsOf: folder.appending(path: "Fixtures/\(rawValue).xml")))
    }
}
