/// Everything that Virtpulse can say about a host, defined once.
public enum Catalogue {
    /// Every metric that is one number of one entity, in the order of the page.
    public static let metrics: [Metric] =
        hostMetrics + storagePoolMetrics + networkMetrics + cpuMetrics + balloonMetrics + vcpuMetrics + interfaceMetrics
        + blockMetrics
        + blockLimitMetrics + blockTimedMetrics + perfMetrics + iothreadMetrics + memoryMetrics + dirtyRateMetrics
        + vmMetrics + jobMetrics + lastJobMetrics

    /// Every field that names or structures others.
    public static let knownFields: [KnownField] = domainKnownFields + blockKnownFields + monitorKnownFields

    /// Every other family, in the order of the page.
    public static let families: [Family] =
        domainFamilies + histogramFamilies + hostFamilies + selfFamilies + serverFamilies

    /// The metric of a libvirt field as it is written in the catalogue.
    ///
    /// - Precondition: The catalogue has the field: the callers are constants of the program.
    public static func id(of field: String) -> MetricID {
        guard let index = metrics.firstIndex(where: { $0.field == field }) else {
            preconditionFailure("no metric in the catalogue has the field \(field)")
        }
        return MetricID(rawValue: UInt16(index))
    }
}
