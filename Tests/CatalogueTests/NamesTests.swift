import Testing

@testable import Catalogue

@Suite("Metric names")
struct NamesTests {
    private static let everyName = Catalogue.metrics.map(\.name) + Catalogue.families.map(\.name)

    @Test func areUnique() {
        var seen: Set<String> = []
        for name in Self.everyName { #expect(seen.insert(name).inserted, "\(name) is defined twice") }
    }

    /// In OpenMetrics a counter's family is its name without `_total`, and histograms own three suffixes.
    @Test func areUniqueAsOpenMetricsFamilies() {
        var seen: Set<String> = []
        for name in Self.everyName {
            let family = name.hasSuffix("_total") ? String(name.dropLast(6)) : name
            #expect(seen.insert(family).inserted, "the family \(family) is defined twice")
        }
        for family in Catalogue.families where family.kind == .histogram {
            for suffix in ["_bucket", "_sum", "_count"] { #expect(!seen.contains(family.name + suffix)) }
        }
    }

    @Test(arguments: everyName)
    func areWellFormed(name: String) {
        #expect(name.wholeMatch(of: /(libvirt|virtpulse|probe|process)(_[a-z0-9]+)+/) != nil)
    }

    @Test(arguments: Catalogue.metrics.indices)
    func tellKindAndUnit(index: Int) {
        let metric = Catalogue.metrics[index]
        #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
        let base = metric.kind == .counter ? String(metric.name.dropLast(6)) : metric.name
        if let suffix = metric.unit.nameSuffix {
            #expect(base.hasSuffix(suffix), "\(metric.name) is in \(metric.unit)")
        } else {
            for suffix in Unit.allCases.compactMap(\.nameSuffix) { #expect(!base.hasSuffix(suffix), "\(metric.name)") }
        }
    }

    @Test(arguments: Catalogue.families.indices)
    func ofFamiliesTellTheKind(index: Int) {
        let family = Catalogue.families[index]
        #expect(family.name.hasSuffix("_total") == (family.kind == .counter), "\(family.name)")
        #expect(family.name.hasSuffix("_info") == (family.kind == .info), "\(family.name)")
    }

    @Test func haveHelpOfOneSentence() {
        for (name, help) in Catalogue.metrics.map({ ($0.name, $0.help) })
            + Catalogue.families.map({ ($0.name, $0.help) })
        {
            #expect(help.hasSuffix("."), "\(name)")
            #expect(!help.contains("\n") && help.first?.isUppercase == true, "\(name)")
        }
    }

    @Test func haveValidLabels() {
        for scope in Scope.allCases {
            let labels = scope.seriesLabels
            #expect(Set(labels).count == labels.count, "\(scope)")
            for label in labels { #expect(label.wholeMatch(of: /[a-z][a-z_]*/) != nil, "\(scope): \(label)") }
        }
        for family in Catalogue.families {
            #expect(Set(family.labels).count == family.labels.count, "\(family.name)")
        }
    }
}
