/// A row of a table, which knows its index.
protocol MIBRow: Sendable {
    /// How many numbers the index has.
    static var indexLength: Int { get }

    /// One number of the index.
    func indexArc(_ position: Int) -> UInt
}

/// A column of a table.
struct MIBColumn<Row: MIBRow>: Sendable {
    let name: String
    let number: UInt
    let syntax: MIBSyntax
    /// Whether each row has a value at each moment.
    let isDense: Bool
    /// The value in a row; `nil` where it has none.
    ///
    /// Whether it has one does not depend on the moment.
    let value: @Sendable (Row, RequestMoment) -> SNMPValue?

    init(
        _ name: String, _ number: UInt, _ syntax: MIBSyntax, isDense: Bool = false,
        value: @escaping @Sendable (Row, RequestMoment) -> SNMPValue?
    ) {
        self.name = name
        self.number = number
        self.syntax = syntax
        self.isDense = isDense
        self.value = value
    }
}

/// The rows of a table, ordered by their indexes.
protocol MIBRows<Row>: Sendable {
    associatedtype Row: MIBRow
    var count: Int { get }
    subscript(position: Int) -> Row { get }
    /// What they are found by.
    var index: RowIndex { get }
}

extension Array: MIBRows where Element: MIBRow {
    typealias Row = Element

    var index: RowIndex {
        RowIndex(
            length: Element.indexLength, count: count,
            arcs: flatMap { row in (0..<Element.indexLength).map { UInt32(truncatingIfNeeded: row.indexArc($0)) } })
    }
}

/// A table: columns that may have no value in some rows, and rows that are found by their index.
///
/// It is of no type of rows, for what is generic is slow behind a protocol, and a walk asks once for each cell.
final class MIBTable: Sendable {
    /// The identifier of its entry, which those of the columns follow.
    let entry: OID
    /// Its columns, by number.
    let objects: [MIBObject]
    private let columns: [Column]
    private let index: RowIndex

    private struct Column: Sendable {
        let number: UInt
        /// The rows that have a value in it; `nil` where all have one.
        let present: [Int32]?
        let value: @Sendable (Int, RequestMoment) -> SNMPValue?

        /// The first row from this one on that has a value.
        func firstPresent(from row: Int, of count: Int) -> Int? {
            guard let present else { return row < count ? row : nil }
            var low = 0
            var high = present.count
            while low < high {
                let middle = (low + high) / 2
                if Int(present[middle]) < row { low = middle + 1 } else { high = middle }
            }
            return low < present.count ? Int(present[low]) : nil
        }
    }

    /// - Parameters:
    ///   - columns: Ordered by number.
    ///   - rows: Ordered by index, none twice.
    init<Rows: MIBRows>(_ entry: OID, _ columns: [MIBColumn<Rows.Row>], _ rows: Rows) {
        self.entry = entry
        index = rows.index
        objects = columns.map { MIBObject(name: $0.name, oid: entry + [$0.number], syntax: $0.syntax) }
        let moment = RequestMoment(ticks: 0)
        self.columns = columns.map { column in
            let value = column.value
            let positions = column.isDense ? nil : (0..<rows.count).filter { value(rows[$0], moment) != nil }
            return Column(
                number: column.number,
                present: positions.flatMap { $0.count == rows.count ? nil : $0.map { Int32($0) } },
                value: { value(rows[$0], $1) })
        }
    }

    /// The value of a cell.
    func value(of name: Span<UInt>, at moment: RequestMoment) -> MIBTree.Answer {
        let length = entry.arcs.count
        guard name.count > length, let column = columns.first(where: { $0.number == name[length] }) else {
            return .noSuchObject
        }
        let key = name.extracting((length + 1)...)
        let row = index.firstRow(from: key, isInclusive: true)
        guard row < index.count, index.order(of: row, to: key) == 0, let value = column.value(row, moment) else {
            return .noSuchInstance
        }
        return .value(value)
    }

    /// The first cell after a name, or of it, that has a value.
    func next(after name: Span<UInt>, isInclusive: Bool, at moment: RequestMoment) -> MIBTree.Cell? {
        let root = entry.arcs
        let length = root.count
        var column = 0
        var row = 0
        if name.count > length, SubtreeOrder(of: name, to: root.span) == .within {
            while column < columns.count, columns[column].number < name[length] { column += 1 }
            if column < columns.count, columns[column].number == name[length] {
                row = index.firstRow(from: name.extracting((length + 1)...), isInclusive: isInclusive)
            }
        }
        while column < columns.count {
            while let position = columns[column].firstPresent(from: row, of: index.count) {
                if let value = columns[column].value(position, moment) {
                    return MIBTree.Cell(oid: oid(of: columns[column].number, position), value: value)
                }
                row = position + 1
            }
            column += 1
            row = 0
        }
        return nil
    }

    private func oid(of column: UInt, _ row: Int) -> OID {
        var arcs: [UInt] = []
        arcs.reserveCapacity(entry.arcs.count + 1 + index.length)
        arcs.append(contentsOf: entry.arcs)
        arcs.append(column)
        for position in 0..<index.length { arcs.append(index.arc(position, of: row)) }
        return OID(arcs)
    }
}
