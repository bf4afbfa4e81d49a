/// What a check says: its state, a first line, details and performance data.
public struct CheckReport: Sendable {
    /// The exit code.
    public let state: ServiceState
    /// What is wrong, how bad, and with whom; one line without the state's word.
    public let summary: String
    /// More, a line each.
    public let details: [String]
    /// Values for graphs.
    public let values: [PerformanceValue]

    /// What every first line begins with.
    public static let service = "LIBVIRT"
    /// As the guidelines have it, for pagers and tables.
    static let longestLine = 79

    /// The report of these parts.
    public init(_ state: ServiceState, _ summary: String, details: [String] = [], values: [PerformanceValue] = []) {
        self.state = state
        self.summary = summary
        self.details = details
        self.values = values
    }

    /// The output: a first line of less than 80 characters with the performance data behind it, then the details.
    public var text: String {
        // before a long text is made safe: its characters are looked at one by one
        let summary = SafeText.line(SafeText.cut(summary, to: SafeText.longestLine))
        let first = SafeText.cut("\(Self.service) \(state.word): \(summary)", to: Self.longestLine)
        let perfdata = perfdata
        // what the first line has no room for, unless the details say it one by one
        let isCut = first.hasSuffix("...") && !summary.hasSuffix("...") || first.utf8.count < summary.utf8.count
        let whole = isCut && details.isEmpty ? [summary] : []
        let lines =
            [perfdata.isEmpty ? first : "\(first) | \(perfdata)"]
            + (whole + details).map {
                SafeText.cut(SafeText.line(SafeText.cut($0, to: SafeText.longestLine)), to: SafeText.longestLine)
            }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The values; labels are unique, for whoever reads them takes the same label for the same value.
    private var perfdata: String {
        var taken = Set<String>(minimumCapacity: values.count)
        var text = ""
        for value in values {
            let plain = SafeText.label(value.label)
            var label = plain
            var number = 2
            while !taken.insert(label).inserted {
                label = "\(plain)_\(number)"
                number += 1
            }
            if !text.isEmpty { text += " " }
            value.write(to: &text, label: label)
        }
        return text
    }
}
