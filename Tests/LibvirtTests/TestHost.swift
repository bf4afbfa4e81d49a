import CLibvirt
import Foundation

@testable import Libvirt

/// A host of libvirt's test driver that belongs to one test alone.
///
/// Each connection to `test:///file.xml` is a host of its own, made of what the file says.
struct TestHost: ~Copyable {
    let path: String

    init(_ xml: String = TestHost.example) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("libvirt-\(UUID().uuidString).xml").path
        try xml.write(toFile: path, atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func connect(_ access: Connection.Access = .readWrite) async throws(LibvirtError) -> Connection {
        try await Connection(uri: "test://\(path)", access: access)
    }

    /// A running domain with two disks and a NIC, a paused one and one that is shut off.
    static let example = """
        <node xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
          <domain type='test'>
            <name>running</name>
            <uuid>00112233-4455-6677-8899-aabbccddeeff</uuid>
            <memory unit='KiB'>2097152</memory>
            <currentMemory unit='KiB'>1048576</currentMemory>
            <vcpu current='2'>4</vcpu>
            <os><type arch='i686'>hvm</type></os>
            <devices>
              <disk type='file' device='disk'><source file='/images/a.img'/><target dev='vda' bus='virtio'/></disk>
              <disk type='file' device='disk'><source file='/images/b.img'/><target dev='vdb' bus='virtio'/></disk>
              <interface type='network'>
                <mac address='52:54:00:00:00:01'/><source network='default'/><target dev='testnet0'/>
              </interface>
              <memballoon model='virtio'/>
            </devices>
          </domain>
          <domain type='test'>
            <name>paused &quot;näme&quot; \\{};|&lt;</name>
            <uuid>10112233-4455-6677-8899-aabbccddeeff</uuid>
            <memory>1024</memory>
            <os><type>hvm</type></os>
            <test:runstate>3</test:runstate>
          </domain>
          <domain type='test'>
            <name>off</name>
            <uuid>20112233-4455-6677-8899-aabbccddeeff</uuid>
            <memory>1024</memory>
            <os><type>hvm</type></os>
            <test:runstate>5</test:runstate>
          </domain>
          <network>
            <name>default</name>
            <uuid>30112233-4455-6677-8899-aabbccddeeff</uuid>
            <bridge name='virbr0'/>
            <ip address='192.168.122.1' netmask='255.255.255.0'/>
          </network>
          <pool type='dir'>
            <name>images</name>
            <uuid>40112233-4455-6677-8899-aabbccddeeff</uuid>
            <target><path>/images</path></target>
          </pool>
        </node>
        """
}

extension Connection {
    /// What a monitoring binding has no call for, but a test needs to make things happen.
    func suspend(_ domain: DomainReference) throws(LibvirtError) {
        try perform("virDomainSuspend", on: domain) { virDomainSuspend($0) == 0 ? true : nil }
    }

    func resume(_ domain: DomainReference) throws(LibvirtError) {
        try perform("virDomainResume", on: domain) { virDomainResume($0) == 0 ? true : nil }
    }

    func destroy(_ domain: DomainReference) throws(LibvirtError) {
        try perform("virDomainDestroy", on: domain) { virDomainDestroy($0) == 0 ? true : nil }
    }

    func start(_ domain: DomainReference) throws(LibvirtError) {
        try perform("virDomainCreate", on: domain) { virDomainCreate($0) == 0 ? true : nil }
    }

    func undefine(_ domain: DomainReference) throws(LibvirtError) {
        try perform("virDomainUndefine", on: domain) { virDomainUndefine($0) == 0 ? true : nil }
    }

    func setTitle(_ title: String, of domain: DomainReference) throws(LibvirtError) {
        try perform("virDomainSetMetadata", on: domain) {
            virDomainSetMetadata($0, Int32(VIR_DOMAIN_METADATA_TITLE.rawValue), title, nil, nil, 0) == 0 ? true : nil
        }
    }

    /// Kernel identity and name of the thread that the connection's calls run on.
    func thread() -> ThreadIdentity {
        let name = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
        return ThreadIdentity(path: link ?? "", name: name?.trimmingCharacters(in: .newlines) ?? "")
    }
}

struct ThreadIdentity: Hashable, Sendable {
    var path: String
    var name: String
}
