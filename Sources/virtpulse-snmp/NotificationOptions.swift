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
        transform: { $0 == "none" ? [] : try ChoiceList.read($0) })
    var notifications = Set(Kind.allCases)

    @Option(
        name: .customLong("notifications.per-second"),
        help: ArgumentHelp(
            "How many guests are told of one by one in a second, lastingly; five times as many at once after a while "
                + "without any (0.1 to 1000).",
            valueName: "number"))
    var perSecond = 10.0

    enum Kind: String, CaseIterable, Sendable {
        case guest
        case bulk
        case libvirt
    }

    func validate() throws {
        guard (0.1...1_000).contains(perSecond) else {
            throw ValidationError("--notifications.per-second \(perSecond): give a number of 0.1 to 1000")
        }
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
