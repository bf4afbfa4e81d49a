extension Duration {
    /// Reads a duration as Go writes it: `1s`, `1m30s`, `1.5h`, `100ms`, or `0`; `nil` if it is none, or below zero.
    init?(go text: String) {
        if text == "0" {
            self = .zero
            return
        }
        var rest = text[...]
        var total = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
            guard digits.contains(where: { $0 != "." }), let number = Double(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { !("0"..."9").contains($0) && $0 != "." }
            guard let unit = Self.goUnits[String(letters)] else { return nil }
            rest = rest.dropFirst(letters.count)
            total += number * unit
        }
        // Go's durations end at 292 years
        guard total <= 292 * 365 * 86400 else { return nil }
        self = .nanoseconds(Int64((total * 1e9).rounded()))
    }

    private static let goUnits = [
        "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600,
    ]
}
