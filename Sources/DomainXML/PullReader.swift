import CLibXML2
import CLoader
import Glibc

/// A forward-only reader of one XML document: libxml2's `xmlTextReader`.
///
/// It has a current element; `forEachChild` visits that element's direct children and no others, so a reader built of
/// nested calls sees exactly the structure it names. The bytes given to it must outlive it.
final class PullReader {
    /// The options for all documents: no network, and by their absence no external subset, no entity substitution
    /// beyond the predefined ones and libxml2's own limits on depth (256) and size.
    private static let options = Int32(bitPattern: XML_PARSE_NONET.rawValue)

    /// libxml2 must be loaded and initialised once, before threads parse; why it cannot be.
    static let problem: DomainXMLError? = {
        if let reason = CLoader_loadLibXML2() { return .noLibrary(reason: String(cString: reason)) }
        xmlInitParser()
        return nil
    }()

    private let reader: xmlTextReaderPtr
    private let failure = Failure()

    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(DomainXMLError) {
        if let problem = Self.problem { throw problem }
        let made = bytes.withMemoryRebound(to: CChar.self) { characters in
            xmlReaderForMemory(characters.baseAddress, Int32(clamping: bytes.count), nil, "UTF-8", Self.options)
        }
        guard let made else { throw .outOfMemory }
        reader = made
        // Without a handler libxml2 prints to standard error. The parameter types are inferred because libxml2 2.12
        // made the error's pointer constant.
        xmlTextReaderSetStructuredErrorHandler(
            reader,
            { context, error in
                guard let context, let error else { return }
                let failure = Unmanaged<Failure>.fromOpaque(context).takeUnretainedValue()
                failure.record(
                    line: Int(error.pointee.line),
                    message: error.pointee.message.map { String(cString: $0) },
                    isFatal: error.pointee.level == XML_ERR_FATAL
                )
            },
            Unmanaged.passUnretained(failure).toOpaque()
        )
    }

    deinit { xmlFreeTextReader(reader) }

    /// Moves to the root element; `false` if there is none.
    func moveToRoot() throws(DomainXMLError) -> Bool {
        while try advance() {
            if nodeType == XML_READER_TYPE_ELEMENT { return true }
        }
        return false
    }

    /// Reads to the end of the document, so that what follows the root element is checked too.
    func finish() throws(DomainXMLError) {
        while try advance() {}
    }

    /// Calls `body` with each direct child element of the current element as the current element.
    ///
    /// What `body` leaves unread of a child is skipped. Afterwards the current element has been read to its end.
    func forEachChild(_ body: () throws(DomainXMLError) -> Void) throws(DomainXMLError) {
        guard xmlTextReaderIsEmptyElement(reader) == 0 else { return }
        let depth = xmlTextReaderDepth(reader)
        while try advance() {
            let here = xmlTextReaderDepth(reader)
            if here <= depth { return }
            if here == depth + 1, nodeType == XML_READER_TYPE_ELEMENT { try body() }
        }
    }

    /// The current element's own text up to its end, without the text of its children; `nil` if that is empty.
    func text() throws(DomainXMLError) -> String? {
        guard xmlTextReaderIsEmptyElement(reader) == 0 else { return nil }
        let depth = xmlTextReaderDepth(reader)
        var text = ""
        while try advance() {
            let here = xmlTextReaderDepth(reader)
            if here <= depth { break }
            guard here == depth + 1, isText, let value = xmlTextReaderConstValue(reader) else { continue }
            text += Self.string(value)
        }
        return text.isEmpty ? nil : text
    }

    /// The value of the current element's attribute of that name in no namespace; `nil` if absent or empty.
    func attribute(_ name: StaticString) -> String? {
        guard name.withXML({ xmlTextReaderMoveToAttribute(reader, $0) }) == 1 else { return nil }
        defer { xmlTextReaderMoveToElement(reader) }
        guard let value = xmlTextReaderConstValue(reader), value[0] != 0 else { return nil }
        return Self.string(value)
    }

    /// The current element's name if it is in no namespace.
    var name: ElementName {
        ElementName(xmlTextReaderConstNamespaceUri(reader) == nil ? xmlTextReaderConstLocalName(reader) : nil)
    }

    /// The current element's name without its prefix, whatever its namespace.
    var localName: ElementName { ElementName(xmlTextReaderConstLocalName(reader)) }

    /// The current element's name as it is written, for messages.
    var writtenName: String { xmlTextReaderConstName(reader).map(Self.string) ?? "" }

    /// The current element's namespace.
    var namespace: String? { xmlTextReaderConstNamespaceUri(reader).map(Self.string) }

    /// Whether the current node is a document type declaration.
    private var isDocumentType: Bool { nodeType == XML_READER_TYPE_DOCUMENT_TYPE }

    private var isText: Bool {
        switch nodeType {
        case XML_READER_TYPE_TEXT, XML_READER_TYPE_CDATA, XML_READER_TYPE_WHITESPACE,
            XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
            true
        default:
            false
        }
    }

    private var nodeType: xmlReaderTypes { xmlReaderTypes(rawValue: UInt32(bitPattern: xmlTextReaderNodeType(reader))) }

    /// Moves to the next node; `false` at the end of the document.
    private func advance() throws(DomainXMLError) -> Bool {
        switch xmlTextReaderRead(reader) {
        case 1:
            if isDocumentType { throw .documentType }
            return true
        case 0:
            // libxml2 can end a broken document quietly, with the error only reported.
            if failure.isFatal { throw failure.asError }
            return false
        default:
            throw failure.asError
        }
    }

    /// libxml2 has checked the encoding of everything it hands out.
    private static func string(_ characters: UnsafePointer<xmlChar>) -> String { String(cString: characters) }
}

/// An element's name inside libxml2's dictionary, valid until the reader moves on; compares with literals.
struct ElementName {
    private let characters: UnsafePointer<xmlChar>?

    init(_ characters: UnsafePointer<xmlChar>?) { self.characters = characters }

    static func ~= (pattern: StaticString, name: ElementName) -> Bool {
        guard let characters = name.characters else { return false }
        return pattern.withXML { xmlStrEqual($0, characters) == 1 }
    }
}

/// The worst error that libxml2 reported about a document.
private final class Failure {
    private(set) var isFatal = false
    private var line = 0
    private var message: String?

    func record(line: Int, message: String?, isFatal: Bool) {
        // The first fatal error is the cause; later ones are its consequences.
        guard !self.isFatal else { return }
        self.line = line
        self.message = message
        self.isFatal = isFatal
    }

    var asError: DomainXMLError {
        .malformed(line: line, message: message.map(Self.printable) ?? "libxml2 gave no reason")
    }

    /// One line of at most 200 characters without control characters: the message quotes the document.
    private static func printable(_ message: String) -> String {
        var line = ""
        for scalar in message.unicodeScalars.prefix(200) {
            let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
            line.unicodeScalars.append(isControl ? " " : scalar)
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}

extension StaticString {
    /// Calls `body` with the string as libxml2 takes it: a literal's storage ends with a zero byte.
    fileprivate func withXML<Result>(_ body: (UnsafePointer<xmlChar>) -> Result) -> Result {
        body(utf8Start)
    }
}
