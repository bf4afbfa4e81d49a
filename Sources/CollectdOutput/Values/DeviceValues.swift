import Catalogue
import Snapshot

extension GuestValues {
    private static let received = pairs(
        "if_", "net.#.rx.", "net.#.tx.",
        [
            ("octets", "bytes"), ("packets", "pkts"), ("errors", "errs"), ("dropped", "drop"),
        ])
    private static let transfers = pairs("disk_", "block.#.rd.", "block.#.wr.", [("ops", "reqs"), ("octets", "bytes")])
    private static let readTimes = Catalogue.id(of: "block.#.rd.times")
    private static let writeTimes = Catalogue.id(of: "block.#.wr.times")
    private static let readRequests = Catalogue.id(of: "block.#.rd.reqs")
    private static let writeRequests = Catalogue.id(of: "block.#.wr.reqs")
    private static let flushes = Catalogue.id(of: "block.#.fl.reqs")
    private static let flushTimes = Catalogue.id(of: "block.#.fl.times")
    private static let capacity = Catalogue.id(of: "block.#.capacity")
    private static let physical = Catalogue.id(of: "block.#.physical")

    private static func pairs(
        _ type: String, _ first: String, _ second: String, _ endings: [(type: String, field: String)]
    ) -> [(type: String, first: MetricID, second: MetricID)] {
        endings.map { (type + $0.type, Catalogue.id(of: first + $0.field), Catalogue.id(of: second + $0.field)) }
    }

    /// A device of the guest: its place among the things that have values, and what it is called.
    private struct Device {
        let entity: Int
        /// What libvirt calls it.
        let target: String
        let name: String

        /// The name without the folder.
        var base: String { name.split(separator: "/").last.map(String.init) ?? name }
    }

    mutating func writeInterfaces() {
        let devices = devices(.interface) { settings.name(ofInterface: $0, in: guest) }
        for (device, field) in zip(devices, DeviceNames.fields(devices.map(\.name), targets: devices.map(\.target))) {
            for (type, first, second) in Self.received { putPair(type, field, first, second, of: device) }
        }
    }

    mutating func writeDisks(_ images: [String: GuestDetails.Image], _ latencies: inout RequestLatencies) {
        let devices = devices(.block) { settings.name(ofDisk: $0, in: guest) }
        let names = devices.map { settings.isBasename && settings.blockDeviceFormat == .source ? $0.base : $0.name }
        let targets = devices.map(\.target)
        for ((device, field), flush) in zip(
            zip(devices, DeviceNames.fields(names, targets: targets)),
            DeviceNames.fields(names, targets: targets, prefix: "flush-"))
        {
            for (type, first, second) in Self.transfers { putPair(type, field, first, second, of: device) }
            func number(_ metric: MetricID) -> UInt64? { guest.values.bits(of: metric, entity: device.entity) }
            if settings.extraStatistics.contains(.disk) {
                // nanoseconds and microseconds, whatever the types say: as the plugin has always told them
                putPair("disk_time", field, Self.readTimes, Self.writeTimes, of: device)
                put("total_requests", flush, number(Self.flushes).map { .derive($0) })
                put("total_time_in_ms", flush, number(Self.flushTimes).map { .derive($0 / 1000) })
            }
            if settings.hasExtra { writeLatency(field, of: device, &latencies) }
            // an image that this sample could not read is not told of by an earlier one
            let image = number(Self.physical).flatMap { _ in images[device.target] }
            for (type, statistic, size) in [
                ("disk_allocation", ExtraStatistic.diskAllocation, image?.allocation),
                ("disk_capacity", .diskCapacity, number(Self.capacity)),
                ("disk_physical", .diskPhysical, image?.physical),
            ] where settings.hasExtra || settings.extraStatistics.contains(statistic) {
                put(type, field, size.map { .whole($0) })
            }
        }
    }

    private mutating func putPair(
        _ type: String, _ field: FieldText, _ first: MetricID, _ second: MetricID, of device: Device
    ) {
        put(
            type, field, guest.values.bits(of: first, entity: device.entity).map { .derive($0) },
            guest.values.bits(of: second, entity: device.entity).map { .derive($0) })
    }

    /// Milliseconds that a request took since the last sample.
    private mutating func writeLatency(
        _ field: FieldText, of device: Device, _ latencies: inout RequestLatencies
    ) {
        func number(_ metric: MetricID) -> UInt64? { guest.values.bits(of: metric, entity: device.entity) }
        let (read, write) = latencies.milliseconds(
            of: device.target, in: guest.identity, reads: number(Self.readRequests), readTime: number(Self.readTimes),
            writes: number(Self.writeRequests), writeTime: number(Self.writeTimes))
        guard read != nil || write != nil else { return }
        put("disk_latency", field, read.map { .gauge($0) } ?? .unknownGauge, write.map { .gauge($0) } ?? .unknownGauge)
    }

    private func devices(_ scope: Scope, name: (String) -> String?) -> [Device] {
        guest.values.entities.enumerated().compactMap { position, entity in
            guard entity.scope == scope, let target = entity.labels.first, let name = name(target) else { return nil }
            return Device(entity: position, target: target, name: name)
        }
    }
}
