/// How the body of a response is coded (RFC 9110, section 8.4.1).
public enum ContentCoding: Sendable {
    /// As it is.
    case identity
    /// Compressed, RFC 1952.
    case gzip

    /// The coding that a client prefers by its `Accept-Encoding`.
    ///
    /// gzip only to a client that takes it, and no less than the plain body; a client that takes neither gets that.
    public init(accepting field: AcceptField) {
        func weight(_ names: [String]) -> Int? {
            field.items.filter { names.contains($0.value) }.map(\.weight).max()
        }
        let others = weight(["*"])
        let gzip = weight(["gzip", "x-gzip"]) ?? others ?? 0
        // the plain body is always welcome unless it is named, and then as much as it says
        let identity = weight(["identity"]) ?? 0
        self = gzip > 0 && gzip >= identity ? .gzip : .identity
    }
}
