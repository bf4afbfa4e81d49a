import Catalogue

/// What scopes and statistics are called in the feed; written out, because the names are a promise.
enum FeedNames {
    static func name(of scope: Scope) -> String {
        switch scope {
        case .host: "host"
        case .hostCPUMode: "host_cpu_mode"
        case .storagePool: "storage_pool"
        case .network: "network"
        case .domain: "domain"
        case .vcpu: "vcpu"
        case .vcpuStatistic: "vcpu_statistic"
        case .vmStatistic: "vm_statistic"
        case .interface: "interface"
        case .block: "block"
        case .blockTimedGroup: "block_timed_group"
        case .iothread: "iothread"
        case .cacheMonitor: "cache_monitor"
        case .cacheBank: "cache_bank"
        case .energyMonitor: "energy_monitor"
        case .energyPackage: "energy_package"
        case .bandwidthMonitor: "bandwidth_monitor"
        case .bandwidthNode: "bandwidth_node"
        case .job: "job"
        case .lastJob: "last_job"
        }
    }

    static func name(of text: TextID) -> String {
        switch text {
        case .blockPath: "block_path"
        case .dirtyRateMode: "dirty_rate_mode"
        }
    }

    static func name(of histogram: HistogramID) -> String {
        switch histogram {
        case .read: "read"
        case .write: "write"
        case .zoneAppend: "zone_append"
        case .flush: "flush"
        }
    }

    static let scopes = Dictionary(uniqueKeysWithValues: Scope.allCases.map { (name(of: $0), $0) })
    static let texts = Dictionary(uniqueKeysWithValues: TextID.allCases.map { (name(of: $0), $0) })
    static let histograms = Dictionary(uniqueKeysWithValues: HistogramID.allCases.map { (name(of: $0), $0) })
    static let metrics = Dictionary(
        uniqueKeysWithValues: Catalogue.metrics.indices.map {
            (Catalogue.metrics[$0].field, MetricID(rawValue: UInt16($0)))
        })
}
