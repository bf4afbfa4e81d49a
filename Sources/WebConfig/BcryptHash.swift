import CCrypt

/// A password's bcrypt hash, as `htpasswd -B` writes it.
public struct BcryptHash: Hashable, Sendable {
    private let text: String

    /// Reads a hash; `nil` unless it is bcrypt's: version, cost from 04 to 31, and 53 characters of salt and hash.
    ///
    /// `$2x$` is refused: it is the hash of an implementation that took different passwords for the same.
    public init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].isEmpty, ["2a", "2b", "2y"].contains(parts[1]),
            parts[2].utf8.count == 2, let cost = Int(parts[2]), (4...31).contains(cost),
            parts[3].utf8.count == 53, parts[3].utf8.allSatisfy(Self.isDigit)
        else { return nil }
        self.text = text
        self.cost = cost
    }

    /// Each step doubles the time that a check takes: about 60 ms at 10.
    public let cost: Int

    /// A hash of no password, at which those are tried who do not exist.
    ///
    /// - Parameter cost: What a check of it is to take.
    public static func ofNobody(cost: Int) -> BcryptHash? {
        let digits = cost < 10 ? "0\(cost)" : "\(cost)"
        return BcryptHash("$2b$\(digits)$" + String(repeating: ".", count: 53))
    }

    /// Whether this is the hash of the password; takes as long as its cost says, on the calling thread.
    public func matches(_ password: String) -> Bool {
        // libxcrypt's scratch space is 32 KiB, too much for a stack
        let data = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
        data.initialize(to: crypt_data())
        defer {
            data.deinitialize(count: 1)
            data.deallocate()
        }
        // a NUL would end the password early
        guard !password.utf8.contains(0), let result = crypt_r(password, text, data) else { return false }
        return Self.equal(String(cString: result), text)
    }

    /// In a time that does not tell where they differ.
    private static func equal(_ a: String, _ b: String) -> Bool {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "/"), 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: false
        }
    }
}

extension BcryptHash: CustomStringConvertible {
    /// Not the hash, which others could try passwords at.
    public var description: String { "a bcrypt hash of cost \(cost)" }
}
