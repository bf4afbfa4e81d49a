/// The part of an XML document before its root element.
enum Prolog {
    /// Tells whether the document declares a document type before its root element, the only place where it may.
    ///
    /// libxml2 reports the declaration only after it has read it, entities included; this look ahead keeps a hostile
    /// declaration from being parsed at all. A comment that speaks of one is not mistaken for it.
    static func hasDocumentType(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var rest = bytes[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[start...]
            if rest.starts(with: "<!--".utf8) {
                guard let next = end(of: "-->", in: rest.dropFirst(4)) else { return false }
                rest = rest[next...]
            } else if rest.starts(with: "<?".utf8) {
                guard let next = end(of: "?>", in: rest.dropFirst(2)) else { return false }
                rest = rest[next...]
            } else {
                return rest.starts(with: "<!DOCTYPE".utf8)
            }
        }
        return false
    }

    private static func end(of mark: StaticString, in bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        let mark = UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount)
        var index = bytes.startIndex
        while index + mark.count <= bytes.endIndex {
            if bytes[index...].starts(with: mark) { return index + mark.count }
            index += 1
        }
        return nil
    }
}
