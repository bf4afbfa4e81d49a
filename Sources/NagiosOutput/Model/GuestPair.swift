import Catalogue
import Snapshot

/// A guest in two samples of one run of it, for rates.
struct GuestPair {
    let before: DomainSample
    let now: DomainSample
    /// Between the two.
    let seconds: Double

    /// `nil` unless both samples are fresh ones of the same run.
    ///
    /// - Parameter shift: How much later the same moment is on the newer one's clock.
    init?(_ before: DomainSample, _ now: DomainSample, shift: Duration = .zero) {
        guard let id = now.identity.id, before.identity.id == id, let first = before.sampledAt,
            let last = now.sampledAt, last - first > shift
        else { return nil }
        self.before = before
        self.now = now
        seconds = (last - first - shift) / .seconds(1)
    }

    /// How much a counter of the guest's rose each second; `nil` if it is not in both, or fell.
    func rate(_ metric: MetricID) -> Double? {
        rise(before.values.bits(of: metric), now.values.bits(of: metric)).map { $0 / seconds }
    }

    /// The same of one of its devices, by the device's first label.
    func rate(_ metric: MetricID, _ scope: Scope, _ label: String) -> Double? {
        rise(metric, scope, label).map { $0 / seconds }
    }

    /// By how much a counter of a device rose.
    func rise(_ metric: MetricID, _ scope: Scope, _ label: String) -> Double? {
        func value(_ guest: DomainSample) -> UInt64? {
            guard let position = guest.position(of: label, scope) else { return nil }
            return guest.values.bits(of: metric, entity: position)
        }
        return rise(value(before), value(now))
    }

    /// How much the counters of all of its devices of a kind rose together each second; `nil` if no rise of any is known.
    func sumOfRates(_ metric: MetricID, _ scope: Scope) -> Double? {
        let rates = now.labels(of: scope).compactMap { rate(metric, scope, $0) }
        return rates.isEmpty ? nil : rates.reduce(0, +)
    }

    private func rise(_ first: UInt64?, _ last: UInt64?) -> Double? {
        guard let first, let last, last >= first else { return nil }
        return Double(last - first)
    }
}

extension DomainSample {
    /// The first labels of its devices of a kind.
    func labels(of scope: Scope) -> [String] {
        values.entities.filter { $0.scope == scope }.compactMap(\.labels.first)
    }

    func position(of label: String, _ scope: Scope) -> Int? {
        values.entities.firstIndex { $0.scope == scope && $0.labels.first == label }
    }
}

extension CheckInput {
    /// What a mode says of each guest that is meant and runs, from two samples.
    ///
    /// A guest that does not answer is unknown; one that started in between has no rates yet, and is told without.
    func items(_ settings: CheckSettings, _ item: (GuestPair) -> [CheckItem]) -> [CheckItem] {
        items(settings) { guest, pair in
            if let pair { return item(pair) }
            let name = settings.name(of: guest.identity)
            // with no second sample at all, nothing is measured, which is not to pass for well
            guard previous != nil else { return [CheckItem(name, verdicts: [.noSecondSample])] }
            return [CheckItem(name, note: "has no second sample yet", isMeasured: false)]
        }
    }

    /// The same with or without rates.
    ///
    /// - Parameters:
    ///   - needsRates: Whether rates are meant to be told: without any second sample a guest is unknown then.
    ///   - item: What it says of a guest; it gets no pair where there are no rates.
    func items(
        _ settings: CheckSettings, needsRates: Bool = false, _ item: (DomainSample, GuestPair?) -> [CheckItem]
    ) -> [CheckItem] {
        let before = Dictionary((previous?.domains ?? []).map { ($0.identity.uuid, $0) }) { first, _ in first }
        return running(settings).flatMap { guest -> [CheckItem] in
            if let unread = unread(guest) { return [CheckItem(settings.name(of: guest.identity), verdicts: [unread])] }
            let items = item(guest, before[guest.identity.uuid].flatMap { GuestPair($0, guest, shift: previousShift) })
            guard needsRates, previous == nil else { return items }
            return items.map { item in
                var item = item
                item.verdicts.append(.noSecondSample)
                return item
            }
        }
    }

    /// Guests that the operator means by their very names, for a mode of those that run, and that do not.
    func namedButOff(_ settings: CheckSettings) -> [CheckItem] {
        // whoever wants them listed does not need them to run
        guard !settings.selection.listsInactive else { return [] }
        return guests(settings).filter { $0.identity.id == nil && settings.selection.names($0.identity) }.map { guest in
            CheckItem(
                settings.name(of: guest.identity),
                verdicts: [.init(settings.onMissing, "\(guest.state?.summary ?? "does not run"), not measured")])
        }
    }

    /// What is to be said of a guest whose numbers are too old, or that has none; `nil` of any other.
    ///
    /// libvirt passes a guest over that is busy with a job of its own, so that one round without it is no news.
    func unread(_ guest: DomainSample) -> CheckItem.Verdict? {
        guard let sampledAt = guest.sampledAt else {
            return CheckItem.Verdict(.unknown, guest.isStuck ? "does not answer" : "was not read")
        }
        // since when is not known: what needs no monitor is still read of it
        if guest.isStuck { return CheckItem.Verdict(.unknown, "does not answer") }
        let age = HumanNumber.text(max(0, (now - sampledAt) / .seconds(1)), .seconds)
        guard (snapshot.startedAt - sampledAt) / .seconds(1) > patience else { return nil }
        return CheckItem.Verdict(.unknown, "was not read for \(age)")
    }
}

extension CheckItem.Verdict {
    /// Of what has rates, if there is one sample alone.
    fileprivate static let noSecondSample = Self(.unknown, "has no second sample")
}

extension CheckSettings {
    /// What a guest is called in the output.
    func name(of guest: DomainIdentity) -> String { label == .uuid ? guest.uuid.description : guest.name }
}
