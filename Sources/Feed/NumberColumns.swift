import Catalogue
import Snapshot

/// The numbers of many sets in columns, one for each metric.
///
/// They are counted before they are put in their places: a snapshot of a thousand guests has a hundred thousand, and to
/// append each to one of hundreds of arrays costs three times as much.
struct NumberColumns {
    /// The numbers of one metric.
    struct Column {
        let metric: Metric
        /// Which thing each number is of, as the difference of its position to the one before; the first to -1.
        let steps: [UInt32]
        let values: [UInt64]
    }

    private struct Batch {
        let values: [ValueSet.Value]
        /// Where the positions of its entities begin.
        let start: Int
    }

    /// Of each metric of the catalogue, whether it is taken.
    private let isTaken: [Bool]
    private var batches: [Batch] = []
    /// Of the entities of all batches, the position among all things, plus one; 0 for those that are left out.
    private var positions: [UInt32] = []

    init(isTaken: [Bool]) { self.isTaken = isTaken }

    /// - Parameter entities: Of the entities of the set, the position among all things, which rises from set to set.
    mutating func add(_ values: [ValueSet.Value], entities: [Int?]) {
        guard !values.isEmpty else { return }
        batches.append(Batch(values: values, start: positions.count))
        for position in entities { positions.append(position.map { UInt32($0 + 1) } ?? 0) }
    }

    /// The columns that have numbers, as the catalogue is ordered.
    func columns() -> [Column] {
        var ends = [Int](repeating: 0, count: isTaken.count)
        for batch in batches {
            for value in batch.values where isTaken[Int(value.metric.rawValue)] {
                ends[Int(value.metric.rawValue)] += 1
            }
        }
        var count = 0
        for metric in ends.indices { (ends[metric], count) = (count, count + ends[metric]) }
        let starts = ends
        var last = [UInt32](repeating: 0, count: isTaken.count)
        var steps = [UInt32](repeating: 0, count: count)
        var bits = [UInt64](repeating: 0, count: count)
        for batch in batches {
            for value in batch.values {
                let metric = Int(value.metric.rawValue)
                let position = positions[batch.start + value.entity]
                // not behind the last is only what libvirt says twice
                guard isTaken[metric], position > last[metric] else { continue }
                let end = ends[metric]
                steps[end] = position - last[metric]
                bits[end] = value.bits
                last[metric] = position
                ends[metric] = end + 1
            }
        }
        return Catalogue.metrics.indices.filter { starts[$0] < ends[$0] }.map {
            Column(
                metric: Catalogue.metrics[$0], steps: Array(steps[starts[$0]..<ends[$0]]),
                values: Array(bits[starts[$0]..<ends[$0]]))
        }
    }
}
