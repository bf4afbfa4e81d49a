import ArgumentParser
import SNMPOutput

/// What is notified.
struct NotificationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What is sent when a guest changes its state, with commas between: guest (VM-MIB's of one guest), bulk "
                + "(VM-MIB's of many, for those above the limit), libvirt (LIBVIRT-MIB's); or none "
                + "(default: guest,bulk,libvirt).",
            valueName: "list"),
        transform: { try Self.kinds($0) })
    var notifications = Set(Kind.allCases)

    @Option(
        name: .customLong("notifications.per-second"), parsing: .unconditional,
        help: ArgumentHelp(
            "How many guests are told of one by one in a second, lastingly; five times as many at once after a while "
                + "without any; 0.1 to 1000 (default: 10).",
            valueName: "number"),
        transform: { try Self.rate($0) })
    var perSecond = 10.0

    enum Kind: String, CaseIterable, Sendable {
        case guest
        case bulk
        case libvirt
    }

    private static func kinds(_ text: String) throws -> Set<Kind> {
        guard text != "none" else { return [] }
        guard !text.split(separator: ",").contains("none") else {
            throw ValidationError("none is given alone; leave it out, or the others")
        }
        return try ChoiceList.read(text)
    }

    private static func rate(_ text: String) throws -> Double {
        guard let rate = Double(text), (0.1...1_000).contains(rate) else {
            throw ValidationError("give a number of 0.1 to 1000")
        }
        return rate
    }

    /// What they chose.
    var settings: NotificationQueue.Settings {
        var settings = NotificationQueue.Settings()
        settings.sendsPerGuest = notifications.contains(.guest)
        settings.sendsBulk = notifications.contains(.bulk)
        settings.sendsLibvirt = notifications.contains(.libvirt)
        settings.perSecond = perSecond
        settings.burst = max(1, perSecond * 5)
        return settings
    }
}
