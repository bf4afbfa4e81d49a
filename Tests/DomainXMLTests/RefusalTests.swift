import DomainXML
import Snapshot
import Testing

/// Documents that are not read, and what is said of them.
@Suite struct RefusalTests {
    private func error(_ text: String) -> DomainXMLError? {
        do {
            _ = try DomainXML.facts(from: text)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("<domain>\n<devices>\n</domain>", 3), ("<domain", 1), ("<domain>", 1),
        ("<domain>\n\n&undeclared;</domain>", 3),
        ("<domain>\n<title>\u{1}</title></domain>", 2), ("<domain>\n<title>&#1;</title></domain>", 2),
        ("<domain/><domain/>", 1), ("<domain a='1' a='2'/>", 1), ("<domain a=1/>", 1), ("no XML", 1), ("", 1),
        ("<domain/>\ntext", 2), ("<domain><title>]]></title></domain>", 1), ("<domain>\u{0}</domain>", 1),
    ])
    func malformed(_ text: String, _ expectedLine: Int) throws {
        guard case .malformed(let line, let message) = try #require(error(text)) else {
            Issue.record("not called malformed: \(text)")
            return
        }
        #expect(line == expectedLine)
        #expect(!message.isEmpty)
        #expect(!message.contains("\n"))
    }

    @Test func notUTF8() throws {
        let bytes = Array("<domain><title>".utf8) + [0xff, 0xfe] + Array("</title></domain>".utf8)
        #expect(throws: DomainXMLError.self) { try DomainXML.facts(from: bytes) }
    }

    @Test(arguments: ["domainsnapshot", "html", "x:domain"]) func notADomain(_ root: String) {
        #expect(error("<\(root) xmlns:x='urn:x'/>") == .unexpectedRoot(root, expected: "domain"))
    }

    @Test func twoMebibytes() throws {
        let title = String(repeating: "x", count: 2 << 20)
        let refused = try #require(error("<domain><title>\(title)</title></domain>"))
        #expect(refused == .tooLarge(size: (2 << 20) + 32, limit: 1 << 20))
        #expect(refused.description.contains("2097184 bytes"))
        #expect(refused.description.contains("1048576 bytes"))
    }

    @Test func justBelowTheLimit() throws {
        let title = String(repeating: "x", count: (1 << 20) - 32)
        #expect(try DomainXML.facts(from: "<domain><title>\(title)</title></domain>").title == title)
        #expect(error("<domain><title>\(title)x</title></domain>") == .tooLarge(size: (1 << 20) + 1, limit: 1 << 20))
    }

    private static let laughs =
        "<!DOCTYPE domain [<!ENTITY a0 'ha'>"
        + (1...30).map { "<!ENTITY a\($0) '&a\($0 - 1);&a\($0 - 1);'>" }.joined() + "]>"

    @Test(arguments: [
        "<!DOCTYPE domain>", "<?xml version='1.0'?><!-- a > b --> <!DOCTYPE domain SYSTEM 'file:///etc/passwd'>",
        "<!DOCTYPE domain [<!ENTITY % e SYSTEM 'http://127.0.0.1:1/'> %e;]>", laughs,
    ])
    func documentType(_ declaration: String) {
        #expect(error("\(declaration)<domain><title>&a30;</title></domain>") == .documentType)
    }

    @Test func commentAboutADocumentType() throws {
        let facts = try DomainXML.facts(from: "<!-- <!DOCTYPE x> --><?pi <!DOCTYPE x>?><domain type='kvm'/>")
        #expect(facts.hypervisorType == "kvm")
        #expect(try DomainXML.facts(from: "<domain><title><![CDATA[<!DOCTYPE x>]]></title></domain>").title != nil)
    }

    @Test(arguments: [300, 100_000]) func deepNesting(_ depth: Int) throws {
        let text =
            "<domain><metadata>" + String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
            + "</metadata></domain>"
        guard case .malformed(_, let message) = try #require(error(text)) else {
            Issue.record("deep nesting is read")
            return
        }
        #expect(message.lowercased().contains("depth"))
    }

    @Test func messageQuotesNoControlCharacters() throws {
        let name = String(repeating: "n", count: 5000)
        let message = try #require(error("<domain><\(name)>\u{1b}[2J</domain>")).description
        #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        #expect(message.count < 300)
    }
}
