/// The 64-bit FNV-1a hash of a name, which is the same in every process.
enum NameHash {
    /// How many hexadecimal digits it has.
    static let digits = 16

    static func hexadecimal(_ name: String) -> String {
        let hash = name.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let text = String(hash, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
