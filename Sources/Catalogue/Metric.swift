/// One number of one kind of entity: the definition of a metric, and the only place where it is defined.
public struct Metric: Sendable {
    /// How a value moves.
    public enum Kind: Sendable {
        /// Only grows, until the guest restarts.
        case counter
        /// May go up and down.
        case gauge
    }

    /// How the 64 bits of a value are read.
    public enum Representation: Sendable {
        /// An unsigned integer.
        case unsigned
        /// A signed integer, two's complement.
        case signed
        /// An IEEE 754 double.
        case double
    }

    /// The libvirt field, with `#` for an index and `$NAME` for an open-ended part.
    ///
    /// What does not come from the bulk statistics is named after libvirt's structure, as in `virNodeInfo.cpus`.
    public let field: String
    /// What the value belongs to.
    public let scope: Scope
    /// How the value moves.
    public let kind: Kind
    /// The unit libvirt gives.
    public let unit: Unit
    /// How the bits of a value are read.
    public let representation: Representation
    /// The collector that brings the value.
    public let collector: Collector
    /// The libvirt release that brought the field.
    public let since: LibvirtVersion
    /// The Prometheus name, written out.
    public let name: String
    /// The Prometheus help text: one sentence.
    public let help: String

    init(
        _ field: String,
        _ scope: Scope,
        _ kind: Kind,
        _ unit: Unit,
        _ since: LibvirtVersion,
        _ name: String,
        _ help: String,
        in collector: Collector,
        as representation: Representation = .unsigned
    ) {
        self.field = field
        self.scope = scope
        self.kind = kind
        self.unit = unit
        self.representation = representation
        self.collector = collector
        self.since = since
        self.name = name
        self.help = help
    }
}

/// The position of a metric in ``Catalogue/metrics``.
public struct MetricID: RawRepresentable, Hashable, Comparable, Sendable {
    /// The index into ``Catalogue/metrics``.
    public let rawValue: UInt16

    /// The metric at this index of ``Catalogue/metrics``.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The definition.
    public var metric: Metric { Catalogue.metrics[Int(rawValue)] }

    /// Orders as the catalogue does.
    public static func < (a: MetricID, b: MetricID) -> Bool { a.rawValue < b.rawValue }
}

extension Metric {
    /// A value in the base unit of the metric's name, as near as a double can say it.
    public func base(_ bits: UInt64) -> Double {
        let number =
            switch representation {
            case .unsigned: Double(bits)
            case .signed: Double(Int64(bitPattern: bits))
            case .double: Double(bitPattern: bits)
            }
        switch unit.scale {
        case .times(let factor): return number * Double(factor)
        case .decimalPlaces(let places):
            var divisor = 1.0
            for _ in 0..<places { divisor *= 10 }
            return number / divisor
        }
    }
}
