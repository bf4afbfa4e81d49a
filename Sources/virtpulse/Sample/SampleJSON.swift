import Catalogue
import FoundationEssentials
import Snapshot

/// A sample as JSON: every value under its Prometheus name and in its base unit.
struct SampleJSON: Encodable {
    private let host: Host?
    private let domains: [Domain]
    private let storagePools: [Entity]
    private let networks: [Entity]

    init(_ snapshot: Snapshot, showsUnknown: Bool) {
        host = snapshot.host.map(Host.init)
        domains = snapshot.domains.map { Domain($0, showsUnknown: showsUnknown) }
        storagePools = Entity.all(of: snapshot.storagePools)
        networks = Entity.all(of: snapshot.networks)
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    private enum CodingKeys: String, CodingKey {
        case host
        case domains
        case storagePools = "storage_pools"
        case networks
    }

    private struct Host: Encodable {
        let uri: String
        let hostname: String?
        let driver: String?
        let entities: [Entity]

        init(_ host: HostSample) {
            uri = host.uri
            hostname = host.hostname
            driver = host.driver
            entities = Entity.all(of: host.values)
        }
    }

    private struct Domain: Encodable {
        let name: String
        let uuid: String
        let state: String?
        let reason: String?
        let title: String?
        let autostart: Bool?
        let persistent: Bool?
        let stuck: Bool
        let job: Job?
        let lastJob: Job?
        let entities: [Entity]
        let histograms: [Histogram]
        /// Fields that the catalogue does not know, as libvirt calls them; absent unless asked for.
        let unknown: [String: String]?

        private enum CodingKeys: String, CodingKey {
            case name, uuid, state, reason, title, autostart, persistent, stuck, job
            case lastJob = "last_job"
            case entities, histograms, unknown
        }

        init(_ domain: DomainSample, showsUnknown: Bool) {
            name = domain.identity.name
            uuid = domain.identity.uuid.description
            state = domain.state?.name
            reason = domain.state?.reason
            title = domain.facts?.value.title
            autostart = domain.isAutostarted
            persistent = domain.isPersistent
            stuck = domain.isStuck
            job = domain.jobs.current.map(Job.init)
            lastJob = domain.jobs.last.map(Job.init)
            entities = Entity.all(of: domain.values)
            histograms = domain.values.histograms.map { Histogram($0, of: domain.values) }
            unknown =
                showsUnknown
                ? Dictionary(
                    domain.values.unknown.map { ($0.field, $0.value.text) }, uniquingKeysWith: { first, _ in first })
                : nil
        }
    }

    private struct Job: Encodable {
        let operation: String?
        let type: String
        let error: String?
        let endTime: Double?
        let values: [String: Number]

        private enum CodingKeys: String, CodingKey {
            case operation, type, error
            case endTime = "end_time_seconds"
            case values
        }

        init(_ job: DomainJob) {
            operation = job.operation
            type = job.type
            error = job.error
            endTime = job.endedAt
            values = Entity.all(of: job.values).first?.values ?? [:]
        }
    }

    private struct Entity: Encodable {
        let scope: String
        let labels: [String: String]
        let values: [String: Number]

        static func all(of set: ValueSet) -> [Entity] {
            var values = [[String: Number]](repeating: [:], count: set.entities.count)
            for value in set.values {
                let metric = value.metric.metric
                values[value.entity][metric.name] = Number(bits: value.bits, of: metric)
            }
            return zip(set.entities, values).filter { !$1.isEmpty }.map { entity, values in
                let labels = Dictionary(uniqueKeysWithValues: zip(entity.scope.labels, entity.labels))
                return Entity(scope: "\(entity.scope)", labels: labels.filter { !$0.value.isEmpty }, values: values)
            }
        }
    }

    private struct Histogram: Encodable {
        let name: String
        let targetDevice: String
        let bins: [Bin]

        struct Bin: Encodable {
            let start: Double
            let count: UInt64
        }

        private enum CodingKeys: String, CodingKey {
            case name
            case targetDevice = "target_device"
            case bins
        }

        init(_ histogram: ValueSet.Histogram, of set: ValueSet) {
            name = histogram.id.family.name
            targetDevice = set.entities[histogram.entity].labels.first ?? ""
            bins = histogram.bins.map { Bin(start: Double($0.start) / 1e9, count: $0.count) }
        }
    }

    /// A number in its base unit: whole where it is whole.
    private enum Number: Encodable {
        case whole(UInt64)
        case real(Double)

        init(bits: UInt64, of metric: Metric) {
            switch (metric.representation, metric.unit.scale) {
            case (.unsigned, .times(let factor)) where !bits.multipliedReportingOverflow(by: factor).overflow:
                self = .whole(bits * factor)
            default:
                self = .real(metric.base(bits))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .whole(let number): try container.encode(number)
            case .real(let number): try container.encode(number)
            }
        }
    }
}
