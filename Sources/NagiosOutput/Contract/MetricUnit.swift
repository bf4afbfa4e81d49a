/// What a metric of a check is counted in.
public enum MetricUnit: Sendable, CaseIterable {
    /// Things: guests, disks, errors.
    case count
    /// Hundredths.
    case percent
    case bytes
    case seconds
    case bytesPerSecond
    /// Requests, packets or errors a second.
    case perSecond

    /// The unit of measurement that perfdata has; rates have none there.
    public var symbol: String {
        switch self {
        case .count, .bytesPerSecond, .perSecond: ""
        case .percent: "%"
        case .bytes: "B"
        case .seconds: "s"
        }
    }

    /// What may stand behind a number of an operator's, and by what it multiplies.
    var suffixes: [(text: String, factor: Double)] {
        switch self {
        case .count, .perSecond: [("k", 1e3), ("M", 1e6)]
        case .percent: [("%", 1)]
        case .bytes, .bytesPerSecond: Self.sizes
        case .seconds: [("us", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400), ("w", 604_800)]
        }
    }

    private static let sizes: [(text: String, factor: Double)] =
        [("B", 1)]
        + zip(["K", "M", "G", "T", "P"], 1...).flatMap { letter, power in
            let binary = (0..<power).reduce(1.0) { size, _ in size * 1024 }
            let decimal = (0..<power).reduce(1.0) { size, _ in size * 1000 }
            // the kilo of SI has a small letter
            let small = letter == "K" ? [("kB", decimal)] : []
            return [("\(letter)iB", binary), ("\(letter)B", decimal)] + small
        }
}
