internal import FoundationEssentials

/// A user and a password as a request carries them (RFC 7617).
struct BasicCredentials: Equatable {
    let user: String
    let password: String

    /// Reads an `Authorization` field; `nil` for another scheme or what is none.
    init?(_ field: String) {
        guard let space = field.firstIndex(of: " "), field[..<space].lowercased() == "basic",
            let bytes = Data(base64Encoded: String(field[space...].drop { $0 == " " }))
        else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let colon = text.firstIndex(of: ":") else { return nil }
        user = String(text[..<colon])
        password = String(text[text.index(after: colon)...])
    }
}
