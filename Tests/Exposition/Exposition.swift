/// A strict reader of the Prometheus text format 0.0.4: what it does not understand is an error.
public struct Exposition: Sendable {
    /// A line with a value.
    public struct Sample: Equatable, Sendable {
        /// The name before the braces.
        public var name: String
        /// The labels, their values unescaped.
        public var labels: [String: String]
        /// The value.
        public var value: Double
    }

    /// What is wrong with a page, and in which line.
    public struct Failure: Error, CustomStringConvertible {
        /// What is wrong.
        public var description: String
    }

    /// The lines with values, in order.
    public private(set) var samples: [Sample] = []
    /// The type of each family by name.
    public private(set) var types: [String: String] = [:]

    /// Reads a page, and checks that families are together, described once, and no series comes twice.
    public init(_ page: String) throws {
        guard page.isEmpty || page.hasSuffix("\n") else { throw Failure(description: "no newline at the end") }
        var current = ""
        var helped: Set<String> = []
        var series: Set<String> = []
        for line in page.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("# HELP ") {
                let name = String(line.dropFirst(7).prefix { $0 != " " })
                guard helped.insert(name).inserted else { throw Failure(description: "HELP twice: \(name)") }
                current = name
            } else if line.hasPrefix("# TYPE ") {
                let words = line.dropFirst(7).split(separator: " ")
                guard words.count == 2, words[0] == current, types[current] == nil else {
                    throw Failure(description: "TYPE out of place: \(line)")
                }
                guard ["counter", "gauge", "histogram", "untyped"].contains(words[1]) else {
                    throw Failure(description: "unknown type: \(line)")
                }
                types[current] = String(words[1])
            } else {
                let sample = try Self.sample(line)
                let suffixes = types[current] == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
                guard suffixes.contains(where: { current + $0 == sample.name }) else {
                    throw Failure(description: "outside its family: \(line)")
                }
                let key = sample.name + sample.labels.sorted { $0.key < $1.key }.map { "\($0)=\($1)\u{0}" }.joined()
                guard series.insert(key).inserted else { throw Failure(description: "twice: \(line)") }
                guard sample.value.isFinite else { throw Failure(description: "not a number: \(line)") }
                samples.append(sample)
            }
        }
    }

    private static func sample(_ line: Substring) throws -> Sample {
        var rest = line[...]
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
        guard !name.isEmpty else { throw Failure(description: "no name: \(line)") }
        rest = rest.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest = rest.dropFirst()
            while rest.first != "}" {
                let label = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
                rest = rest.dropFirst(label.count)
                guard !label.isEmpty, rest.hasPrefix("=\"") else { throw Failure(description: "bad label: \(line)") }
                let (value, length) = try text(rest.unicodeScalars.dropFirst(2), line)
                rest = Substring(rest.unicodeScalars.dropFirst(2 + length))
                guard labels.updateValue(value, forKey: String(label)) == nil else {
                    throw Failure(description: "label twice: \(line)")
                }
                if rest.first == "," {
                    rest = rest.dropFirst()
                } else if rest.first != "}" {
                    throw Failure(description: "bad separator: \(line)")
                }
            }
            rest = rest.dropFirst()
        }
        guard rest.first == " ", let value = Double(rest.dropFirst()) else {
            throw Failure(description: "no value: \(line)")
        }
        return Sample(name: String(name), labels: labels, value: value)
    }

    /// An escaped text up to its closing quote, and how many scalars it took with that.
    private static func text(
        _ scalars: Substring.UnicodeScalarView, _ line: Substring
    ) throws -> (String, Int) {
        var value = String.UnicodeScalarView()
        var isEscaped = false
        var count = 0
        for scalar in scalars {
            count += 1
            if isEscaped {
                switch scalar {
                case "n": value.append("\n")
                case "\\", "\"": value.append(scalar)
                default: throw Failure(description: "bad escape: \(line)")
                }
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if scalar == "\"" {
                return (String(value), count)
            } else {
                value.append(scalar)
            }
        }
        throw Failure(description: "open quote: \(line)")
    }

    /// The value of the series with exactly these labels.
    public func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    /// All series of this name.
    public func series(_ name: String) -> [Sample] { samples.filter { $0.name == name } }
}
