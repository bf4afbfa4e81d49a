import Foundation
import Snapshot

/// What `virsh domstats` printed, as libvirt's fields.
struct DomstatsFixture {
    var domains: [(name: String, fields: [(String, FieldValue)])] = []

    /// Reads a file of `Tests/Fixtures/domstats`.
    init(named name: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appendingPathComponent("Fixtures/domstats").appendingPathComponent(name)
        self.init(text: try String(contentsOf: file, encoding: .utf8))
    }

    init(text: String) {
        for line in text.split(separator: "\n") {
            if line.hasPrefix("Domain: '") {
                domains.append((String(line.dropFirst("Domain: '".count).dropLast()), []))
            } else if let equals = line.firstIndex(of: "="), !domains.isEmpty {
                let field = line[..<equals].drop { $0 == " " }
                let text = String(line[line.index(after: equals)...])
                domains[domains.count - 1].fields.append((String(field), Self.value(text)))
            }
        }
    }

    /// virsh prints no types; a number is what looks like one.
    private static func value(_ text: String) -> FieldValue {
        if let number = UInt64(text) { return .unsigned(number) }
        if let number = Int64(text) { return .signed(number) }
        if text.contains("."), let number = Double(text) { return .double(number) }
        if text == "yes" || text == "no" { return .boolean(text == "yes") }
        return .string(text)
    }
}

extension ValueSet {
    /// The set that a builder makes of these fields.
    init(_ fields: [(String, FieldValue)]) {
        var builder = ValueSetBuilder()
        for (field, value) in fields { builder.add(field, value) }
        self = builder.finish()
    }
}
