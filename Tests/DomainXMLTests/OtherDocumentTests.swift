import DomainXML
import Testing

/// Snapshots, checkpoints, volumes, networks and capabilities.
@Suite struct OtherDocumentTests {
    @Test func snapshots() throws {
        let text = """
            <domainsnapshot><name>a&lt;b</name><state>running</state><creationTime>1700000000</creationTime>
            <memory snapshot='external' file='/m'/><disks><disk name='vda'><source file='/over'/></disk></disks>
            <domain><creationTime>1</creationTime><devices><disk><source file='/base'/><target dev='vda'/></disk></devices></domain>
            <inactiveDomain><devices><disk><source file='/other'/><target dev='vda'/></disk></devices></inactiveDomain>
            </domainsnapshot>
            """
        let snapshot = try SavedPointXML.snapshot(from: Array(text.utf8))
        #expect(snapshot.createdAt == 1_700_000_000)
        #expect(snapshot.paths == ["/m", "/over", "/base", "/other"])
    }

    @Test(arguments: ["", "<creationTime/>", "<creationTime>soon</creationTime>", "<creationTime>-5</creationTime>"])
    func momentsThatAreNone(_ inside: String) throws {
        let snapshot = Array("<domainsnapshot>\(inside)</domainsnapshot>".utf8)
        #expect(try SavedPointXML.snapshot(from: snapshot).createdAt == nil)
        let checkpoint = Array("<domaincheckpoint>\(inside)</domaincheckpoint>".utf8)
        #expect(try SavedPointXML.creationTime(ofCheckpoint: checkpoint) == nil)
    }

    @Test func checkpoints() throws {
        let text = "<domaincheckpoint><name>x</name><creationTime>1700000001</creationTime></domaincheckpoint>"
        #expect(try SavedPointXML.creationTime(ofCheckpoint: Array(text.utf8)) == 1_700_000_001)
    }

    @Test func volumes() throws {
        let text = """
            <volume type='file'><target><path>/v</path></target>
            <backingStore><path>/base</path><format type='raw'/></backingStore></volume>
            """
        #expect(try VolumeXML.backing(in: Array(text.utf8)) == "/base")
        #expect(try VolumeXML.backing(in: Array("<volume/>".utf8)) == nil)
    }

    @Test(
        arguments: [
            ("<range start='192.168.122.2' end='192.168.122.254'/>", 253, nil),
            ("<range start='10.0.0.1' end='10.0.0.10'/><range start='10.0.0.5' end='10.0.0.20'/>", 20, nil),
            ("<range start='10.0.0.1' end='10.0.0.10'/><host ip='10.0.0.5'/><host ip='10.0.0.99' mac='a'/>", 11, nil),
            ("<range start='0.0.0.0' end='255.255.255.255'/>", 1 << 32, nil),
            ("<range start='10.0.0.9' end='10.0.0.1'/><range start='x' end='y'/><range/><host name='h'/>", nil, nil),
            ("<range start='10.0.0.9' end='fd00::1'/>", nil, nil),
            ("<range start='fd00::1' end='fd00::ff'/>", nil, 255), ("<range start='::' end='ffff::'/>", nil, Int.max),
            ("<range start='::' end='ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'/>", nil, Int.max), ("", nil, nil),
        ] as [(String, Int?, Int?)])
    func networks(_ inside: String, _ ipv4: Int?, _ ipv6: Int?) throws {
        let text = "<network><name>n</name><ip address='10.0.0.1'><dhcp>\(inside)</dhcp></ip></network>"
        let addresses = try NetworkXML.addresses(in: Array(text.utf8))
        #expect(addresses.ipv4 == ipv4 && addresses.ipv6 == ipv6)
    }

    @Test func hugePages() throws {
        let text = """
            <capabilities><host><cpu><pages unit='KiB' size='4'/></cpu><topology><cells num='2'>
            <cell id='0'><pages unit='KiB' size='4'>524288</pages><pages unit='KiB' size='2048'>16</pages></cell>
            <cell id='3'><pages size='2048'/><pages size='4'>7</pages><pages unit='MiB' size='1'>7</pages></cell>
            <cell id='-1'><pages size='1'>1</pages><pages size='2'>2</pages></cell><cell/></cells></topology></host></capabilities>
            """
        let pages = try CapabilitiesXML.hugePages(in: Array(text.utf8))
        #expect(pages.map(\.cell) == [0, 3] && pages.map(\.size) == [2048, 2048] && pages.map(\.total) == [16, nil])
    }

    private static let readers: [(String, @Sendable ([UInt8]) throws -> Void)] = [
        ("domain", { _ = try DomainConfiguration(from: $0) }),
        ("domainsnapshot", { _ = try SavedPointXML.snapshot(from: $0) }),
        ("domaincheckpoint", { _ = try SavedPointXML.creationTime(ofCheckpoint: $0) }),
        ("volume", { _ = try VolumeXML.backing(in: $0) }), ("network", { _ = try NetworkXML.addresses(in: $0) }),
        ("capabilities", { _ = try CapabilitiesXML.hugePages(in: $0) }),
    ]

    @Test(arguments: readers.indices) func documentsThatAreRefused(_ position: Int) throws {
        let (root, read) = Self.readers[position]
        try read(Array("<\(root)/>".utf8))
        for text in [
            "", "<\(root)>", "<\(root)", "<other/>", "<x:\(root) xmlns:x='urn:x'/>", "<\(root)/><\(root)/>",
            "<!DOCTYPE \(root) [<!ENTITY a 'b'>]><\(root)>&a;</\(root)>", "<\(root)>&a;</\(root)>",
            "<\(root)>\(String(repeating: "<a>", count: 300))",
            "<\(root)>\(String(repeating: "x", count: 17 << 20))</\(root)>",
        ] {
            #expect(throws: DomainXMLError.self, "\(text.prefix(40))") { try read(Array(text.utf8)) }
        }
    }
}
