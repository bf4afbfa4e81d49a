/// Writes graphs as munin's node protocol has them (https://guide.munin-monitoring.org/en/latest/reference/plugin.html).
public struct MuninText: Sendable {
    /// The text.
    public private(set) var text = ""

    /// No text.
    public init() {}

    /// Writes graphs.
    ///
    /// - Parameters:
    ///   - parts: Whether the configuration, the values, or both, as munin's `dirtyconfig` wants it.
    ///   - isMultigraph: Whether each graph is announced by its name.
    public mutating func append(_ graphs: [MuninGraph], _ parts: Parts, isMultigraph: Bool) {
        for graph in graphs {
            if isMultigraph { text += "multigraph \(graph.name)\n" }
            if parts.contains(.configuration) { append(configurationOf: graph) }
            if parts.contains(.values) {
                for field in graph.fields { text += "\(field.name).value \(Self.value(field.measure))\n" }
            }
        }
    }

    /// What is written of a graph.
    public struct Parts: OptionSet, Sendable {
        /// A bit for each part.
        public let rawValue: Int

        /// The parts of these bits.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// What it looks like.
        public static let configuration = Parts(rawValue: 1)
        /// The values of now.
        public static let values = Parts(rawValue: 2)
    }

    private mutating func append(configurationOf graph: MuninGraph) {
        append("graph_title", graph.title)
        append("graph_vlabel", graph.axis)
        append("graph_args", "--base \(graph.base) -l 0")
        append("graph_category", "virtualization")
        append("graph_info", graph.info)
        for field in graph.fields { append(field) }
    }

    private mutating func append(_ field: MuninField) {
        func attribute(_ name: String, _ value: String?) {
            if let value { append("\(field.name).\(name)", value) }
        }
        attribute("label", field.label)
        attribute("type", field.measure.isCounter ? "DERIVE" : "GAUGE")
        attribute("min", "0")
        attribute("max", field.maximum)
        attribute("draw", field.draw)
        attribute("graph", field.isHidden ? "no" : nil)
        attribute("negative", field.negative)
        attribute("cdef", field.cdef)
        attribute("warning", field.warning)
        attribute("critical", field.critical)
    }

    private mutating func append(_ name: String, _ value: String) { text += "\(name) \(value)\n" }

    /// A value as munin takes it.
    static func value(_ measure: MuninField.Measure) -> String {
        switch measure {
        case .derive(let number), .whole(let number): number.map { String($0) } ?? "U"
        case .real(let number): number.flatMap(decimal) ?? "U"
        }
    }

    /// A number with at most six decimal places and never an exponent; `nil` for what munin's files cannot hold.
    private static func decimal(_ number: Double) -> String? {
        guard number.isFinite, number.magnitude < 1e12 else { return nil }
        let millionths = UInt64((number.magnitude * 1e6).rounded())
        var digits = String(millionths % 1_000_000 + 1_000_000).dropFirst()
        while digits.last == "0" { digits = digits.dropLast() }
        let whole = "\(number < 0 && millionths > 0 ? "-" : "")\(millionths / 1_000_000)"
        return digits.isEmpty ? whole : "\(whole).\(digits)"
    }
}

extension MuninField.Measure {
    /// Whether munin draws its growth.
    var isCounter: Bool { if case .derive = self { true } else { false } }
}
