/// Numbers for people.
public enum HumanNumber {
    /// The number with its unit, to three places: `93.5%`, `1.2 GiB`, `14 ms`, `3 d`.
    public static func text(_ number: Double, _ unit: MetricUnit) -> String {
        switch unit {
        case .count: plain(number)
        case .percent: plain(number) + "%"
        case .bytes: size(number)
        case .bytesPerSecond: size(number) + "/s"
        case .perSecond: plain(number) + "/s"
        case .seconds: time(number)
        }
    }

    private static func plain(_ number: Double) -> String {
        let size = abs(number)
        let factor = size >= 100 ? 1.0 : size >= 10 ? 10 : 100
        return PlainNumber.text((number * factor).rounded() / factor)
    }

    private static func size(_ bytes: Double) -> String {
        var (rest, unit) = (bytes, 0)
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        // what would be rounded to 1024 of a unit is 1 of the next
        while abs(rest) >= 1023.5, unit < units.count - 1 { (rest, unit) = (rest / 1024, unit + 1) }
        return "\(plain(rest)) \(units[unit])"
    }

    private static func time(_ seconds: Double) -> String {
        let size = abs(seconds)
        if size >= 2 * 86_400 { return plain((seconds / 86_400 * 10).rounded() / 10) + " d" }
        if size >= 2 * 3_600 { return plain((seconds / 3_600 * 10).rounded() / 10) + " h" }
        if size >= 2 * 60 { return plain((seconds / 60 * 10).rounded() / 10) + " min" }
        if size >= 1 || size == 0 { return plain(seconds) + " s" }
        if size >= 1e-3 { return plain(seconds * 1e3) + " ms" }
        return plain(seconds * 1e6) + " us"
    }
}
