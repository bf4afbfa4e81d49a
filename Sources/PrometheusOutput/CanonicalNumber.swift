extension TextWriter {
    /// The upper bound of a histogram's bucket as the format wants it, from nanoseconds to seconds.
    ///
    /// OpenMetrics compares bounds as texts and so has one way to write a number, that of Go: `1.0`, `0.001`, `1e-05`.
    mutating func append(bound nanoseconds: UInt64) {
        switch format {
        case .prometheusText: append(number: nanoseconds, decimalPlaces: 9)
        case .openMetrics: append(canonicalSeconds: nanoseconds)
        }
    }

    private mutating func append(canonicalSeconds nanoseconds: UInt64) {
        var digits = Array(String(nanoseconds).utf8)
        let exponent = digits.count - 1 - 9
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        guard nanoseconds > 0, !(-4..<6).contains(exponent) else {
            append(number: nanoseconds, decimalPlaces: 9)
            if nanoseconds % 1_000_000_000 == 0 { append(".0") }
            return
        }
        append(byte: digits[0])
        if digits.count > 1 {
            append(byte: UInt8(ascii: "."))
            append(digits[1...])
        }
        append(exponent < 0 ? "e-0" : exponent < 10 ? "e+0" : "e+")
        append(number: UInt64(exponent.magnitude))
    }
}
