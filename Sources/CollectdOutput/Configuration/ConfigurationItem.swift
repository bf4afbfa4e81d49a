/// An option or a block of collectd's configuration.
struct ConfigurationItem: Equatable, Sendable {
    /// Its name, as it is written.
    let key: String
    /// What stands behind it, without quotation marks.
    var values: [String]
    /// Where it stands.
    let place: ConfigurationPlace
    /// What is in a block; `nil` for an option.
    var children: [ConfigurationItem]?

    /// Whether it has this name, in whatever case.
    func isCalled(_ name: String) -> Bool { key.lowercased() == name.lowercased() }
}

/// A line of a file.
public struct ConfigurationPlace: Hashable, Sendable, CustomStringConvertible {
    /// The file's path.
    public let file: String
    /// The line, from 1; 0 for the file as a whole.
    public let line: Int

    /// This line of this file.
    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// As compilers write it.
    public var description: String { line == 0 ? file : "\(file):\(line)" }
}

/// What is wrong with collectd's configuration, and where.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it is wrong.
    public let place: ConfigurationPlace
    /// What is wrong, and the mend.
    public let reason: String

    /// The error of these parts.
    public init(_ place: ConfigurationPlace, _ reason: String) {
        self.place = place
        self.reason = reason
    }

    /// Both in one line.
    public var description: String { "\(place): \(reason)" }
}

/// All that is wrong with collectd's configuration.
public struct ConfigurationMistakes: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in the order in which it was read; never empty.
    public let all: [ConfigurationError]

    /// Each in a line.
    public var description: String { all.map(\.description).joined(separator: "\n") }
}
