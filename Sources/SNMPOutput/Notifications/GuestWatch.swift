public import Snapshot

/// What guests do, of what libvirt announces and of what samples show: each change once.
///
/// An announcement comes at once; a sample shows what was not announced, as of a driver that announces nothing.
public struct GuestWatch: Sendable {
    private struct Known {
        var name: String
        var state: OperState
        var isPersistent: Bool?
        var isActive: Bool
        /// What was last told of it, or seen first.
        var told: GuestChange.Presence?
        /// When it was last announced anything of: seconds of Unix time.
        var announcedAt: Double?
    }

    private var known: [DomainIdentity.UUID: Known] = [:]
    private var hasSample = false

    /// Nothing seen yet.
    public init() {}

    /// The changes that a sample shows, if any.
    ///
    /// What was announced since the sample began, it may not show yet.
    /// - Parameter startedAt: When its round began: seconds of Unix time.
    public mutating func changes(in snapshot: Snapshot, startedAt: Double) -> [GuestChange] {
        guard snapshot.status.isUp else { return [] }
        var changes: [GuestChange] = []
        var present: Set<DomainIdentity.UUID> = []
        for guest in snapshot.domains {
            let uuid = guest.identity.uuid
            present.insert(uuid)
            if let time = known[uuid]?.announcedAt, time >= startedAt {
                if let isPersistent = guest.isPersistent { known[uuid]?.isPersistent = isPersistent }
                continue
            }
            let state = OperState(guest.state)
            let now = GuestChange.Presence(number: guest.state?.number, isActive: guest.identity.id != nil)
            let before = known[uuid]
            // of one that comes into a state that nothing tells of, nobody has heard yet
            let isNews = hasSample && before == nil && now.isActive
            known[uuid] = Known(
                name: guest.identity.name, state: state, isPersistent: guest.isPersistent, isActive: now.isActive,
                told: isNews ? nil : before?.told ?? now, announcedAt: before?.announcedAt)
            // who begins to watch sees no change; and who is new and down has not changed
            let isChange = before?.state != state || before?.isActive != now.isActive
            guard hasSample, before != nil || now.isActive, isChange, state != .unknown else { continue }
            guard let kind = GuestChange.Kind(state) else { continue }
            known[uuid]?.told = now
            changes.append(
                GuestChange(
                    kind: kind, uuid: uuid, name: guest.identity.name, previous: before?.state ?? .unknown,
                    before: before?.told, now: now, isPersistent: guest.isPersistent))
        }
        for (uuid, guest) in known where !present.contains(uuid) {
            if let time = guest.announcedAt, time >= startedAt { continue }
            known[uuid] = nil
            changes.append(deletion(of: uuid, guest))
        }
        hasSample = true
        return changes
    }

    /// The changes that an announcement tells of, if any.
    public mutating func changes(of event: GuestEvent) -> [GuestChange] {
        guard let kind = DomainEvents.Kind(rawValue: event.kind) else { return [] }
        let before = known[event.uuid]
        if kind == .undefined { return undefine(event, before) }
        if kind == .defined {
            // what is not known yet is down, or a sample says else
            known[event.uuid] =
                before
                ?? Known(
                    name: event.domain, state: .shutdown, isPersistent: true, isActive: false,
                    told: GuestChange.Presence(number: 5, isActive: false), announcedAt: nil)
            known[event.uuid]?.name = event.domain
            known[event.uuid]?.isPersistent = true
            known[event.uuid]?.announcedAt = event.at
            return []
        }
        guard let (state, number, isActive) = Self.state(after: kind, event.detail, of: before?.state) else {
            return []
        }
        var now = Known(
            name: event.domain, state: state, isPersistent: before?.isPersistent, isActive: isActive,
            told: before?.told, announcedAt: event.at)
        var changes: [GuestChange] = []
        // the end of one that is deleted with it is told with the deletion
        let isDown = before?.isActive != isActive && before?.isPersistent != false
        if before?.state != state || isDown, let kind = GuestChange.Kind(state) {
            let presence = GuestChange.Presence(number: number, isActive: isActive)
            changes.append(
                GuestChange(
                    kind: kind, uuid: event.uuid, name: event.domain, previous: before?.state ?? .unknown,
                    before: before?.told, now: presence, isPersistent: before?.isPersistent))
            now.told = presence
        }
        known[event.uuid] = now
        if !isActive, before?.isPersistent == false {
            known[event.uuid] = nil
            changes.append(deletion(of: event.uuid, now))
        }
        return changes
    }

    private mutating func undefine(_ event: GuestEvent, _ before: Known?) -> [GuestChange] {
        guard let before else { return [] }
        guard !before.isActive else {
            // it goes on until it is stopped
            known[event.uuid]?.isPersistent = false
            known[event.uuid]?.announcedAt = event.at
            return []
        }
        known[event.uuid] = nil
        return [deletion(of: event.uuid, before)]
    }

    private func deletion(of uuid: DomainIdentity.UUID, _ guest: Known) -> GuestChange {
        GuestChange(
            kind: .deleted, uuid: uuid, name: guest.name, previous: guest.state, before: guest.told,
            now: GuestChange.Presence(number: nil, isActive: false), isPersistent: guest.isPersistent)
    }

    /// The state after an announcement: ours, libvirt's, and whether the guest is active then.
    private static func state(
        after kind: DomainEvents.Kind, _ detail: String?, of before: OperState?
    ) -> (OperState, Int32, isActive: Bool)? {
        switch (kind, detail) {
        // libvirt says that of a QEMU that is gone without a word, and of one that never came to run
        case (.stopped, "failed") where before.map(hasRun) ?? false: (.crashed, 5, false)
        case (.resumed, "postcopy"), (.resumed, "postcopy_failed"): (.migrating, 1, true)
        case (.started, _), (.resumed, _): (.running, 1, true)
        case (.suspended, "migrated"), (.suspended, "postcopy"), (.suspended, "postcopy_failed"): (.migrating, 3, true)
        case (.suspended, _): (.paused, 3, true)
        case (.pmsuspended, _): (.paused, 7, true)
        // who does not run does not shut down: only its process ends, and what becomes of the guest is said next
        case (.shutdown, _) where before.map(isHalted) ?? false: nil
        case (.shutdown, _): (.shuttingdown, 4, true)
        case (.stopped, "crashed"): (.crashed, 5, false)
        case (.stopped, "saved"): (.suspended, 5, false)
        case (.stopped, _): (.shutdown, 5, false)
        case (.crashed, _): (.crashed, 6, true)
        default: nil
        }
    }

    /// Whether a guest in this state is active, and its processors are not.
    private static func isHalted(_ state: OperState) -> Bool {
        switch state {
        case .paused, .suspending, .migrating: true
        case .unknown, .other, .preparing, .running, .suspended, .resuming, .shuttingdown, .shutdown, .crashed: false
        }
    }

    /// Whether a guest in this state has begun to run here, and is not about to end.
    private static func hasRun(_ state: OperState) -> Bool {
        switch state {
        case .preparing, .resuming, .migrating, .shuttingdown, .shutdown, .suspended, .crashed: false
        case .unknown, .other, .running, .suspending, .paused: true
        }
    }
}
