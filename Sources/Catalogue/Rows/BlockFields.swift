extension Catalogue {
    /// Fields that name and structure disks.
    static let blockKnownFields: [KnownField] =
        [
            KnownField("block.#.name", .block, .label(0), LibvirtVersion(1, 2, 9), in: .block),
            KnownField("block.#.path", .block, .text(.blockPath), LibvirtVersion(1, 2, 9), in: .block),
            KnownField("block.#.timed_group.count", .block, .structure, LibvirtVersion(11, 10, 0), in: .block),
            KnownField(
                "block.#.timed_group.#.interval",
                .blockTimedGroup,
                .label(0),
                LibvirtVersion(11, 10, 0),
                in: .block
            ),
            // libvirt's manual spells the field so, its QEMU driver as above
            KnownField(
                "block.#.timed_group.#.interval_length",
                .blockTimedGroup,
                .label(0),
                LibvirtVersion(11, 10, 0),
                in: .block
            ),
        ] + HistogramID.allCases.flatMap(histogramFields)

    private static func histogramFields(_ histogram: HistogramID) -> [KnownField] {
        let prefix = "block.#.latency_histogram.\(histogram.fieldName).bin"
        let since = LibvirtVersion(12, 1, 0)
        return [
            KnownField("\(prefix).count", .block, .structure, since, in: .block),
            KnownField("\(prefix).#.start", .block, .binStart(histogram), since, in: .block),
            KnownField("\(prefix).#.value", .block, .binValue(histogram), since, in: .block),
        ]
    }

    /// Latency histograms of disks.
    static let histogramFamilies: [Family] = HistogramID.allCases.map(\.family)
}

extension HistogramID {
    /// The Prometheus family of the histogram.
    public var family: Family { Self.families[Int(rawValue)] }

    private static let families: [Family] = allCases.map { histogram in
        Family(
            histogram.familyName,
            .histogram,
            ["domain"] + Scope.block.labels,
            histogram.help,
            from: "block.#.latency_histogram.\(histogram.fieldName)",
            in: .block
        )
    }
}

extension HistogramID {
    /// The histogram's name in libvirt's fields.
    public var fieldName: String {
        switch self {
        case .read: "read"
        case .write: "write"
        case .zoneAppend: "zone_append"
        case .flush: "flush"
        }
    }

    /// The Prometheus name of the family.
    var familyName: String { "libvirt_domain_block_\(fieldName)_latency_seconds" }

    var help: String {
        switch self {
        case .read: "Latency of read requests, as far as the disk is configured to keep a histogram."
        case .write: "Latency of write requests, as far as the disk is configured to keep a histogram."
        case .zoneAppend: "Latency of zone append requests, as far as the disk is configured to keep a histogram."
        case .flush: "Latency of flush requests, as far as the disk is configured to keep a histogram."
        }
    }
}
