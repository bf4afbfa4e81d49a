/// What collectd's configuration says of the `virt` plugin.
public struct VirtBlock: Sendable {
    /// The settings.
    public let settings: CollectdSettings
    /// Options that are of no use here, and files that could not be read: where they stand and why.
    public let leftOut: [ConfigurationError]
    /// Where `HostnameMetadataXPath` stands, if it does.
    public let metadataPathPlace: ConfigurationPlace?

    /// How collectd's files are read.
    public struct Files {
        /// The files that a path or a pattern of the shell means, in collectd's order, or why some cannot be known; those
        /// below a folder too.
        let matching: (String) -> [Result<String, ConfigurationError>]
        /// What is in a file, or why it cannot be read.
        let text: (String) -> Result<String, ConfigurationError>
        /// Whether a file's name is one of a pattern of the shell's.
        let isMatch: (_ name: String, _ pattern: String) -> Bool
        /// The words that a text is for the shell, in which `~` and `$NAME` are what they stand for; `nil` for one that
        /// collectd does not take.
        let words: (String) -> [String]?
        /// Whether a text is an XPath expression.
        let isXPath: (String) -> Bool

        /// Files that are read so.
        public init(
            matching: @escaping (String) -> [Result<String, ConfigurationError>],
            text: @escaping (String) -> Result<String, ConfigurationError>,
            isMatch: @escaping (_ name: String, _ pattern: String) -> Bool,
            words: @escaping (String) -> [String]? = { [$0] }, isXPath: @escaping (String) -> Bool = { _ in true }
        ) {
            self.matching = matching
            self.text = text
            self.isMatch = isMatch
            self.words = words
            self.isXPath = isXPath
        }
    }

    /// Reads the blocks of the `virt` plugin in a file and in those it includes.
    ///
    /// - Throws: ``ConfigurationMistakes`` for a file that cannot be read or makes no sense, for options that the plugin has
    ///   not, and for values that it does not take.
    public init(file: String, _ files: Files) throws(ConfigurationMistakes) {
        var reading = VirtBlockReading(files)
        reading.read(file)
        reading.checkMetadataPath()
        // the block may be in one of those, be the plugin loaded elsewhere or not
        if !reading.hasBlock {
            reading.mistakes += reading.unread.map {
                ConfigurationError($0.place, "\($0.reason); no <Plugin virt> was found elsewhere")
            }
        }
        guard reading.mistakes.isEmpty else { throw ConfigurationMistakes(all: Self.first(reading.mistakes)) }
        var leftOut = reading.leftOut
        leftOut += reading.unread.map {
            ConfigurationError($0.place, "\($0.reason); until then a <Plugin virt> in there is passed over")
        }
        // whoever had no block, and took LoadPlugin virt out, had its defaults
        if !reading.hasBlock, !reading.isLoaded {
            leftOut.append(
                ConfigurationError(
                    ConfigurationPlace(file: file, line: 0),
                    "no <Plugin virt> stands there, so the virt plugin's defaults hold; name the file that has one, if there is"
                ))
        }
        settings = reading.settings
        metadataPathPlace = reading.metadataPath?.place
        self.leftOut = Self.first(leftOut)
    }

    /// As many as somebody reads.
    private static func first(_ all: [ConfigurationError]) -> [ConfigurationError] {
        let most = 20
        guard all.count > most else { return all }
        return all[..<most] + [
            ConfigurationError(all[most].place, "from here on \(all.count - most) more are not named")
        ]
    }
}

/// What was found so far.
private struct VirtBlockReading {
    var settings = CollectdSettings()
    var leftOut: [ConfigurationError] = []
    var hasBlock = false
    /// Whether the plugin is loaded, which without a block has its defaults.
    var isLoaded = false
    /// What no settings can be made of.
    var mistakes: [ConfigurationError] = []
    /// Why some of what is included was not read.
    var unread: [ConfigurationError] = []
    /// Where the last `HostnameMetadataXPath` stands, and how many mistakes were found before it.
    var metadataPath: (place: ConfigurationPlace, position: Int)?

    private let files: VirtBlock.Files

    /// How deep files may include one another, as in collectd.
    private static let mostIncludes = 8

    init(_ files: VirtBlock.Files) { self.files = files }

    mutating func read(_ file: String) {
        do throws(ConfigurationError) {
            let text = try files.text(file).get()
            try read(try ConfigurationItem.items(in: text, file: file), depth: 0)
        } catch {
            mistakes.append(error)
        }
    }

    /// An expression that finds nothing in any guest would give all of them other names in silence.
    mutating func checkMetadataPath() {
        guard let metadataPath, settings.needsMetadata, !files.isXPath(settings.metadataPath) else { return }
        mistakes.insert(
            ConfigurationError(
                metadataPath.place, "HostnameMetadataXPath \(CollectdSettings.noXPath(settings.metadataPath))"),
            at: metadataPath.position)
    }

    /// - Throws: What makes no sense to go on after.
    private mutating func read(_ items: [ConfigurationItem], depth: Int) throws(ConfigurationError) {
        for item in items {
            if item.isCalled("Include") {
                try include(item, depth: depth)
            } else if item.values.first?.lowercased() == "virt" {
                if item.isCalled("LoadPlugin") {
                    isLoaded = true
                    leftOut += (item.children ?? []).filter { $0.isCalled("Interval") }.map {
                        ConfigurationError($0.place, "Interval is that of <LoadPlugin exec> from now on; set it there")
                    }
                }
                guard item.isCalled("Plugin"), let options = item.children else { continue }
                hasBlock = true
                for option in options {
                    do throws(ConfigurationError) { try take(option) } catch { mistakes.append(error) }
                }
            }
        }
    }

    private mutating func include(_ item: ConfigurationItem, depth: Int) throws(ConfigurationError) {
        guard depth < Self.mostIncludes else {
            throw ConfigurationError(item.place, "files include one another more than \(Self.mostIncludes) deep")
        }
        let filter = item.children?.first { $0.isCalled("Filter") }?.values.first
        for found in matching(item) {
            let items: [ConfigurationItem]
            do throws(ConfigurationError) {
                let path = try found.get()
                let name = path.split(separator: "/").last.map(String.init) ?? path
                if let filter, !files.isMatch(name, filter) { continue }
                items = try ConfigurationItem.items(in: try files.text(path).get(), file: path)
            } catch {
                unread.append(error)
                continue
            }
            try read(items, depth: depth + 1)
        }
    }

    private mutating func matching(_ item: ConfigurationItem) -> [Result<String, ConfigurationError>] {
        item.values.flatMap { value in
            guard let words = files.words(value) else {
                mistakes.append(
                    ConfigurationError(
                        item.place,
                        "Include '\(value)' is no path that collectd takes: no commands, and |&;<>(){} in quotation marks"
                    ))
                return [Result<String, ConfigurationError>]()
            }
            return words.flatMap { files.matching($0) }
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
        if option == .hostnameMetadataXPath { metadataPath = (item.place, mistakes.count) }
        if let reason = option.reasonToLeaveOut {
            leftOut.append(ConfigurationError(item.place, "\(option.rawValue) is of no use: \(reason)"))
        }
    }
}
