/// What collectd's configuration says of the `virt` plugin.
public struct VirtBlock: Sendable {
    /// The settings.
    public private(set) var settings = CollectdSettings()
    /// Options that are of no use here, where they stand and why.
    public private(set) var leftOut: [ConfigurationError] = []
    private var isFound = false

    /// How collectd's files are read.
    public struct Files {
        /// The files that a path or a pattern of the shell means, in collectd's order; those below a folder too.
        let matching: (String) -> [String]
        /// What is in a file, or why it cannot be read.
        let text: (String) -> Result<String, ConfigurationError>
        /// Whether a file's name is one of a pattern of the shell's.
        let isMatch: (_ name: String, _ pattern: String) -> Bool

        /// Files that are read so.
        public init(
            matching: @escaping (String) -> [String], text: @escaping (String) -> Result<String, ConfigurationError>,
            isMatch: @escaping (_ name: String, _ pattern: String) -> Bool
        ) {
            self.matching = matching
            self.text = text
            self.isMatch = isMatch
        }
    }

    /// How deep files may include one another, as in collectd.
    private static let mostIncludes = 8

    /// Reads the blocks of the `virt` plugin in a file and in those it includes.
    ///
    /// - Throws: ``ConfigurationError`` for a file that cannot be read or makes no sense, for an option that the plugin has
    ///   not, and for a value that it does not take.
    public init(file: String, _ files: Files) throws(ConfigurationError) {
        var unread: [ConfigurationError] = []
        let text = try files.text(file).get()
        try read(try ConfigurationItem.items(in: text, file: file), files, depth: 0, &unread)
        guard !isFound else { return }
        // it may be in one of those
        if let first = unread.first { throw first }
        // whoever had no block, and took LoadPlugin virt out, had its defaults
        leftOut.append(
            ConfigurationError(
                ConfigurationPlace(file: file, line: 0),
                "no <Plugin virt> stands there, so the virt plugin's defaults hold; name the file that has one, if there is"
            ))
    }

    private mutating func read(
        _ items: [ConfigurationItem], _ files: Files, depth: Int, _ unread: inout [ConfigurationError]
    ) throws(ConfigurationError) {
        for item in items {
            if item.isCalled("Include") {
                try include(item, files, depth: depth, &unread)
            } else if item.values.first?.lowercased() == "virt" {
                if item.isCalled("LoadPlugin") {
                    isFound = true
                    leftOut += (item.children ?? []).filter { $0.isCalled("Interval") }.map {
                        ConfigurationError($0.place, "Interval is that of <LoadPlugin exec> from now on; set it there")
                    }
                }
                guard item.isCalled("Plugin"), let options = item.children else { continue }
                isFound = true
                for option in options { try take(option) }
            }
        }
    }

    private mutating func include(
        _ item: ConfigurationItem, _ files: Files, depth: Int, _ unread: inout [ConfigurationError]
    ) throws(ConfigurationError) {
        guard depth < Self.mostIncludes else {
            throw ConfigurationError(item.place, "files include one another more than \(Self.mostIncludes) deep")
        }
        let filter = item.children?.first { $0.isCalled("Filter") }?.values.first
        for path in item.values.flatMap({ files.matching($0) }) {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            if let filter, !files.isMatch(name, filter) { continue }
            let items: [ConfigurationItem]
            do throws(ConfigurationError) {
                items = try ConfigurationItem.items(in: try files.text(path).get(), file: path)
            } catch {
                unread.append(error)
                continue
            }
            try read(items, files, depth: depth + 1, &unread)
        }
    }

    private mutating func take(_ item: ConfigurationItem) throws(ConfigurationError) {
        guard let option = VirtOption(named: item.key), item.children == nil else {
            throw ConfigurationError(
                item.place, "the virt plugin has no option '\(item.key)'; leave it out of <Plugin virt>")
        }
        guard !item.values.contains(where: { $0.unicodeScalars.contains("\u{fffd}") }) else {
            throw ConfigurationError(item.place, "\(option.rawValue) is no UTF-8 text; write the file in that encoding")
        }
        do throws(SettingsError) { try settings.apply(option, item.values) } catch {
            throw ConfigurationError(item.place, "\(option.rawValue) \(error.description)")
        }
        if let reason = option.reasonToLeaveOut {
            leftOut.append(ConfigurationError(item.place, "\(option.rawValue) is of no use: \(reason)"))
        }
    }
}
