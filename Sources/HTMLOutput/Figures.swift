/// Numbers as people read them.
enum Figures {
    /// What stands for a value that libvirt did not give.
    static let absent = "–"

    /// CPUs as a percentage of one CPU.
    static func percent(_ cpus: Double) -> String { tenths(cpus * 100) }

    /// Bytes in the largest binary unit that leaves at least 1.
    static func bytes(_ bytes: Double) -> String {
        let (number, unit) = scaled(bytes)
        return "\(number) \(unit)"
    }

    /// How much of how much, the unit once if it is the same.
    static func part(_ part: Double?, of whole: Double?) -> String {
        guard let whole else { return part.map(bytes) ?? absent }
        guard let part else { return "\(absent) / \(bytes(whole))" }
        let (number, unit) = scaled(part)
        let (wholeNumber, wholeUnit) = scaled(whole)
        return unit == wholeUnit
            ? "\(number) / \(wholeNumber) \(unit)" : "\(number) \(unit) / \(wholeNumber) \(wholeUnit)"
    }

    /// A length of time, in its largest whole unit.
    static func age(_ age: Duration) -> String {
        let seconds = max(0, age.components.seconds)
        return switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        default: "\(seconds / 3600) h"
        }
    }

    private static let units = ["B", "KiB", "MiB", "GiB", "TiB"]

    private static func scaled(_ bytes: Double) -> (number: String, unit: String) {
        var rest = bytes
        var position = 0
        while rest >= 1024, position + 1 < units.count {
            rest /= 1024
            position += 1
        }
        // whole bytes, and no more than four digits
        let number = position == 0 || rest >= 99.95 ? whole(rest) : tenths(rest)
        return (number, units[position])
    }

    private static func whole(_ number: Double) -> String { String(Int(clamping: Int64(min(number, 1e15).rounded()))) }

    private static func tenths(_ number: Double) -> String {
        let tenths = Int(min(number, 1e15) * 10 + 0.5)
        return "\(tenths / 10).\(tenths % 10)"
    }
}
