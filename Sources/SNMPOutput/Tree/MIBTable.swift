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
}

extension Array: MIBRows where Element: MIBRow {
    typealias Row = Element
}

/// A table: columns that may have no value in some rows, and rows that are found by their index.
protocol MIBTable: Sendable {
    /// The identifier of its entry, which those of the columns follow.
    var entry: OID { get }
    /// Its columns, by number.
    var objects: [MIBObject] { get }

    /// The value of a cell.
    func value(of name: Span<UInt>, at moment: RequestMoment) -> MIBTree.Answer
    /// The first cell after a name, or of it, that has a value.
    func next(after name: Span<UInt>, isInclusive: Bool, at moment: RequestMoment) -> MIBTree.Cell?
}

/// A table with rows of one kind.
struct RowTable<Rows: MIBRows>: MIBTable {
    let entry: OID
    private let columns: [MIBColumn<Rows.Row>]
    private let rows: Rows
    /// For each column the rows that have a value in it; `nil` where all have one.
    private let present: [[Int32]?]

    /// - Parameters:
    ///   - columns: Ordered by number.
    ///   - rows: Ordered by index, none twice.
    init(_ entry: OID, _ columns: [MIBColumn<Rows.Row>], _ rows: Rows) {
        self.entry = entry
        self.columns = columns
        self.rows = rows
        let moment = RequestMoment(ticks: 0)
        present = columns.map { column in
            guard !column.isDense else { return nil }
            let positions = (0..<rows.count).filter { column.value(rows[$0], moment) != nil }
            return positions.count == rows.count ? nil : positions.map { Int32($0) }
        }
    }

    var objects: [MIBObject] {
        columns.map { MIBObject(name: $0.name, oid: entry + [$0.number], syntax: $0.syntax) }
    }

    func value(of name: Span<UInt>, at moment: RequestMoment) -> MIBTree.Answer {
        let length = entry.arcs.count
        guard name.count > length, let column = columns.first(where: { $0.number == name[length] }) else {
            return .noSuchObject
        }
        let key = name.extracting((length + 1)...)
        let position = firstRow(from: key, isInclusive: true)
        guard position < rows.count, order(of: rows[position], to: key) == 0 else { return .noSuchInstance }
        guard let value = column.value(rows[position], moment) else { return .noSuchInstance }
        return .value(value)
    }

    func next(after name: Span<UInt>, isInclusive: Bool, at moment: RequestMoment) -> MIBTree.Cell? {
        let length = entry.arcs.count
        var column = 0
        var row = 0
        if name.count > length, SubtreeOrder(of: name, to: entry.arcs) == .within {
            while column < columns.count, columns[column].number < name[length] { column += 1 }
            if column < columns.count, columns[column].number == name[length] {
                row = firstRow(from: name.extracting((length + 1)...), isInclusive: isInclusive)
            }
        }
        while column < columns.count {
            while let position = firstPresent(in: column, from: row) {
                if let value = columns[column].value(rows[position], moment) {
                    return MIBTree.Cell(oid: oid(of: columns[column], rows[position]), value: value)
                }
                row = position + 1
            }
            column += 1
            row = 0
        }
        return nil
    }

    private func oid(of column: MIBColumn<Rows.Row>, _ row: Rows.Row) -> OID {
        var arcs: [UInt] = []
        arcs.reserveCapacity(entry.arcs.count + 1 + Rows.Row.indexLength)
        arcs.append(contentsOf: entry.arcs)
        arcs.append(column.number)
        for position in 0..<Rows.Row.indexLength { arcs.append(row.indexArc(position)) }
        return OID(arcs)
    }

    /// The first row from this one on that has a value in a column.
    private func firstPresent(in column: Int, from row: Int) -> Int? {
        guard let present = present[column] else { return row < rows.count ? row : nil }
        var low = 0
        var high = present.count
        while low < high {
            let middle = (low + high) / 2
            if Int(present[middle]) < row { low = middle + 1 } else { high = middle }
        }
        return low < present.count ? Int(present[low]) : nil
    }

    /// The first row after an index, or of it.
    private func firstRow(from key: Span<UInt>, isInclusive: Bool) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            let order = order(of: rows[middle], to: key)
            if order < 0 || (order == 0 && !isInclusive) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Below zero where the row comes before the index, zero where it is its own, above where it comes after.
    private func order(of row: Rows.Row, to key: Span<UInt>) -> Int {
        let length = Rows.Row.indexLength
        var position = 0
        while position < length, position < key.count {
            let arc = row.indexArc(position)
            if arc != key[position] { return arc < key[position] ? -1 : 1 }
            position += 1
        }
        return length - key.count
    }
}
