/// The unit in which libvirt gives a value, and with it how the value becomes a Prometheus base unit.
public enum Unit: Sendable, CaseIterable {
    /// A plain number: events, devices, a factor, an identifier.
    case count
    /// A yes or no; 1 or 0.
    case boolean
    /// Nanoseconds; exported as seconds.
    case nanoseconds
    /// Milliseconds; exported as seconds.
    case milliseconds
    /// Whole seconds.
    case seconds
    /// Seconds since 1970-01-01 UTC.
    case timestamp
    /// Bytes.
    case bytes
    /// Units of 1,024 bytes; exported as bytes.
    case kibibytes
    /// Bytes a second.
    case bytesPerSecond
    /// Units of 1,048,576 bytes a second; exported as bytes a second.
    case mebibytesPerSecond
    /// Joules.
    case joules
    /// Farads.
    case farads
    /// Units of 1,000,000 hertz; exported as hertz.
    case megahertz

    /// How a raw value is brought to the base unit.
    public enum Scale: Hashable, Sendable {
        /// Multiplied by this factor; 1 for what is in its base unit already.
        case times(UInt64)
        /// Divided by ten to this power, exactly.
        case decimalPlaces(Int)
    }

    /// How a raw value is brought to the base unit.
    public var scale: Scale {
        switch self {
        case .count, .boolean, .seconds, .timestamp, .bytes, .bytesPerSecond, .joules, .farads: .times(1)
        case .nanoseconds: .decimalPlaces(9)
        case .milliseconds: .decimalPlaces(3)
        case .kibibytes: .times(1024)
        case .mebibytesPerSecond: .times(1_048_576)
        case .megahertz: .times(1_000_000)
        }
    }

    /// The suffix a metric name of this unit carries (before `_total`), or `nil` where names carry none.
    public var nameSuffix: String? {
        switch self {
        case .count, .boolean: nil
        case .nanoseconds, .milliseconds, .seconds: "_seconds"
        case .timestamp: "_timestamp_seconds"
        case .bytes, .kibibytes: "_bytes"
        case .bytesPerSecond, .mebibytesPerSecond: "_bytes_per_second"
        case .joules: "_joules"
        case .farads: "_farads"
        case .megahertz: "_hertz"
        }
    }

    /// The base unit as OpenMetrics names it, with which names end (before `_total`), or `nil` where there is none.
    public var baseName: String? {
        self == .timestamp ? "seconds" : nameSuffix.map { String($0.dropFirst()) }
    }
}
