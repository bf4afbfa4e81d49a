import Catalogue
import Exposition

/// What `virsh domstats` says of a domain, as the series that the page must have for it.
///
/// Written apart from the product's own decoder, so that a mistake there cannot hide here.
struct ExpectedSeries {
    struct Key: Hashable, CustomStringConvertible {
        var name: String
        var labels: [String: String]
        var description: String { "\(name)\(labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })" }
    }

    /// Values in libvirt's unit brought to the base unit.
    var values: [Key: Double] = [:]
    /// Fields that no row of the catalogue has.
    var unknown: [String] = []

    private static let metrics = Dictionary(uniqueKeysWithValues: Catalogue.metrics.map { ($0.field, $0) })
    private static let known = Set(Catalogue.knownFields.map(\.field))

    init(domain: String, fields: [String: String]) {
        let isDirtyRateUnstarted = fields["dirtyrate.calc_status"] == "0"
        for (field, text) in fields where !(isDirtyRateUnstarted && field.hasPrefix("dirtyrate.")) {
            let parts = field.split(separator: ".").map(String.init)
            let pattern = parts.map { $0.allSatisfy(\.isNumber) ? "#" : $0 }.joined(separator: ".")
            let indexes = parts.filter { $0.allSatisfy(\.isNumber) }
            if pattern.hasPrefix("block.#.latency_histogram") {
                addBin(domain, parts, fields, text)
            } else if let metric = Self.metrics[pattern] {
                guard let number = Double(text) ?? ["yes": 1, "no": 0][text] else { continue }
                let labels = labels(metric.scope, domain, indexes, fields)
                values[Key(name: metric.name, labels: labels)] = base(number, metric.unit)
            } else if !Self.known.contains(pattern) {
                unknown.append(field)
            }
        }
    }

    private func base(_ number: Double, _ unit: Unit) -> Double {
        switch unit {
        case .nanoseconds: number / 1e9
        case .kibibytes: number * 1024
        case .mebibytesPerSecond: number * 1_048_576
        default: number
        }
    }

    private func labels(
        _ scope: Scope, _ domain: String, _ indexes: [String], _ fields: [String: String]
    ) -> [String: String] {
        var labels = ["domain": domain]
        switch scope {
        case .vcpu: labels["vcpu"] = indexes[0]
        case .iothread: labels["iothread"] = indexes[0]
        case .interface: labels["target_device"] = fields["net.\(indexes[0]).name"]
        case .block: labels["target_device"] = fields["block.\(indexes[0]).name"]
        case .blockTimedGroup:
            labels["target_device"] = fields["block.\(indexes[0]).name"]
            labels["interval_seconds"] = fields["block.\(indexes[0]).timed_group.\(indexes[1]).interval"]
        default: break
        }
        return labels
    }

    /// `block.0.latency_histogram.read.bin.1.value`: the bins up to this one make the bucket that ends where the next
    /// one starts.
    private mutating func addBin(_ domain: String, _ parts: [String], _ fields: [String: String], _ text: String) {
        guard parts.count == 7, parts[6] == "value", let bin = Int(parts[5]) else { return }
        let prefix = parts[0..<5].joined(separator: ".")
        let name = "libvirt_domain_block_\(parts[3])_latency_seconds"
        let sum = (0...bin).compactMap { fields["\(prefix).\($0).value"].flatMap(Double.init) }.reduce(0, +)
        var labels = ["domain": domain]
        labels["target_device"] = fields["block.\(parts[1]).name"]
        let next = fields["\(prefix).\(bin + 1).start"].flatMap(Double.init).map { $0 / 1e9 }
        if next == nil { values[Key(name: name + "_count", labels: labels)] = sum }
        // bounds are compared as numbers: a label is a text
        labels["le"] = next.map { String($0) } ?? "+Inf"
        values[Key(name: name + "_bucket", labels: labels)] = sum
    }
}

extension Exposition {
    /// The page's series that stand for numbers of a domain's bulk statistics.
    func statistics(of domain: String) -> [ExpectedSeries.Key: Double] {
        let names = Set(Catalogue.metrics.map(\.name))
        let histograms = Catalogue.families.filter { $0.kind == .histogram && $0.name.hasPrefix("libvirt_domain") }
            .flatMap { [$0.name + "_bucket", $0.name + "_count"] }
        var result: [ExpectedSeries.Key: Double] = [:]
        for sample in samples where sample.labels["domain"] == domain {
            guard names.contains(sample.name) || histograms.contains(sample.name) else { continue }
            var labels = sample.labels
            if let bound = labels["le"].flatMap(Double.init), bound.isFinite { labels["le"] = String(bound) }
            result[ExpectedSeries.Key(name: sample.name, labels: labels)] = sample.value
        }
        return result
    }
}
