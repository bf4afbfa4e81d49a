import Testing

@testable import DomainXML

/// Texts in a domain's metadata.
@Suite struct MetadataPathTests {
    @Test(arguments: [
        ("/instance/name/text()", true), ("//*[local-name()='name']/@x", true), ("/a[", false), ("", false),
        ("///", false),
    ])
    func expressionsAreTold(path: String, isOne: Bool) throws {
        #expect(try MetadataPath(path).isExpression() == isOne)
    }

    private static let document = """
        <instance><name>web-1</name><empty/><owner><user uuid="u-1">alice</user><user>bob</user></owner>
        <markup>a<b/>c</markup><raw><![CDATA[<x>]]></raw></instance>
        """

    @Test(
        arguments: [
            ("/instance/name/text()", "web-1"), ("//user[1]/@uuid", "u-1"), ("/instance/raw/text()", "<x>"),
            ("/instance/owner/user[text()='bob']/text()", "bob"),
            // none, several, an element, no set of nodes, no expression
            ("/instance/empty/text()", nil), ("//user/text()", nil), ("/instance/name", nil), ("count(//user)", nil),
            ("/instance[", nil), ("", nil), ("/nova:instance/text()", nil), ("/instance/markup/text()", nil),
        ] as [(String, String?)])
    func whatAnExpressionFinds(path: String, text: String?) throws {
        #expect(try MetadataPath(path).text(in: Array(Self.document.utf8)) == text)
    }

    @Test(arguments: [
        "", "<a>", "no XML", "<a></b>", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a>\u{0}</a>",
    ])
    func whatIsNoDocument(text: String) {
        #expect(throws: DomainXMLError.self) { try MetadataPath("/a/text()").text(in: Array(text.utf8)) }
    }

    /// Each of its elements is compared with every other, thrice: minutes, were there no limit.
    @Test func aSearchWithoutEndIsGivenUp() throws {
        let document = "<a>" + String(repeating: "<b/>", count: 5_000) + "<name>x</name></a>"
        #expect(try MetadataPath("//name/text()").text(in: Array(document.utf8)) == "x")
        let path = "//name[count(//*[count(//*[count(//*) > 1]) > 1]) > 1]/text()"
        #expect(try MetadataPath(path).text(in: Array(document.utf8)) == nil)
    }

    @Test func aDocumentThatIsTooLong() {
        let document = Array("<a>".utf8) + [UInt8](repeating: 0x20, count: DomainXML.maximumSize)
        #expect(throws: DomainXMLError.self) { try MetadataPath("/a/text()").text(in: document) }
    }

    @Test(
        arguments: [
            ("/domain/title/text()", "web"), ("/domain/metadata/nova:instance/nova:name/text()", "one"),
            ("//o:vm/@tier", "gold"), ("/domain/metadata/nova:instance/text()", nil), ("//unknown:vm/@tier", nil),
            // what is declared further in is not a prefix of the document's
            ("//deep:x/text()", nil),
        ] as [(String, String?)])
    func prefixesAreTheDomains(path: String, text: String?) throws {
        let xml = """
            <domain xmlns:q='urn:q'><title>web</title><metadata>
            <nova:instance xmlns:nova='urn:nova'><nova:name>one</nova:name><deep:x xmlns:deep='urn:d'>y</deep:x></nova:instance>
            <o:vm xmlns:o='urn:o' xmlns:nova='urn:other' tier='gold'/></metadata></domain>
            """
        #expect(try MetadataPath(path).text(inDomain: Array(xml.utf8)) == text)
    }

    /// What a term of a check may find: nodes of all kinds, conditions, numbers and texts.
    @Test(
        arguments: [
            ("/domain/vcpu", ["2"]), ("/domain/name/text()", ["web"]), ("//target/@dev", ["vda", "vdb"]),
            ("//target[@dev='vdb']", [""]), ("/domain/nothing", []), ("count(//disk)", ["2"]),
            ("count(//disk)=2", ["true"]),
            ("count(//disk)=3", []), ("string(/domain/name)", ["web"]), ("string(/domain/nothing)", []),
            ("nosuch:x", []), ("starts-with(/domain/name,'w')", ["true"]),
        ] as [(String, [String])])
    func whatIsFound(path: String, texts: [String]) throws {
        let xml = """
            <domain><name>web</name><vcpu>2</vcpu><devices><disk><target dev='vda'/></disk>
            <disk><target dev='vdb'/></disk></devices></domain>
            """
        #expect(try MetadataPath(path).texts(inDomain: Array(xml.utf8)) == texts)
    }
}
