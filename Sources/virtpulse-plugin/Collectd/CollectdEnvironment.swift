import CommandLineInterface
import Glibc

/// What collectd's `exec` plugin tells a program.
struct CollectdEnvironment {
    /// Seconds between two values.
    let interval: Double
    /// What collectd calls its host.
    let hostname: String

    /// What holds without collectd, for whoever tries the program by hand.
    private static let usualInterval = 10.0
    /// A day: whoever means that does not mean monitoring.
    private static let longestInterval = 86_400.0

    /// Reads the process's environment.
    init() throws(OperatorError) {
        hostname = Self.variable("COLLECTD_HOSTNAME") ?? Self.ownName
        guard let text = Self.variable("COLLECTD_INTERVAL") else {
            interval = Self.usualInterval
            return
        }
        guard let interval = Self.seconds(text), interval >= 0.1, interval <= Self.longestInterval else {
            throw .usage(
                "COLLECTD_INTERVAL is '\(text)'; collectd sets it to the exec plugin's Interval, which has to be 0.1 to 86400 s"
            )
        }
        self.interval = interval
    }

    /// A number as collectd writes it; what else Swift takes for one nobody meant.
    private static func seconds(_ text: String) -> Double? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(digits.contains) }) else {
            return nil
        }
        return Double(text)
    }

    private static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name).map({ unsafe String(cString: $0) }), !value.isEmpty else { return nil }
        return value
    }

    private static var ownName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return bytes.isEmpty ? "localhost" : String(decoding: bytes, as: UTF8.self)
    }
}
