/// The table of guests as HTML.
enum TableHTML {
    static let head: String = {
        var groups = ""
        var titles = ""
        let own = ["Guest", "State"].map { Column.Head(title: $0, label: $0) }
        let columns = own + Column.all.map(\.head)
        var position = 0
        while position < columns.count {
            let group = columns[position].group
            let width = group == nil ? 1 : columns[position...].prefix { $0.group == group }.count
            groups +=
                group.map { "<th scope=\"colgroup\" colspan=\"\(width)\">\($0)</th>" }
                ?? title(columns[position], at: position, attributes: " rowspan=\"2\"")
            if group != nil {
                for column in position..<position + width { titles += title(columns[column], at: column) }
            }
            position += width
        }
        return "<thead><tr>\(groups)</tr><tr>\(titles)</tr></thead>"
    }()

    private static func title(_ column: Column.Head, at position: Int, attributes: String = "") -> String {
        let order = position == 0 ? " aria-sort=\"ascending\"" : ""
        let kind = position < 2 ? " class=\"text\"" : column.isLine ? " class=\"line\"" : ""
        let label = HTMLText.escape(column.label)
        // the script takes what is in here into a button; where groups have no heads of their own, this names them
        let group = column.group.map { "<span class=\"of\">\($0) </span>" } ?? ""
        return "<th scope=\"col\"\(attributes)\(kind)\(order) data-column=\"\(position)\" data-label=\"\(label)\" "
            + "title=\"\(label)\">\(group)\(column.title)</th>"
    }

    static func row(_ row: GuestRow) -> String {
        let marks = row.marks.map {
            "<span class=\"mark\" title=\"\(HTMLText.escape($0.note))\">\(HTMLText.escape($0.text))</span>"
        }
        let cells = row.cells.map { cell in
            switch cell.content {
            case .text(let text): "<td>\(HTMLText.escape(text))</td>"
            case .line(let line, let peak):
                "<td class=\"line\"\(peak.map { " title=\"\($0)\"" } ?? "")><svg viewBox=\"0 0 60 \(Sparkline.height)\" aria-hidden=\"true\">"
                    + "<path d=\"\(line.path)\"/></svg></td>"
            }
        }
        return "<tr data-id=\"\(row.id)\"\(row.marks.isEmpty ? "" : " class=\"marked\"")>"
            + "<th scope=\"row\"><bdi>\(HTMLText.escape(row.name))</bdi>\(marks.joined())</th>"
            + "<td class=\"state \(row.tone.rawValue)\">\(HTMLText.escape(row.state))</td>"
            + "\(cells.joined())</tr>\n"
    }

    /// A row without values, of which the script makes the rows of guests that come later.
    static let template = "<template>\(row(.blank))</template>"
}
