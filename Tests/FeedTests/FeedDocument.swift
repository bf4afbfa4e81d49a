import Catalogue

@testable import Feed

/// `docs/feed-columns.md`, made of the catalogue and the feed's names.
enum FeedDocument {
    static var text: String {
        var lines = [
            "# Columns of the feed",
            "",
            "Every column that a message of [the feed](feed.md) may have, generated from the catalogue (`make docs`). A "
                + "column has libvirt's own number in libvirt's own unit; the metric that it becomes has a base unit.",
            "",
            "`#` stands for an index. `$NAME` stands for any name: all of them share the column of that very name, and "
                + "the thing's last label (`statistic`, `mode`) tells which it is.",
            "",
            "*Bits* says how the 64 bits of a value are read: as they are (unsigned), as two's complement (signed) or as an "
                + "IEEE 754 double; the column's `representation` says the same.",
        ]
        for scope in Scope.allCases {
            let metrics = Catalogue.metrics.filter { $0.scope == scope }
            lines += ["", "## Scope `\(FeedNames.name(of: scope))`", "", labels(of: scope)]
            guard !metrics.isEmpty else {
                lines[lines.count - 1] += " It has no numbers of its own."
                continue
            }
            lines += [
                "", "| column | unit | bits | metric |", "|---|---|---|---|",
            ]
            lines += metrics.map {
                "| `\($0.field)` | \(name(of: $0.unit)) | \($0.representation) | `\($0.name)` |"
            }
        }
        lines += ["", "## Texts", "", "| name | scope | text |", "|---|---|---|"]
        lines += TextID.allCases.map {
            "| `\(FeedNames.name(of: $0))` | `\(FeedNames.name(of: $0.scope))` | \(meaning(of: $0)) |"
        }
        lines += [
            "", "## Histograms", "",
            "Of a disk (scope `block`), where libvirt keeps them. Bounds are in nanoseconds.", "",
            "| name | requests |", "|---|---|",
        ]
        lines += HistogramID.allCases.map { "| `\(FeedNames.name(of: $0))` | \(meaning(of: $0)) |" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func labels(of scope: Scope) -> String {
        let owner = scope.isOfDomain ? "Of a guest" : "Of the host"
        guard !scope.labels.isEmpty else { return "\(owner); without labels." }
        return "\(owner); labels: " + scope.labels.map { "`\($0)`" }.joined(separator: ", ") + "."
    }

    private static func name(of unit: Unit) -> String {
        switch unit {
        case .count: "number"
        case .boolean: "1 or 0"
        case .nanoseconds: "ns"
        case .milliseconds: "ms"
        case .seconds: "s"
        case .timestamp: "s since 1970-01-01 UTC"
        case .bytes: "bytes"
        case .kibibytes: "KiB (1,024 bytes)"
        case .bytesPerSecond: "bytes/s"
        case .mebibytesPerSecond: "MiB/s (1,048,576 bytes/s)"
        case .joules: "J"
        case .farads: "F"
        case .megahertz: "MHz"
        }
    }

    private static func meaning(of text: TextID) -> String {
        switch text {
        case .blockPath: "The file or device of the disk's image, `block.#.path`."
        case .dirtyRateMode: "How the dirty rate is calculated, `dirtyrate.calc_mode`."
        }
    }

    private static func meaning(of histogram: HistogramID) -> String {
        switch histogram {
        case .read: "reads"
        case .write: "writes"
        case .zoneAppend: "appends to zones"
        case .flush: "flushes"
        }
    }
}
