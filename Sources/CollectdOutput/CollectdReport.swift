public import Catalogue
public import Snapshot

/// Makes lines for collectd of one sample after another.
public struct CollectdReport: Sendable {
    /// A sample of a host, and when it was.
    public struct Sample: Sendable {
        /// The sample.
        public let snapshot: Snapshot
        /// When its round began: seconds of Unix time.
        public let time: Double
        /// When its round began: seconds on a clock that nobody sets, the same one for all samples of a report.
        public let steadyTime: Double
        /// The moment now on the snapshot's clock.
        public let now: MonotonicTime
        /// What is known beside it.
        public let details: [DomainIdentity.UUID: GuestDetails]

        /// The sample of these parts.
        public init(
            _ snapshot: Snapshot, time: Double, steadyTime: Double, now: MonotonicTime,
            details: [DomainIdentity.UUID: GuestDetails] = [:]
        ) {
            self.snapshot = snapshot
            self.time = time
            self.steadyTime = steadyTime
            self.now = now
            self.details = details
        }
    }

    private let settings: CollectdSettings
    /// Seconds.
    private let interval: Double
    private var names: GuestNames
    private var memory = Memory()
    /// When the last sample was that was told.
    private var lastTime: Double?
    /// When names were waited for first, on the clock that nobody sets.
    private var firstWait: Double?
    /// Whether the wait for names is over, which all have who are told or who had time enough.
    private var isSettled: Bool
    /// Whether guests can be told apart: of those of the last sample nobody is waited for.
    public private(set) var hasNames: Bool

    /// How many seconds all wait at the start for the names of some.
    private static let longestWait = 30.0

    /// How many intervals there are at least from one value to the next.
    ///
    /// Rates over a moment are none, and of two values in a second rrdtool refuses one. It is half an interval but for what a
    /// daemon is irregular that has two samples in each.
    private static let leastStep = 0.45

    /// What is kept of a sample for the next one.
    struct Memory: Sendable {
        var usage = ProcessorUsage()
        var jobs = EndedJobs()
        var latencies = RequestLatencies()

        /// Forgets guests that are gone.
        mutating func keepOnly(_ guests: Set<DomainIdentity.UUID>) {
            usage.keepOnly(guests)
            jobs.keepOnly(guests)
            latencies.keepOnly(guests)
        }
    }

    /// A report with these settings.
    ///
    /// - Parameter interval: Seconds between two values, as collectd was told.
    public init(_ settings: CollectdSettings, interval: Double) {
        self.settings = settings
        self.interval = interval
        names = GuestNames(settings)
        isSettled = !settings.needsMetadata
        hasNames = isSettled
    }

    /// The lines of a sample: values, and what is notified of in each interval.
    ///
    /// - Returns: Nothing of a guest that this sample could not read, but how old its values are.
    public mutating func lines(of sample: Sample) -> [UInt8] {
        guard sample.snapshot.status.isUp, isLater(sample.time) else { return [] }
        let guests = sample.snapshot.domains.filter { settings.admits(guest: $0.identity.name) }
        let told = guests.filter(hasLines)
        guard areNamed(told, in: sample) else { return [] }
        if lastTime == nil { memory.jobs.note(guests) }
        lastTime = sample.time
        var lines: [UInt8] = []
        name(told, of: guests, in: sample)
        let time = Decimal.text(sample.time)
        for guest in told {
            guard let details = known(sample.details[guest.identity.uuid]),
                let name = names.name(of: guest.identity)
            else { continue }
            var values = GuestValues(
                guest: guest, name: name, settings: settings, time: time, lines: LineBuffer(interval: interval))
            values.write(details, sample, &memory)
            lines += values.lines.bytes
        }
        memory.keepOnly(Set(guests.lazy.map(\.identity.uuid)))
        return lines
    }

    /// Whether a guest is told of: of one that is off nothing else may be.
    private func hasLines(_ guest: DomainSample) -> Bool {
        guest.identity.id != nil || settings.extraStatistics.contains(.domainState)
            || settings.isNotificationPersistent && guest.isPersistent ?? false
    }

    /// Names the guests that are told.
    private mutating func name(_ told: [DomainSample], of all: [DomainSample], in sample: Sample) {
        let named = told.compactMap { guest in
            known(sample.details[guest.identity.uuid]).map {
                GuestNames.Guest(identity: guest.identity, metadata: $0.metadataName)
            }
        }
        let others = Set(all.lazy.map(\.identity.uuid)).subtracting(named.lazy.map(\.identity.uuid))
        names.update(named, others: others)
    }

    /// Whether all guests have names, or were waited for long enough: whoever is told first keeps its name, and at a start
    /// that should not be chance.
    private mutating func areNamed(_ guests: [DomainSample], in sample: Sample) -> Bool {
        guard !isSettled else { return true }
        // as on a host that starts: those who come are waited for
        guard !guests.isEmpty else {
            hasNames = true
            return true
        }
        let first = firstWait ?? sample.steadyTime
        firstWait = first
        isSettled =
            sample.steadyTime - first >= Self.longestWait
            || guests.allSatisfy { sample.details[$0.identity.uuid]?.hasMetadata ?? false }
        hasNames = isSettled
        return isSettled
    }

    /// Whether it is later than the last one by enough, which it need not be where samples come from another source than that;
    /// or so much earlier that the clock was set.
    private func isLater(_ time: Double) -> Bool {
        guard let lastTime else { return true }
        return time >= lastTime + Self.leastStep * interval || time < lastTime - 2 * interval
    }

    /// Whether an event needs a notification.
    public func needsNotice(_ event: GuestEvent) -> Bool { state(after: event) != nil }

    /// Whether a guest has a name under which it was told.
    public func hasName(of guest: DomainIdentity) -> Bool { names.name(of: guest) != nil }

    /// The notification of an event; `nil` for one that needs none, or whose guest has no name yet.
    public mutating func lines(of event: GuestEvent, details: GuestDetails?) -> [UInt8]? {
        let guest = DomainIdentity(name: event.domain, uuid: event.uuid, id: nil)
        guard let state = state(after: event), let details = known(details),
            let notice = DomainStateText.notice(
                state: state.state, reason: state.reason, words: state.text,
                isCompatible: settings.hasCompatibleNotifications)
        else { return nil }
        let name = names.name(for: GuestNames.Guest(identity: guest, metadata: details.metadataName))
        var lines = LineBuffer(interval: interval)
        lines.put(
            CollectdNotification(
                guest: name, severity: notice.severity, time: event.at, type: "domain_state", message: notice.message))
        return lines.bytes
    }

    private func state(after event: GuestEvent) -> LifecycleNotice? {
        guard settings.followsEvents, settings.admits(guest: event.domain) else { return nil }
        return LifecycleNotice(event, isCompatible: settings.hasCompatibleNotifications)
    }

    /// What is known of a guest; `nil` while that does not suffice for its name.
    private func known(_ details: GuestDetails?) -> GuestDetails? {
        guard !settings.needsMetadata || details?.hasMetadata ?? false else { return nil }
        return details ?? GuestDetails()
    }
}

extension CollectdSettings {
    /// What of a sample the lines need.
    public var collectors: Set<Collector> {
        var collectors: Set<Collector> = [.state, .cpuTotal, .balloon]
        if reportsBlockDevices { collectors.insert(.block) }
        if reportsInterfaces { collectors.insert(.interface) }
        if extraStatistics.contains(.cpuUtilisation) { collectors.insert(.host) }
        if hasExtra || extraStatistics.contains(.vcpu) { collectors.insert(.vcpu) }
        if extraStatistics.contains(.perf) { collectors.insert(.perf) }
        if !extraStatistics.isDisjoint(with: [.backgroundJob, .completedJob]) { collectors.insert(.job) }
        if needsFacts { collectors.insert(.info) }
        return collectors
    }

    /// Whether events are notified of: the plugin follows none where it tells states in each interval.
    public var followsEvents: Bool { !(hasCompatibleNotifications && isNotificationPersistent) }

    /// Whether devices are told by what their guests' XML says of them.
    var needsFacts: Bool { blockDeviceFormat == .source || interfaceFormat != .name }

    /// Whether libvirt must be asked of single guests.
    public var needsDetails: Bool {
        needsMetadata || needsImages || !extraStatistics.isDisjoint(with: [.diskErrors, .vcpuPinning, .fileSystems])
    }

    /// Whether disks' images are told of.
    public var needsImages: Bool {
        reportsBlockDevices && (hasExtra || !extraStatistics.isDisjoint(with: [.diskAllocation, .diskPhysical]))
    }
}
