/// Something that collectd tells whoever wants to know, at once.
struct CollectdNotification: Sendable {
    /// How bad it is.
    enum Severity: String, Sendable {
        case okay
        case warning
        case failure
    }

    let guest: GuestName
    let severity: Severity
    /// Seconds of Unix time.
    let time: Double
    let type: String
    var typeInstance: String?
    /// One line.
    let message: String
    /// Names, of ASCII letters, and texts.
    var details: [(name: String, text: String)] = []
}
