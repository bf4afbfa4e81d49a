import Catalogue
import Snapshot

/// Writes what is said of domains beside numbers: states, infos, histograms, fields without a name of ours.
struct DomainFamilies {
    let domains: [DomainSample]
    let labels: DomainLabels
    /// The collectors that are on.
    let collectors: Set<Collector>
    let exportsUnknown: Bool

    func write(to writer: inout TextWriter) {
        writeStates(to: &writer)
        writeReasons(to: &writer)
        var stuck = FamilyWriter(Catalogue.domainStuck)
        for (position, domain) in domains.enumerated() where domain.isStuck {
            stuck.line(&writer, labels[position], [], 1)
        }
        if collectors.contains(.state) {
            flags(Catalogue.domainAutostart, \.isAutostarted, to: &writer)
            flags(Catalogue.domainPersistent, \.isPersistent, to: &writer)
            writeRuns(to: &writer)
            writeEvents(to: &writer)
        }
        infos(Catalogue.dirtyRateInfo, to: &writer) { domain in
            domain.values.texts.last { $0.id == .dirtyRateMode }.map { [[$0.text]] } ?? []
        }
        writeJobs(to: &writer)
        for id in HistogramID.allCases { writeHistograms(id, to: &writer) }
        if exportsUnknown { writeUnknown(to: &writer) }
    }

    /// Writes what the domains' XML says, which changes seldom.
    func writeFacts(to writer: inout TextWriter) {
        guard collectors.contains(.info) else { return }
        infos(Catalogue.domainInfo, to: &writer) { InfoLabels.domain($0).map { [$0] } ?? [] }
        infos(Catalogue.domainOpenStackInfo, to: &writer) { InfoLabels.openStack($0).map { [$0] } ?? [] }
        infos(Catalogue.domainOvirtInfo, to: &writer) { InfoLabels.ovirt($0).map { [$0] } ?? [] }
        infos(Catalogue.blockInfo, to: &writer, InfoLabels.disks)
        infos(Catalogue.interfaceInfo, to: &writer, InfoLabels.interfaces)
    }

    private func writeStates(to writer: inout TextWriter) {
        var family = FamilyWriter(Catalogue.domainState)
        for (position, domain) in domains.enumerated() {
            guard let state = domain.state else { continue }
            for (name, label) in Self.states {
                family.line(&writer, labels[position], rendered: label[...], name == state.name ? 1 : 0)
            }
            if !Catalogue.domainStates.contains(state.name) {
                family.line(&writer, labels[position], [("state", state.name)], 1)
            }
        }
    }

    /// Every state's name and its label: the lines of this family are the most on a page of small guests.
    private static let states = Catalogue.domainStates.map { name in
        var label = TextWriter()
        label.append(label: "state", name)
        return (name, label.bytes)
    }

    private func writeReasons(to writer: inout TextWriter) {
        infos(Catalogue.domainStateReason, to: &writer) { domain in
            domain.state.flatMap { state in state.reason.map { [[state.name, $0]] } } ?? []
        }
    }

    private func flags(_ flag: Family, _ value: KeyPath<DomainSample, Bool?>, to writer: inout TextWriter) {
        var family = FamilyWriter(flag)
        for (position, domain) in domains.enumerated() {
            guard let value = domain[keyPath: value] else { continue }
            family.line(&writer, labels[position], [], value ? 1 : 0)
        }
    }

    private func writeRuns(to writer: inout TextWriter) {
        var id = FamilyWriter(Catalogue.domainID)
        for (position, domain) in domains.enumerated() {
            guard let number = domain.identity.id, number >= 0 else { continue }
            id.line(&writer, labels[position], [], UInt64(number))
        }
        times(Catalogue.domainStartTime, \.startedAt, to: &writer)
        times(Catalogue.domainStateChangeTime, \.stateChangedAt, to: &writer)
    }

    private func times(
        _ time: Family, _ value: (DomainSample) -> Double?, to writer: inout TextWriter
    ) {
        var family = FamilyWriter(time)
        for (position, domain) in domains.enumerated() {
            guard let seconds = value(domain) else { continue }
            family.line(&writer, labels[position]) { $0.append(double: seconds) }
        }
    }

    private func writeJobs(to writer: inout TextWriter) {
        infos(Catalogue.jobInfo, to: &writer) { domain in
            domain.jobs.current.map { [[$0.operation, $0.type]] } ?? []
        }
        infos(Catalogue.lastJobInfo, to: &writer) { domain in
            domain.jobs.last.map { [[$0.operation, $0.type, $0.error]] } ?? []
        }
        times(Catalogue.lastJobEndTime, { $0.jobs.last?.endedAt }, to: &writer)
    }

    private func writeEvents(to writer: inout TextWriter) {
        var family = FamilyWriter(Catalogue.domainEvents)
        for (position, domain) in domains.enumerated() {
            guard let counts = domain.events?.counts else { continue }
            for (kind, count) in counts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                family.line(&writer, labels[position], [("event", kind.rawValue)], count)
            }
        }
    }

    /// One line for each row of label values behind `domain`; absent ones are left out.
    private func infos(
        _ info: Family, to writer: inout TextWriter, _ rows: (DomainSample) -> [[String?]]
    ) {
        var family = FamilyWriter(info)
        let names = info.labels.dropFirst()
        for (position, domain) in domains.enumerated() {
            for row in rows(domain) {
                let pairs = zip(names, row).compactMap { name, value in value.map { (name, $0) } }
                family.line(&writer, labels[position], pairs, 1)
            }
        }
    }

    private func writeHistograms(_ id: HistogramID, to writer: inout TextWriter) {
        var family = FamilyWriter(id.family)
        for (position, domain) in domains.enumerated() {
            for histogram in domain.values.histograms where histogram.id == id {
                let device = domain.values.entities[histogram.entity].labels[0]
                // a bin's upper bound is the next one's lower; requests before the first bin are not counted by libvirt
                let bounds = histogram.bins.dropFirst().map(\.start)
                family.histogram(
                    &writer, labels[position], [("target_device", device)], bounds: bounds,
                    buckets: histogram.bins.map(\.count), nanosecondSum: nil)
            }
        }
    }

    private func writeUnknown(to writer: inout TextWriter) {
        var family = FamilyWriter(Catalogue.unknownField)
        for (position, domain) in domains.enumerated() {
            var seen: Set<String> = []
            let sets = [domain.values, domain.jobs.current?.values, domain.jobs.last?.values]
            for unknown in sets.flatMap({ $0?.unknown ?? [] }) {
                guard let number = unknown.value.number, seen.insert(unknown.field).inserted else { continue }
                family.line(&writer, labels[position], [("field", unknown.field)]) { $0.append(number) }
            }
        }
    }
}
