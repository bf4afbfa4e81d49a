/// The indexes of a table's rows, in their order: what rows are found by.
struct RowIndex: Sendable {
    /// How many numbers each has.
    let length: Int
    /// How many rows there are.
    let count: Int
    private let source: Source

    private enum Source: Sendable {
        /// One row behind the other.
        case kept([UInt32])
        /// A number at a position of a row's index.
        case made(@Sendable (_ position: Int, _ row: Int) -> UInt)
    }

    /// The indexes of so many rows, with the numbers of all, one row behind the other.
    init(length: Int, count: Int, arcs: [UInt32]) {
        (self.length, self.count) = (length, count)
        source = .kept(arcs)
    }

    /// The indexes of so many rows, which are made when they are asked for.
    init(length: Int, count: Int, arc: @escaping @Sendable (_ position: Int, _ row: Int) -> UInt) {
        (self.length, self.count) = (length, count)
        source = .made(arc)
    }

    /// One number of a row's index.
    func arc(_ position: Int, of row: Int) -> UInt {
        switch source {
        case .kept(let arcs): UInt(arcs[row * length + position])
        case .made(let arc): arc(position, row)
        }
    }

    /// The first row after an index, or of it.
    func firstRow(from key: Span<UInt>, isInclusive: Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            let order = order(of: middle, to: key)
            if order < 0 || (order == 0 && !isInclusive) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Below zero where the row comes before the index, zero where it is its own, above where it comes after.
    func order(of row: Int, to key: Span<UInt>) -> Int {
        var position = 0
        while position < length, position < key.count {
            let arc = arc(position, of: row)
            if arc != key[position] { return arc < key[position] ? -1 : 1 }
            position += 1
        }
        return length - key.count
    }
}
