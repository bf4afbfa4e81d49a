import DomainXML
import Snapshot
import Testing

/// What counts as structure and what does not.
@Suite struct StructureTests {
    private func facts(_ inside: String) throws -> DomainFacts {
        try DomainXML.facts(from: "<domain type='kvm'>\(inside)</domain>")
    }

    @Test(arguments: ["1.0", "1.1", "1.12", "2"]) func novaOfAnyVersion(_ version: String) throws {
        let read = try facts(
            """
            <metadata><x:instance xmlns:x="http://openstack.org/xmlns/libvirt/nova/\(version)">
            <x:name>one</x:name></x:instance></metadata>
            """
        )
        #expect(read.nova?.name == "one")
    }

    @Test(arguments: [
        "http://openstack.org/xmlns/libvirt/nova/", "http://openstack.org/xmlns/libvirt/nova/1.1/evil",
        "http://openstack.org/xmlns/libvirt/novae/1.1", "http://example.org/nova",
    ])
    func otherNamespaceUnderNovasPrefix(_ namespace: String) throws {
        let read = try facts(
            "<metadata><nova:instance xmlns:nova='\(namespace)'><nova:name>one</nova:name></nova:instance></metadata>"
        )
        #expect(read.nova == nil)
    }

    @Test func namespaceByDefaultDeclaration() throws {
        let read = try facts(
            "<metadata><vm xmlns='http://ovirt.org/vm/1.0'><clusterVersion>4</clusterVersion></vm></metadata>"
        )
        #expect(read.ovirt?.clusterVersion == "4")
    }

    @Test func childrenInAnotherNamespaceAreNotNovas() throws {
        let read = try facts(
            """
            <metadata><n:instance xmlns:n="http://openstack.org/xmlns/libvirt/nova/1.1" xmlns:e="urn:evil">
            <e:name>evil</e:name><name>evil</name><n:package><n:name>deep</n:name></n:package></n:instance></metadata>
            """
        )
        #expect(read.nova == DomainFacts.NovaInstance())
    }

    @Test func devicesInMetadataAreNoDevices() throws {
        let read = try facts(
            """
            <metadata><a:b xmlns:a="urn:tenant"><devices><disk><target dev="evil"/></disk></devices></a:b>
            <devices><disk><target dev="evil"/></disk><interface/></devices><title>evil</title></metadata>
            <devices><disk><target dev="vda"/></disk></devices>
            """
        )
        #expect(read.disks.map(\.target) == ["vda"])
        #expect(read.interfaces.isEmpty)
        #expect(read.title == nil)
    }

    @Test func namespacedDevicesAreNoDevices() throws {
        let read = try facts(
            """
            <devices xmlns:a="urn:a"><a:disk><target dev="evil"/></a:disk>
            <disk a:type="evil"><a:target dev="evil"/><target a:dev="evil" dev="vda" a:bus="evil"/></disk></devices>
            """
        )
        var disk = DomainFacts.Disk(target: "vda")
        disk.isReadOnly = false
        #expect(read.disks == [disk])
    }

    @Test(arguments: [
        ("<hard_limit>2</hard_limit>", 2048), ("<hard_limit unit='KiB'> 2 </hard_limit>", 2048),
        // libvirt writes no other unit, so another means something that is not known here
        ("<hard_limit unit='MiB'>2</hard_limit>", nil), ("<hard_limit>-1</hard_limit>", nil),
        ("<hard_limit>9223372036854775807</hard_limit>", nil), ("<swap_hard_limit>2</swap_hard_limit>", nil), ("", nil),
    ])
    func memoryLimitsAreKibibytes(inside: String, bytes: UInt64?) throws {
        let limits = try facts("<memtune>\(inside)</memtune>").memoryLimits
        #expect(limits?.hard == bytes && (limits == nil) == (bytes == nil))
    }

    @Test func passedThroughInterfaceHasNoTarget() throws {
        let read = try facts("<devices><interface type='hostdev'><target dev='x'/></interface></devices>")
        #expect(read.interfaces.map(\.target) == [nil])
    }

    @Test(arguments: [
        ("<source volume='v'/>", nil), ("<source pool='p' volume='v'/>", "p/v"), ("<source file=''/>", nil),
        ("<source dir='/d'/>", "/d"), ("<source/>", nil),
    ])
    func diskSource(_ source: String, _ expected: String?) throws {
        let read = try facts("<devices><disk>\(source)<target dev='vda'/></disk></devices>")
        #expect(read.disks.map(\.source) == [expected])
    }

    @Test func readOnlyDisks() throws {
        let disks = try facts(
            """
            <devices><disk><target dev='vda'/><source><readonly/></source></disk>
            <disk><readonly/><target dev='sda'/></disk></devices>
            """
        ).disks
        #expect(disks.map(\.isReadOnly) == [false, true])
    }

    @Test(arguments: [("placement='auto'", true), ("placement='static'", false), ("", false)])
    func placement(attribute: String, isAutomatic: Bool) throws {
        #expect(try facts("<vcpu \(attribute)>4</vcpu>").processors?.isPlacedAutomatically == isAutomatic)
    }

    @Test(
        arguments: [
            ("", nil, [:]), ("<vcpu>4</vcpu>", nil, [:]),
            ("<vcpu placement='static' cpuset='0-3,^2'>4</vcpu>", "0-3,^2", [:]),
            (
                """
                <vcpu cpuset='1'>2</vcpu><cputune><emulatorpin cpuset='7'/><vcpupin vcpu='0' cpuset='0-1'/>
                <vcpupin vcpu='x' cpuset='9'/><vcpupin cpuset='9'/><vcpupin vcpu='1' cpuset='^3,5'/></cputune>
                """, "1", [0: "0-1", 1: "^3,5"]
            ),
        ] as [(String, String?, [Int: String])])
    func processors(_ text: String, cpuset: String?, pins: [Int: String]) throws {
        let processors = try facts(text).processors
        #expect(processors?.cpuset == cpuset && processors?.pins == pins)
    }

    @Test(arguments: [
        ("4", 4), (" 4\n", 4), ("0", 0), ("-1", nil), ("many", nil), ("99999999999999999999", nil), ("", nil),
    ])
    func iothreads(_ text: String, _ expected: Int?) throws {
        #expect(try facts("<iothreads>\(text)</iothreads>").iothreads == expected)
    }

    @Test(arguments: [
        ("<stats period='10'/>", 10), ("<address/><stats period='1'/>", 1), ("<stats period='0'/>", nil),
        ("<stats period='-5'/>", nil), ("<stats period='soon'/>", nil), ("<stats/>", nil), ("", nil),
        ("<other><stats period='10'/></other>", nil),
    ])
    func balloonPeriod(_ inside: String, _ expected: Int?) throws {
        #expect(
            try facts("<devices><memballoon model='virtio'>\(inside)</memballoon></devices>").balloonPeriod == expected)
    }

    @Test(arguments: [("yes", true), ("no", false), ("", false)])
    func perf(_ enabled: String, _ expected: Bool) throws {
        #expect(try facts("<perf><event name='cmt' enabled='\(enabled)'/></perf>").hasPerfEvents == expected)
    }

    @Test(arguments: [
        ("&quot;'&lt;&gt;&amp;", "\"'<>&"), ("]]&gt;", "]]>"), ("<![CDATA[<disk>&amp;]]>", "<disk>&amp;"),
        ("a<!-- comment -->b<?pi c?>c", "abc"), ("&#9;&#10;&#13;&#x7f;", "\t\n\r\u{7f}"), ("  ", "  "), ("", nil),
        ("Ünïcode \u{202e}evil\u{1F480}", "Ünïcode \u{202e}evil\u{1F480}"), ("own<b>child</b>text", "owntext"),
    ])
    func titleText(_ written: String, _ expected: String?) throws {
        #expect(try facts("<title>\(written)</title>").title == expected)
    }

    @Test func firstMetadataElementWins() throws {
        let namespace = "xmlns:n='http://openstack.org/xmlns/libvirt/nova/1"
        let read = try facts(
            """
            <metadata><n:instance \(namespace).0'><n:name>first</n:name></n:instance>
            <n:instance \(namespace).1'><n:name>second</n:name></n:instance></metadata>
            """
        )
        #expect(read.nova?.name == "first")
    }
}
