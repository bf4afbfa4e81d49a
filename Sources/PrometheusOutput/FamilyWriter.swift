import Catalogue
import Snapshot

/// Writes the lines of one family that is not one of the catalogue's metrics; its comments come before the first line.
struct FamilyWriter {
    private let family: Family
    /// The bytes of the name, once the first line is written.
    private var name: [UInt8]?

    init(_ family: Family) { self.family = family }

    /// The bytes of the name, with the comments written before the first line; `nil` if the family is left out.
    private mutating func begin(_ writer: inout TextWriter) -> [UInt8]? {
        if let name { return name }
        guard !writer.omits(family.collector) else { return nil }
        let header = FamilyHeader.header(of: family, in: writer.format)
        writer.append(header.comments)
        name = header.name
        return header.name
    }

    /// A line whose value is written by `value`.
    ///
    /// - Parameters:
    ///   - prefix: Labels that are escaped already, such as `domain="..."`.
    ///   - labels: More labels.
    ///   - rendered: Labels that are escaped already, behind the others.
    mutating func line(
        _ writer: inout TextWriter, _ prefix: ArraySlice<UInt8> = [], _ labels: [(String, String)] = [],
        rendered: ArraySlice<UInt8> = [], suffix: StaticString = "", value: (inout TextWriter) -> Void
    ) {
        guard let name = begin(&writer) else { return }
        writer.append(name)
        writer.append(suffix)
        if !prefix.isEmpty || !labels.isEmpty || !rendered.isEmpty {
            writer.append(byte: UInt8(ascii: "{"))
            writer.append(prefix)
            var comma = !prefix.isEmpty
            for (name, value) in labels {
                if comma { writer.append(byte: UInt8(ascii: ",")) }
                writer.append(label: name, value)
                comma = true
            }
            if comma, !rendered.isEmpty { writer.append(byte: UInt8(ascii: ",")) }
            writer.append(rendered)
            writer.append(byte: UInt8(ascii: "}"))
        }
        writer.append(byte: UInt8(ascii: " "))
        value(&writer)
        writer.append(byte: UInt8(ascii: "\n"))
    }

    /// A line with a whole number.
    mutating func line(
        _ writer: inout TextWriter, _ prefix: ArraySlice<UInt8> = [], _ labels: [(String, String)] = [],
        rendered: ArraySlice<UInt8> = [], _ number: UInt64
    ) {
        line(&writer, prefix, labels, rendered: rendered) { $0.append(number: number) }
    }

    /// A line with a duration in seconds.
    mutating func line(
        _ writer: inout TextWriter, _ prefix: ArraySlice<UInt8> = [], _ labels: [(String, String)] = [],
        _ duration: Duration
    ) {
        line(&writer, prefix, labels) { $0.append(seconds: duration) }
    }

    /// The cumulative buckets, the sum where it is known, and the count, which OpenMetrics has only beside a sum.
    ///
    /// - Parameters:
    ///   - bounds: Upper bounds in nanoseconds, one fewer than there are buckets: the last has none.
    ///   - buckets: Events in each bucket alone.
    mutating func histogram(
        _ writer: inout TextWriter, _ prefix: ArraySlice<UInt8> = [], _ labels: [(String, String)],
        bounds: [UInt64], buckets: [UInt64], nanosecondSum: UInt64?
    ) {
        var rendered = TextWriter()
        for (position, label) in labels.enumerated() {
            if position > 0 { rendered.append(byte: UInt8(ascii: ",")) }
            rendered.append(label: label.0, label.1)
        }
        let own = rendered.bytes[...]
        // one buffer for the labels of all buckets, which differ at their end only
        var bound = TextWriter(reserving: own.count + 32, format: writer.format)
        bound.append(own)
        bound.append(own.isEmpty ? "le=\"" : ",le=\"")
        let start = bound.bytes.count
        var total: UInt64 = 0
        for (position, bucket) in buckets.enumerated() {
            total &+= bucket
            bound.truncate(to: start)
            if position < bounds.count {
                bound.append(bound: bounds[position])
            } else {
                bound.append("+Inf")
            }
            bound.append(byte: UInt8(ascii: "\""))
            line(&writer, prefix, rendered: bound.bytes[...], suffix: "_bucket") { $0.append(number: total) }
        }
        if let nanosecondSum {
            line(&writer, prefix, rendered: own, suffix: "_sum") { $0.append(number: nanosecondSum, decimalPlaces: 9) }
        }
        if nanosecondSum != nil || writer.format == .prometheusText {
            line(&writer, prefix, rendered: own, suffix: "_count") { $0.append(number: total) }
        }
    }
}
