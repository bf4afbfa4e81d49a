import CommandLineInterface
import Glibc
public import Logging

/// Writes log records to standard error, a line each, as logfmt or JSON.
public struct LineLogHandler: LogHandler {
    /// How a record is written.
    public enum Format: String, CaseIterable, Sendable {
        /// `name=value` with spaces between.
        case logfmt
        /// An object.
        case json
    }

    /// What each record has.
    public var metadata: Logger.Metadata = [:]
    /// The least that is logged.
    public var logLevel = Logger.Level.info
    let label: String
    let format: Format
    let write: @Sendable (String) -> Void

    init(
        label: String, format: Format, level: Logger.Level,
        write: @escaping @Sendable (String) -> Void = { StandardError.write($0) }
    ) {
        self.label = label
        self.format = format
        self.write = write
        logLevel = level
    }

    /// One part of what each record has.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a record.
    public func log(event: LogEvent) {
        let more = metadata.merging(event.metadata ?? [:]) { _, new in new }
        var fields = [
            ("time", Self.time()), ("level", "\(event.level)"), ("logger", label), ("msg", "\(event.message)"),
        ]
        if let error = event.error { fields.append(("err", "\(error)")) }
        fields += more.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        write(Self.line(fields, format))
    }

    static func line(_ fields: [(name: String, value: String)], _ format: Format) -> String {
        switch format {
        case .logfmt:
            fields.map { "\($0.name)=\(isBare($0.value) ? $0.value : quoted($0.value))" }.joined(separator: " ") + "\n"
        case .json:
            "{" + fields.map { "\(quoted($0.name)):\(quoted($0.value))" }.joined(separator: ",") + "}\n"
        }
    }

    private static func isBare(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x22 && $0 != 0x3d && $0 != 0x5c }
    }

    /// A JSON string; what a tenant wrote cannot start a line of its own or move a terminal's cursor.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator:
                    for unit in String(scalar).utf16 {
                        let digits = String(unit, radix: 16)
                        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                    }
                default:
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    /// The time of day in UTC, to the millisecond (RFC 3339).
    private static func time() -> String {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
        var parts = unsafe tm()
        _ = unsafe gmtime_r(&now.tv_sec, &parts)
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = unsafe [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)].map { padded($0, 2) }
        let clock = unsafe [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)].map { padded($0, 2) }
        return date.joined(separator: "-") + "T" + clock.joined(separator: ":") + "."
            + padded(now.tv_nsec / 1_000_000, 3) + "Z"
    }
}
