import ArgumentParser

/// A host that a scraper names by its URI.
struct ProbeTarget: Hashable, Sendable {
    /// Why a text is no target.
    enum Refusal: Error, Hashable, Sendable {
        case malformed
        case password
        case notAllowed
        /// A pattern matches, but does not speak of the parameters that the URI has.
        case parameters
    }

    let uri: String

    /// Reads a target.
    ///
    /// A URI's parameters may name programs and keys for libvirt to use, so they are taken only where a pattern has a
    /// question mark of its own.
    /// - Parameter patterns: One of them must match all of the URI.
    init(_ uri: String, allowedBy patterns: [ProbePattern]) throws(Refusal) {
        guard let scheme = uri.firstIndex(of: ":"), scheme > uri.startIndex,
            uri.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), uri.utf8.count <= 1024
        else { throw .malformed }
        if uri[scheme...].hasPrefix("://") {
            let authority = uri[scheme...].dropFirst(3).prefix { $0 != "/" && $0 != "?" }
            // credentials are libvirt's to find, in its own files
            if let at = authority.lastIndex(of: "@"), authority[..<at].contains(":") { throw .password }
        }
        let hasParameters = uri.contains { $0 == "?" || $0 == "#" }
        let matching = patterns.filter { $0.matches(uri) }
        guard !matching.isEmpty else { throw .notAllowed }
        guard !hasParameters || matching.contains(where: \.namesParameters) else { throw .parameters }
        self.uri = uri
    }
}

/// Which targets may be probed.
struct ProbePattern: Sendable {
    private let pattern: NamePattern
    /// Whether it speaks of a URI's parameters.
    let namesParameters: Bool

    /// Reads a regular expression, which must match a URI as a whole.
    init(_ text: String) throws {
        guard !text.isEmpty else { throw ValidationError("an empty expression matches no URI; write one that does") }
        // on its own first, or a mistake in it would be told of another text
        _ = try NamePattern(text)
        pattern = try NamePattern("^(\(text))$")
        namesParameters = text.contains("\\?") || text.contains("[?]")
    }

    func matches(_ uri: String) -> Bool { pattern.matches(uri) }
}
