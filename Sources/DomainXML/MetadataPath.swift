import CLibXML2
import Glibc

/// Where in an element of a domain's metadata a text is: an XPath expression.
public struct MetadataPath: Sendable {
    private let expression: String

    /// Far more than any name needs, and a second of time: how much there is to search tenants choose.
    private static let mostOperations: UInt = 10_000_000

    /// The text that this expression finds.
    public init(_ expression: String) { self.expression = expression }

    /// Whether it is an XPath expression by its form.
    ///
    /// - Throws: ``DomainXMLError`` if libxml2 cannot be had.
    public func isExpression() throws(DomainXMLError) -> Bool {
        if let problem = PullReader.problem { throw problem }
        guard let context = xmlXPathNewContext(nil) else { throw .outOfMemory }
        defer { xmlXPathFreeContext(context) }
        context.pointee.error = { _, _ in }
        guard let compiled = xmlXPathCtxtCompile(context, expression) else { return false }
        xmlXPathFreeCompExpr(compiled)
        return true
    }

    /// The one text or attribute that the expression finds in a document.
    ///
    /// - Parameter document: As `virDomainGetMetadata` gives it, without its namespace.
    /// - Returns: `nil` if it finds none, or several, or something else.
    /// - Throws: ``DomainXMLError`` for a document that is too long, declares a document type or is not well-formed, and if
    ///   libxml2 cannot be had.
    public func text(in document: [UInt8]) throws(DomainXMLError) -> String? {
        try evaluate(in: document, knowsPrefixes: false, Self.oneText)
    }

    /// The one text or attribute that the expression finds in a domain's XML, such as
    /// `/domain/metadata/nova:instance/nova:owner/nova:project/text()`.
    ///
    /// Prefixes are those of the document, as its root and the elements of its metadata declare them.
    ///
    /// - Returns: `nil` if it finds none, or several, or something else.
    /// - Throws: as ``text(in:)``.
    public func text(inDomain xml: [UInt8]) throws(DomainXMLError) -> String? {
        try evaluate(in: xml, knowsPrefixes: true, Self.oneText)
    }

    /// What the expression finds in a domain's XML: the text of each node, whatever it is; of a condition that holds, and of
    /// a number or a text, that one.
    ///
    /// - Returns: Nothing for a condition that does not hold, or an empty text.
    /// - Throws: as ``text(in:)``.
    public func texts(inDomain xml: [UInt8]) throws(DomainXMLError) -> [String] {
        try evaluate(in: xml, knowsPrefixes: true, Self.allTexts) ?? []
    }

    private func evaluate<Found>(
        in document: [UInt8], knowsPrefixes: Bool, _ read: (xmlXPathObjectPtr) -> Found?
    ) throws(DomainXMLError) -> Found? {
        guard document.count <= DomainXML.maximumSize else {
            throw .tooLarge(size: document.count, limit: DomainXML.maximumSize)
        }
        if let problem = PullReader.problem { throw problem }
        let result = document.withUnsafeBufferPointer { bytes in
            Result { () throws(DomainXMLError) in try evaluate(in: bytes, knowsPrefixes, read) }
        }
        return try result.get()
    }

    private func evaluate<Found>(
        in bytes: UnsafeBufferPointer<UInt8>, _ knowsPrefixes: Bool, _ read: (xmlXPathObjectPtr) -> Found?
    ) throws(DomainXMLError) -> Found? {
        if Prolog.hasDocumentType(bytes) { throw .documentType }
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        let document = bytes.withMemoryRebound(to: CChar.self) { characters in
            xmlReadMemory(
                characters.baseAddress, Int32(clamping: bytes.count), nil, "UTF-8", Int32(bitPattern: options))
        }
        guard let document else { throw .malformed(line: 1, message: "it is not well-formed") }
        defer { xmlFreeDoc(document) }
        guard let context = xmlXPathNewContext(document) else { throw .outOfMemory }
        defer { xmlXPathFreeContext(context) }
        // without a handler libxml2 prints to standard error
        context.pointee.error = { _, _ in }
        context.pointee.opLimit = Self.mostOperations
        if knowsPrefixes { Self.register(document, in: context) }
        guard let found = xmlXPathEvalExpression(expression, context) else { return nil }
        defer { xmlXPathFreeObject(found) }
        return read(found)
    }

    private static func allTexts(_ found: xmlXPathObjectPtr) -> [String] {
        switch found.pointee.type {
        case XPATH_NODESET:
            guard let nodes = found.pointee.nodesetval?.pointee else { return [] }
            return (0..<Int(nodes.nodeNr)).compactMap { text(xmlXPathCastNodeToString(nodes.nodeTab?[$0])) }
        case XPATH_BOOLEAN: return found.pointee.boolval == 0 ? [] : ["true"]
        default: return text(xmlXPathCastToString(found)).flatMap { $0.isEmpty ? nil : [$0] } ?? []
        }
    }

    /// A text of libxml2's, which is freed.
    private static func text(_ text: UnsafeMutablePointer<xmlChar>?) -> String? {
        guard let text else { return nil }
        defer { free(text) }
        let length = text.withMemoryRebound(to: CChar.self, capacity: 1) { strlen($0) }
        return String(decoding: UnsafeBufferPointer(start: text, count: length), as: UTF8.self)
    }

    private static func oneText(_ found: xmlXPathObjectPtr) -> String? {
        guard found.pointee.type == XPATH_NODESET, let nodes = found.pointee.nodesetval?.pointee, nodes.nodeNr == 1,
            let node = nodes.nodeTab?[0]
        else { return nil }
        let content: UnsafeMutablePointer<xmlChar>?
        switch node.pointee.type {
        case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: content = node.pointee.content
        case XML_ATTRIBUTE_NODE: content = node.pointee.children?.pointee.content
        default: content = nil
        }
        guard let content else { return nil }
        let length = content.withMemoryRebound(to: CChar.self, capacity: 1) { strlen($0) }
        return String(decoding: UnsafeBufferPointer(start: content, count: length), as: UTF8.self)
    }

    /// Makes the prefixes of a domain's XML known; of one that means several namespaces the first.
    private static func register(_ document: xmlDocPtr, in context: xmlXPathContextPtr) {
        guard let root = first(document.pointee.children) else { return }
        var known: Set<String> = []
        func register(_ node: xmlNodePtr) {
            var next = node.pointee.nsDef
            while let namespace = next {
                defer { next = namespace.pointee.next }
                guard let prefix = namespace.pointee.prefix, let name = namespace.pointee.href,
                    known.insert(prefix.withMemoryRebound(to: CChar.self, capacity: 1, { String(cString: $0) }))
                        .inserted
                else { continue }
                xmlXPathRegisterNs(context, prefix, name)
            }
        }
        register(root)
        var next = first(root.pointee.children)
        while let node = next {
            defer { next = first(node.pointee.next) }
            guard xmlStrEqual(node.pointee.name, "metadata") == 1 else { continue }
            var child = first(node.pointee.children)
            while let element = child {
                register(element)
                child = first(element.pointee.next)
            }
        }
    }

    /// The node, or the next one after it that is an element.
    private static func first(_ node: xmlNodePtr?) -> xmlNodePtr? {
        var node = node
        while let candidate = node, candidate.pointee.type != XML_ELEMENT_NODE { node = candidate.pointee.next }
        return node
    }
}
