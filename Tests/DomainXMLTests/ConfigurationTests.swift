import DomainXML
import Testing

/// What a domain's XML says of what an operator may change.
@Suite struct ConfigurationTests {
    private func configuration(_ inside: String) throws -> DomainConfiguration {
        try DomainConfiguration(from: Array("<domain type='kvm'>\(inside)</domain>".utf8))
    }

    @Test func memoryAndProcessors() throws {
        let read = try configuration(
            "<memory unit='KiB'>4194304</memory><currentMemory unit='KiB'>2097152</currentMemory><vcpu current='2'> 4 </vcpu>"
        )
        #expect(read.maximumMemory == 4 << 30 && read.memory == 2 << 30)
        #expect(read.maximumVCPUs == 4 && read.vcpus == 2)
        let plain = try configuration("<memory>1024</memory><vcpu>3</vcpu>")
        #expect(plain.memory == 1 << 20 && plain.vcpus == 3)
    }

    @Test(arguments: ["", "-1", "many", "1e3", "99999999999999999999", " "]) func numbersThatAreNone(_ text: String)
        throws
    {
        let read = try configuration("<memory>\(text)</memory><vcpu>\(text)</vcpu>")
        #expect(read.maximumMemory == nil && read.memory == nil && read.vcpus == nil && read.maximumVCPUs == nil)
    }

    @Test func sizesThatOverflowOrHaveOtherUnits() throws {
        #expect(try configuration("<memory>18446744073709551615</memory>").maximumMemory == nil)
        #expect(try configuration("<memory unit='parsec'>1</memory>").maximumMemory == nil)
        #expect(try configuration("<memory unit='GiB'>2</memory>").maximumMemory == 2 << 30)
    }

    @Test func disksWithTheirChains() throws {
        let read = try configuration(
            """
            <devices>
            <disk type='file'><source file='/a/top.qcow2'/><backingStore type='file'><source file='/a/mid'/>
              <backingStore type='file'><source file='/a/base'/><backingStore/></backingStore></backingStore>
              <mirror type='file' job='copy' ready='yes'><source file='/b/copy'/></mirror><target dev='vda'/></disk>
            <disk type='volume'><source pool='p' volume='v'/><target dev='vdb'/></disk>
            <disk type='network'><source protocol='rbd' name='rbd/image'/><target dev='vdc'/></disk>
            <disk type='file' device='cdrom'><target dev='sda'/></disk>
            <disk type='file'><source file='/no/target'/></disk>
            <filesystem><source dir='/shared'/><target dir='tag'/></filesystem>
            </devices><os><loader>/fw.fd</loader><nvram template='/t'>/vars.fd</nvram><kernel>/k</kernel></os>
            """)
        #expect(read.disks.map(\.target) == ["vda", "vdb", "vdc", "sda"])
        #expect(read.disks.map(\.source) == ["/a/top.qcow2", "p/v", "rbd/image", nil])
        #expect(read.disks[0].backing == ["/a/mid", "/a/base"])
        #expect(read.disks.map(\.isChainComplete) == [true, false, false, false])
        #expect(read.disks.map(\.isMirrored) == [true, false, false, false])
        #expect(
            read.paths == [
                "/a/top.qcow2", "/a/mid", "/a/base", "/b/copy", "p/v", "rbd/image", "/shared", "/fw.fd", "/vars.fd",
                "/k",
            ])
    }

    @Test(arguments: [
        ("state='connected'", DomainConfiguration.AgentChannel.connected), ("state='disconnected'", .disconnected),
        ("", .unknown), ("state='later'", .unknown),
    ])
    func agents(_ state: String, _ expected: DomainConfiguration.AgentChannel) throws {
        let read = try configuration(
            """
            <devices><channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' \(state)/></channel>
            <channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0' state='disconnected'/></channel></devices>
            """)
        #expect(read.agent == expected)
    }

    @Test func whatMetadataSaysIsNone() throws {
        let read = try configuration(
            """
            <metadata><x:y xmlns:x='urn:x'><memory>1</memory><devices><disk><target dev='vda'/></disk></devices></x:y></metadata>
            <devices><x:disk xmlns:x='urn:x'><x:target dev='vdb'/></x:disk></devices>
            """)
        #expect(read == DomainConfiguration())
    }

    @Test func interfaces() throws {
        let read = try configuration(
            """
            <devices><interface type='network'><mac address='52:54:00:AA:00:01'/><source network='n' bridge='virbr0'/>
            <target dev='vnet0'/></interface><interface type='direct'><source dev='eth0' mode='bridge'/></interface></devices>
            """)
        #expect(read.interfaces.map(\.mac) == ["52:54:00:aa:00:01", nil])
        #expect(read.interfaces.map(\.source) == ["n", "eth0"])
    }

    @Test func endlessChainsAreRefused() {
        let chain = String(repeating: "<backingStore>", count: 5000)
        #expect(throws: DomainXMLError.self) { try configuration("<devices><disk>\(chain)") }
    }
}
