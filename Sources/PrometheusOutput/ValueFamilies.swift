import Catalogue
import Snapshot

/// Writes the numbers of a snapshot, family by family.
struct ValueFamilies {
    /// The sets of a snapshot: of the host, of the pools, of the networks, and of each domain: its own, of its job, of its last job.
    private let sets: [ValueSet]
    private static let setsOfHost = 3
    private static let setsOfDomain = 3
    let labels: EntityBlocks

    /// - Parameter previous: The labels of families with the same domain labels.
    init(_ snapshot: Snapshot, domainLabels: DomainLabels, previous: EntityBlocks?) {
        var sets = [snapshot.host?.values ?? ValueSet(), snapshot.storagePools, snapshot.networks]
        sets.reserveCapacity(snapshot.domains.count * Self.setsOfDomain + Self.setsOfHost)
        for domain in snapshot.domains {
            sets.append(domain.values)
            sets.append(domain.jobs.current?.values ?? ValueSet())
            sets.append(domain.jobs.last?.values ?? ValueSet())
        }
        self.sets = sets
        labels = EntityBlocks(sets, previous: previous) { position in
            position < Self.setsOfHost ? [] : domainLabels[(position - Self.setsOfHost) / Self.setsOfDomain]
        }
    }

    /// A value and the labels it is written with.
    private struct Reference {
        let bits: UInt64
        let block: Int
    }

    func write(to writer: inout TextWriter) {
        let (references, ends) = byMetric()
        let headers = FamilyHeader.metrics(in: writer.format)
        var position = 0
        for (id, end) in ends.enumerated() where position < end {
            defer { position = end }
            let metric = Catalogue.metrics[id]
            guard !writer.omits(metric.collector) else { continue }
            writer.append(headers[id].comments)
            write(references[position..<end], of: metric, headers[id].name, to: &writer)
        }
    }

    /// Most of a page is made here, so it is made without a look at the buffer for each piece.
    private func write(
        _ references: ArraySlice<Reference>, of metric: Metric, _ name: [UInt8], to writer: inout TextWriter
    ) {
        let longest = name.count + Cursor.longestNumber + 1
        let capacity = references.reduce(0) { $0 + longest + labels.length($1.block) }
        unsafe name.withUnsafeBufferPointer { name in
            unsafe labels.withBytes { blocks, ends in
                writer.append(capacity: capacity) { cursor in
                    for reference in references {
                        let block = unsafe ends[reference.block]..<ends[reference.block + 1]
                        unsafe cursor.append(name)
                        unsafe cursor.append(UnsafeBufferPointer(rebasing: blocks[block]))
                        cursor.append(bits: reference.bits, of: metric)
                        cursor.append(byte: UInt8(ascii: "\n"))
                    }
                }
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
        var references = [Reference](repeating: Reference(bits: 0, block: 0), count: total)
        for (position, set) in sets.enumerated() {
            let first = labels.first(ofSet: position)
            for value in set.values {
                let metric = Int(value.metric.rawValue)
                references[next[metric]] = Reference(bits: value.bits, block: first + value.entity)
                next[metric] += 1
            }
        }
        return (references, next)
    }
}
