/// Names in munin for things whose own names others chose: each legal, and no two the same.
///
/// A name that is legal in munin (`[A-Za-z_][A-Za-z0-9_]*`) stays as it is. Any other is made legal and gets a tag of the
/// thing's mark behind, so that `a-b` and `a.b` are two. A name that looks as if it had a tag gets one too, so that nobody
/// takes the name of another's thing by calling his own so.
struct MuninNames: Sendable {
    /// A thing to name.
    struct Thing: Sendable {
        /// What it is called.
        let name: String
        /// Hexadecimal digits that tell it from others of the same name in munin: a UUID, or a hash.
        let mark: String
    }

    /// Which names things keep.
    enum Policy: Sendable {
        /// Only such as were legal.
        case legalOnly
        /// Also such as had to be made legal, as long as no other thing has the same then: the names of older plugins.
        case whileUnambiguous
    }

    private let names: [String]

    /// The names of these things, by their position.
    ///
    /// - Parameter reserved: Names that nothing may have.
    init(_ things: [Thing], _ policy: Policy = .legalOnly, reserved: Set<String> = ["root"]) {
        let cleaned = things.map { Self.cleaned($0.name) }
        let counts = Dictionary(cleaned.map { ($0, 1) }, uniquingKeysWith: +)
        var taken: Set<String> = []
        var names: [String?] = zip(things, cleaned).map { thing, name in
            let isUnambiguous = policy == .whileUnambiguous && counts[name] == 1
            guard name == thing.name || isUnambiguous, !reserved.contains(name), !Self.looksTagged(name) else {
                return nil
            }
            return taken.insert(name).inserted ? name : nil
        }
        func tag(_ position: Int, _ digits: Int) -> String {
            "\(cleaned[position])\(Self.separator)\(things[position].mark.prefix(digits))"
        }
        let untagged = names.indices.filter { names[$0] == nil }
        let short = Dictionary(untagged.map { (tag($0, Self.shortTag), 1) }, uniquingKeysWith: +)
        for position in untagged {
            var name = tag(position, Self.shortTag)
            if short[name] != 1 { name = tag(position, .max) }
            while !taken.insert(name).inserted { name += "_" }
            names[position] = name
        }
        self.names = names.map { $0 ?? "" }
    }

    subscript(position: Int) -> String { names[position] }

    var indices: Range<Int> { names.indices }

    /// The part of a thing's name in munin that comes of its own name alone.
    ///
    /// As munin's master does it to names that are not legal: every other character is an underscore, and so is a digit
    /// in front.
    static func cleaned(_ name: String) -> String {
        var bytes: [UInt8] = []
        for scalar in name.unicodeScalars.prefix(longest) {
            let byte = UInt8(exactly: scalar.value) ?? underscore
            bytes.append(isLetter(byte) || isDigit(byte) ? byte : underscore)
        }
        if let first = bytes.first, isDigit(first) { bytes[0] = underscore }
        return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a thing of this name may have that name in munin, whatever others are called.
    static func isPossible(_ munin: String, of name: String) -> Bool {
        let cleaned = cleaned(name)
        return munin == cleaned || munin.hasPrefix(cleaned + separator)
    }

    /// The name is a part of a file's, of at most 255 bytes, among the host's, the graph's and a tag.
    private static let longest = 100

    private static let separator = "__"
    private static let shortTag = 4
    private static let uuidDigits = 32

    private static func looksTagged(_ name: String) -> Bool {
        let digits = name.utf8.reversed().prefix { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
        return [shortTag, NameHash.digits, uuidDigits].contains { length in
            digits.count >= length && name.dropLast(length).hasSuffix(separator)
        }
    }

    private static let underscore = UInt8(ascii: "_")

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
