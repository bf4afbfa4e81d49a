import PosixPattern

/// What is wrong with the value of an option of the `virt` plugin, and the mend.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line without the option's name.
    public let description: String
}

extension CollectdSettings {
    /// Takes in an option.
    ///
    /// - Parameter values: What stands behind its name; texts of several words are as good as several texts where the option
    ///   takes several.
    public mutating func apply(_ option: VirtOption, _ values: [String]) throws(SettingsError) {
        switch option {
        case .connection: connection = try Self.text(values)
        case .refreshInterval, .instances: _ = try Self.text(values)
        case .domain: try Self.append(values, to: &domains)
        case .blockDevice: try Self.append(values, to: &blockDevices)
        case .interfaceDevice: try Self.append(values, to: &interfaceDevices)
        case .ignoreSelected: ignoresSelected = try Self.truth(values)
        case .blockDeviceFormat: blockDeviceFormat = try Self.choice(values)
        case .blockDeviceFormatBasename: isBasename = try Self.truth(values)
        case .interfaceFormat: interfaceFormat = try Self.choice(values)
        case .hostnameFormat: hostnameFormat = try Self.parts(values, NamePart.allCases, most: 4)
        case .pluginInstanceFormat: pluginInstanceFormat = try Self.instanceParts(values)
        case .hostnameMetadataNamespace: metadataNamespaces = [try Self.text(values)]
        case .hostnameMetadataXPath: metadataPath = try Self.text(values)
        case .extraStats: extraStatistics = try Self.statistics(values)
        case .persistentNotification: isNotificationPersistent = try Self.truth(values)
        case .reportBlockDevices: reportsBlockDevices = try Self.truth(values)
        case .reportNetworkInterfaces: reportsInterfaces = try Self.truth(values)
        }
    }

    /// Selects nothing by this option any more.
    public mutating func clear(_ option: VirtOption) {
        switch option {
        case .domain: domains = SelectorList()
        case .blockDevice: blockDevices = SelectorList()
        case .interfaceDevice: interfaceDevices = SelectorList()
        default: break
        }
    }

    private static func words(_ values: [String]) -> [String] {
        values.flatMap { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
    }

    private static func text(_ values: [String]) throws(SettingsError) -> String {
        guard values.count == 1, let text = values.first else {
            throw SettingsError(description: "has \(values.count) values; give it one that is not empty")
        }
        guard !text.isEmpty else { throw SettingsError(description: "is empty; give it a value") }
        guard !text.utf8.contains(0) else { throw SettingsError(description: "has a NUL byte in its value") }
        return text
    }

    private static func truth(_ values: [String]) throws(SettingsError) -> Bool {
        switch try text(values).lowercased() {
        case "true", "yes", "on": true
        case "false", "no", "off": false
        case let other: throw SettingsError(description: "is '\(other)'; set it to true or false")
        }
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ values: [String]
    ) throws(SettingsError) -> Choice {
        let text = try text(values)
        guard let choice = Choice(rawValue: text.lowercased()) else {
            throw SettingsError(description: "is '\(text)'; there are: \(names(Choice.allCases.map { $0 }))")
        }
        return choice
    }

    private static func names<Choice: RawRepresentable<String>>(_ choices: [Choice]) -> String {
        choices.map(\.rawValue).joined(separator: ", ")
    }

    private static func parts(
        _ values: [String], _ known: [NamePart], most: Int
    ) throws(SettingsError) -> [NamePart] {
        let words = words(values)
        guard !words.isEmpty else { throw SettingsError(description: "names nothing; there are: \(names(known))") }
        guard words.count <= most else {
            throw SettingsError(description: "has \(words.count) parts; the most is \(most)")
        }
        var parts: [NamePart] = []
        for word in words {
            guard let part = NamePart(rawValue: word.lowercased()), known.contains(part) else {
                throw SettingsError(description: "has '\(word)', which is none; there are: \(names(known))")
            }
            parts.append(part)
        }
        return parts
    }

    private static func instanceParts(_ values: [String]) throws(SettingsError) -> [NamePart] {
        let words = words(values)
        if words.count == 1, words[0].lowercased() == "none" { return [] }
        return try parts(values, [.name, .uuid, .metadata], most: 3)
    }

    private static func statistics(_ values: [String]) throws(SettingsError) -> Set<ExtraStatistic> {
        var statistics: Set<ExtraStatistic> = []
        for word in words(values) {
            guard let statistic = ExtraStatistic(named: word) else {
                throw SettingsError(
                    description: "has '\(word)', which is none; there are: \(names(ExtraStatistic.allCases))")
            }
            statistics.insert(statistic)
        }
        guard !statistics.isSuperset(of: [.backgroundJob, .completedJob]) else {
            throw SettingsError(
                description: "has both job_stats_background and job_stats_completed, whose values have the same names; "
                    + "leave one out")
        }
        return statistics
    }

    private static func append(_ values: [String], to list: inout SelectorList) throws(SettingsError) {
        let text = try text(values)
        do throws(PosixPatternError) { try list.append(text) } catch {
            throw SettingsError(description: "is '\(text)', \(error.description)")
        }
    }
}
