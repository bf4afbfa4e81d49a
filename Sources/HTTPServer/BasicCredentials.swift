internal import FoundationEssentials

/// A user and a password as a request carries them (RFC 7617).
struct BasicCredentials: Equatable {
    let user: [UInt8]
    let password: [UInt8]

    /// Reads an `Authorization` field; `nil` for another scheme or what is none.
    init?(_ field: String) {
        guard let space = field.firstIndex(of: " "), field[..<space].lowercased() == "basic",
            let bytes = Data(base64Encoded: String(field[space...].drop { $0 == " " }))
        else { return nil }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        user = Array(bytes[..<colon])
        password = Array(bytes[bytes.index(after: colon)...])
    }
}
