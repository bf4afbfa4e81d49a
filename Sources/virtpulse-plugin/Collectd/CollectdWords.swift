import Glibc

/// What collectd makes of the text of an `Include` before it looks for files.
enum CollectdWords {
    /// What stands for characters of patterns while libc looks at the rest: it would pass in silence over what it may not
    /// read, so folders are read elsewhere.
    private static let standIns: [UInt8: UInt8] = [
        UInt8(ascii: "*"): 1, UInt8(ascii: "?"): 2, UInt8(ascii: "["): 3,
    ]
    /// What stands for the same where a backslash takes their meaning away.
    private static let plainStandIns: [UInt8: UInt8] = [
        UInt8(ascii: "*"): 4, UInt8(ascii: "?"): 5, UInt8(ascii: "["): 6,
    ]

    /// The words of a text, with `~` and `$NAME` as what they stand for, and patterns as they are.
    ///
    /// - Returns: `nil` for what collectd takes for no path, such as a command.
    static func words(_ text: String) -> [String]? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let next = rest.popFirst() {
                bytes += plainStandIns[next].map { [$0] } ?? [byte, next]
            } else {
                bytes.append(standIns[byte] ?? byte)
            }
        }
        guard !bytes.contains(0) else { return nil }
        var expanded = unsafe wordexp_t()
        guard unsafe wordexp(String(decoding: bytes, as: UTF8.self), &expanded, CInt(WRDE_NOCMD)) == 0 else {
            return nil
        }
        defer { unsafe wordfree(&expanded) }
        var words: [String] = []
        for position in unsafe 0..<Int(expanded.we_wordc) {
            guard let word = unsafe expanded.we_wordv[position] else { continue }
            words.append(pattern(unsafe String(cString: word)))
        }
        return words
    }

    private static func pattern(_ word: String) -> String {
        var bytes: [UInt8] = []
        for byte in word.utf8 {
            if let own = standIns.first(where: { $0.value == byte }) {
                bytes.append(own.key)
            } else if let plain = plainStandIns.first(where: { $0.value == byte }) {
                bytes += [UInt8(ascii: "\\"), plain.key]
            } else {
                // one that libc left is part of a name
                bytes += byte == UInt8(ascii: "\\") ? [byte, byte] : [byte]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
