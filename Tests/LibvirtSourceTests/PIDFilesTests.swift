import Foundation
import Snapshot
import Testing

@testable import LibvirtSource

/// Where libvirt's QEMU driver keeps the files of process IDs, and what is believed of them.
struct PIDFilesTests {
    private static let runtime = FileManager.default.temporaryDirectory.appendingPathComponent(
        "vp-pid-\(UInt32.random(in: 0 ... .max))"
    ).path

    private static func guest(_ name: String, id: Int32? = 1) -> DomainIdentity {
        DomainIdentity(name: name, uuid: .init(high: 1, low: 2), id: id)
    }

    /// Leaves the file of a guest in a folder, as old as this.
    private static func leave(_ name: String, in folder: String, at time: Double) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = "\(folder)/\(name).pid"
        try "4711".write(toFile: path, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: time)], ofItemAtPath: path)
    }

    @Test(arguments: [
        ("qemu:///session", "libvirt/qemu/run"), ("qemu+unix:///session", "libvirt/qemu/run"),
        ("qemu+unix:///session?socket=RUNTIME/other/libvirt-sock", "other/qemu/run"),
        ("qemu+unix:///system?socket=RUNTIME/run/libvirt-sock-ro", "run/qemu"),
        ("qemu:///system?mode=direct&socket=RUNTIME/run/virtqemud-sock-ro", "run/qemu"),
        ("qemu:///system?no_verify=1;socket=RUNTIME/run/libvirt-sock", "run/qemu"),
    ])
    func aFileTells(uri: String, folder: String) throws {
        let runtime = "\(Self.runtime)-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: runtime) }
        try Self.leave("web 1", in: "\(runtime)/\(folder)", at: 1_700_000_000.5)
        let files = try #require(
            PIDFiles(uri: uri.replacingOccurrences(of: "RUNTIME", with: runtime), runtimeFolder: runtime))
        #expect(files.startTime(of: Self.guest("web 1")) == 1_700_000_000.5)
        #expect(files.startTime(of: Self.guest("web 1", id: nil)) == nil, "it does not run")
        #expect(files.startTime(of: Self.guest("web 2")) == nil)
        #expect(files.startTime(of: Self.guest("../\(folder)/web 1")) == nil, "no name of a file")
        try FileManager.default.createDirectory(
            atPath: "\(runtime)/\(folder)/folder.pid", withIntermediateDirectories: true)
        #expect(files.startTime(of: Self.guest("folder")) == nil)
    }

    /// Another machine's guests, or another driver's, have no files here.
    @Test(arguments: [
        "qemu+ssh://host/system", "qemu://host/system", "qemu+tcp:///system", "qemu+unix://host/system",
        "lxc:///system",
        "test:///default", "qemu:///embed?root=/tmp/x", "qemu:///", "qemu+unix:///system?socket=run/libvirt-sock",
        "qemu+unix:///system?socket=/run/a%20b/libvirt-sock", "", "QEMU",
    ])
    func thereAreNone(uri: String) { #expect(PIDFiles(uri: uri, runtimeFolder: Self.runtime) == nil) }

    @Test func aUserWithoutARuntimeFolder() {
        #expect(PIDFiles(uri: "qemu:///session", runtimeFolder: nil) == nil)
        #expect(PIDFiles(uri: "qemu:///system", runtimeFolder: nil)?.folder == "/run/libvirt/qemu")
    }
}
