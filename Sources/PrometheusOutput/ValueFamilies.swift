import Catalogue
import Snapshot

/// Writes the numbers of a snapshot, family by family.
struct ValueFamilies {
    /// The sets of a snapshot: of the host, of the pools, and of each domain with its label.
    private let sets: [ValueSet]
    private let labels: EntityBlocks

    init(_ snapshot: Snapshot, domainLabels: DomainLabels) {
        var sets = [snapshot.host?.values ?? ValueSet(), snapshot.storagePools]
        sets.reserveCapacity(snapshot.domains.count + 2)
        for domain in snapshot.domains { sets.append(domain.values) }
        self.sets = sets
        labels = EntityBlocks(sets, domainLabels: domainLabels, firstDomain: 2)
    }

    /// Where a value is.
    private struct Reference {
        let set: UInt32
        let value: UInt32
    }

    func write(to writer: inout TextWriter) {
        let (references, ends) = byMetric()
        var position = 0
        for (id, end) in ends.enumerated() {
            guard position < end else { continue }
            let metric = Catalogue.metrics[id]
            let header = FamilyHeader.metrics[id]
            writer.append(header.comments)
            while position < end {
                let reference = references[position]
                let value = sets[Int(reference.set)].values[Int(reference.value)]
                writer.append(header.name)
                writer.append(labels.block(set: Int(reference.set), entity: value.entity))
                writer.append(bits: value.bits, of: metric)
                writer.append(byte: UInt8(ascii: "\n"))
                position += 1
            }
        }
    }

    /// All values with those of one metric together, and where each metric's end: a counting sort.
    private func byMetric() -> (references: [Reference], ends: [Int]) {
        var counts = [Int](repeating: 0, count: Catalogue.metrics.count)
        for set in sets { for value in set.values { counts[Int(value.metric.rawValue)] += 1 } }
        var next: [Int] = []
        next.reserveCapacity(counts.count)
        var total = 0
        for count in counts {
            next.append(total)
            total += count
        }
        var references = [Reference](repeating: Reference(set: 0, value: 0), count: total)
        for (setIndex, set) in sets.enumerated() {
            for (valueIndex, value) in set.values.enumerated() {
                let metric = Int(value.metric.rawValue)
                references[next[metric]] = Reference(set: UInt32(setIndex), value: UInt32(valueIndex))
                next[metric] += 1
            }
        }
        return (references, next)
    }
}
