import Snapshot

/// Notifications under a limit: of one guest each as long as they are few, else of many guests at once.
///
/// A host that shuts down stops all of its guests in a second, and nobody reads a thousand notifications.
public struct NotificationQueue: Sendable {
    /// What is sent.
    public struct Settings: Hashable, Sendable {
        /// VM-MIB's of one guest each.
        public var sendsPerGuest = true
        /// VM-MIB's of many guests.
        public var sendsBulk = true
        /// LIBVIRT-MIB's.
        public var sendsLibvirt = true
        /// How many guests are told of one by one in a second, lastingly.
        public var perSecond = 10.0
        /// How many are at once, after a time without any.
        public var burst = 50.0

        /// All of them, with the usual limit.
        public init() {}
    }

    private let settings: Settings
    private var tokens: Double
    private var filledAt: Duration?
    private var waiting: [GuestChange.Kind: Set<UInt32>] = [:]
    private var waitingSince: Duration?
    /// Changes of guests that nobody was told of.
    public private(set) var dropped: UInt64 = 0

    /// Whether guests wait for a bulk notification.
    public var isWaiting: Bool { waitingSince != nil }

    /// How long guests are collected for a bulk notification.
    public static let window = Duration.seconds(1)

    /// Nothing to be sent yet.
    public init(_ settings: Settings) {
        self.settings = settings
        tokens = settings.burst
    }

    /// What is to be sent of a change at once.
    ///
    /// - Parameters:
    ///   - index: `vmIndex` of the guest; `nil` if it never had one.
    ///   - now: The time on a clock that nobody sets.
    public mutating func add(_ change: GuestChange, index: UInt32?, at now: Duration) -> [SNMPNotification] {
        let libvirt = settings.sendsLibvirt ? SNMPNotification(libvirt: change) : nil
        let sendsPerGuest = settings.sendsPerGuest && change.isOfVMMIB
        let sendsBulk = settings.sendsBulk && change.isOfVMMIB
        guard sendsPerGuest || sendsBulk || libvirt != nil else { return [] }
        guard sendsPerGuest || libvirt != nil, take(at: now) else {
            if !sendsBulk || !collect(change.kind, index, at: now) { dropped += 1 }
            return []
        }
        var notifications: [SNMPNotification] = []
        if sendsPerGuest, let index { notifications.append(SNMPNotification(change, index: index)) }
        if let libvirt { notifications.append(libvirt) }
        if sendsPerGuest, index == nil { dropped += 1 }
        if !sendsPerGuest, sendsBulk { _ = collect(change.kind, index, at: now) }
        return notifications
    }

    /// Lets a guest wait for a bulk notification.
    ///
    /// - Returns: Whether one can tell of it.
    private mutating func collect(_ kind: GuestChange.Kind, _ index: UInt32?, at now: Duration) -> Bool {
        guard let index, index <= SNMPNotification.longestList * 8 else { return false }
        waiting[kind, default: []].insert(index)
        waitingSince = waitingSince ?? now
        return true
    }

    /// What is to be sent of many guests, when its time has come.
    public mutating func due(at now: Duration) -> [SNMPNotification] {
        guard let since = waitingSince, now - since >= Self.window else { return [] }
        defer { (waiting, waitingSince) = ([:], nil) }
        return GuestChange.Kind.allCases.compactMap { kind in
            waiting[kind].map { SNMPNotification(kind, bulk: $0) }
        }
    }

    private mutating func take(at now: Duration) -> Bool {
        if let filledAt { tokens = min(settings.burst, tokens + (now - filledAt) / .seconds(1) * settings.perSecond) }
        filledAt = now
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
