import Catalogue
import Snapshot

extension CheckMode {
    /// What guests' disks do.
    ///
    /// A latency is the mean of the requests between the two samples; where there were none, it is not known.
    static let disk = CheckMode(
        "disk", "what guests' disks read and write, how long that takes, and how much of them is allocated",
        noun: ("disk", "disks"),
        metrics: [
            CheckMetric("read", .bytesPerSecond, "data read"),
            CheckMetric("write", .bytesPerSecond, "data written"),
            CheckMetric("read_ops", .perSecond, "reads"),
            CheckMetric("write_ops", .perSecond, "writes"),
            CheckMetric("read_latency", .seconds, "mean time of a read"),
            CheckMetric("write_latency", .seconds, "mean time of a write"),
            CheckMetric("flush_latency", .seconds, "mean time of a flush"),
            // what an image's format needs for itself comes on top
            CheckMetric(
                "allocation", .percent,
                "how far the guest has written into the image since it started, of the disk's size", canExceed: true),
        ],
        isOfRunning: true, tellsStuckGuests: true,
        needs: { settings in
            CheckNeeds(
                [.state, .block],
                [
                    readBytes, writeBytes, reads, writes, flushes, readTime, writeTime, flushTime, allocation, capacity,
                ], rates: hasRates(settings))
        },
        findings: { input, settings in
            CheckFindings(
                input.items(settings, needsRates: hasRates(settings)) { guest, pair in
                    guest.labels(of: .block).map { disk in
                        let position = guest.position(of: disk, .block)
                        func bits(_ metric: MetricID) -> UInt64? {
                            position.flatMap { guest.values.bits(of: metric, entity: $0) }
                        }
                        var percent: Double?
                        if let taken = bits(allocation), let size = bits(capacity), size > 0 {
                            percent = Double(taken) / Double(size) * 100
                        }
                        // a guest that just started has none of them yet
                        var idle: Set<String> = pair == nil ? rates : []
                        if bits(capacity) == 0 { idle.insert("allocation") }
                        func latency(_ name: String, _ requests: MetricID, _ time: MetricID) -> Measurement? {
                            guard let count = pair?.rise(requests, .block, disk) else { return nil }
                            guard count > 0 else {
                                idle.insert(name)
                                return nil
                            }
                            return Measurement(name, pair?.rise(time, .block, disk).map { $0 / count / 1e9 })
                        }
                        var item = CheckItem(
                            settings.name(of: guest.identity), part: disk,
                            [
                                Measurement("read", pair?.rate(readBytes, .block, disk)),
                                Measurement("write", pair?.rate(writeBytes, .block, disk)),
                                Measurement("read_ops", pair?.rate(reads, .block, disk)),
                                Measurement("write_ops", pair?.rate(writes, .block, disk)),
                                latency("read_latency", reads, readTime),
                                latency("write_latency", writes, writeTime),
                                latency("flush_latency", flushes, flushTime),
                                Measurement("allocation", percent),
                            ])
                        item.idle = idle
                        return item
                    }
                })
        })

    private static let rates: Set = [
        "read", "write", "read_ops", "write_ops", "read_latency", "write_latency", "flush_latency",
    ]

    private static func hasRates(_ settings: CheckSettings) -> Bool { rates.contains { settings.wants($0) } }

    private static let readBytes = Catalogue.id(of: "block.#.rd.bytes")
    private static let writeBytes = Catalogue.id(of: "block.#.wr.bytes")
    private static let reads = Catalogue.id(of: "block.#.rd.reqs")
    private static let writes = Catalogue.id(of: "block.#.wr.reqs")
    private static let flushes = Catalogue.id(of: "block.#.fl.reqs")
    private static let readTime = Catalogue.id(of: "block.#.rd.times")
    private static let writeTime = Catalogue.id(of: "block.#.wr.times")
    private static let flushTime = Catalogue.id(of: "block.#.fl.times")
    private static let allocation = Catalogue.id(of: "block.#.allocation")
    private static let capacity = Catalogue.id(of: "block.#.capacity")
}
