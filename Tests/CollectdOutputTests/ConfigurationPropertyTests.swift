import SeededRandom
import Testing

@testable import CollectdOutput

/// Whatever stands in collectd's configuration, it is read as it was meant or refused.
@Suite struct ConfigurationPropertyTests {
    /// What is written must be read so.
    private struct Meant: Equatable {
        let key: String
        let values: [String]
        let line: Int

        init(key: String, values: [String], line: Int) { (self.key, self.values, self.line) = (key, values, line) }

        init(_ item: ConfigurationItem) { self.init(key: item.key, values: item.values, line: item.place.line) }
    }

    /// Writes one meaning in one of the ways there are.
    private struct Writer {
        var random: SplitMix64
        var text = ""
        private var line: Int { 1 + text.utf8.count { $0 == UInt8(ascii: "\n") } }

        init(seed: UInt64) { random = SplitMix64(seed: seed) }

        private mutating func blank(atLeast least: Int = 0) {
            for _ in 0..<Int.random(in: least...2, using: &random) {
                text += [" ", "\t", "  ", "\\\n", "\\\r\n"].randomElement(using: &random) ?? " "
            }
        }

        mutating func endLine() {
            blank()
            if random.oneIn(4) { text += " # a > comment \" with <anything> \\" + (random.oneIn(2) ? "" : " ä") }
            text += random.oneIn(4) ? "\r\n" : "\n"
            if random.oneIn(6) { text += "\n# Domain \"other\"\n \t\n" }
        }

        mutating func anyCase(_ name: String) -> String {
            name.map { random.oneIn(3) ? $0.uppercased() : random.oneIn(3) ? $0.lowercased() : String($0) }.joined()
        }

        mutating func value(_ value: String) {
            blank(atLeast: 1)
            // taken away, the end of a line parts nothing
            if text.utf8.last == UInt8(ascii: "\n") { text += " " }
            let isWord =
                !value.isEmpty && !value.hasPrefix("#")
                && value.unicodeScalars.allSatisfy { $0.value > 0x20 && !"\"<>\\".unicodeScalars.contains($0) }
            guard !isWord || random.oneIn(2) else { return text += value }
            text += "\""
            for scalar in value.unicodeScalars {
                if random.oneIn(12) { text += "\\\n" }
                if scalar == "\"" || scalar == "\\" || (random.oneIn(8) && scalar != "\n") { text += "\\" }
                text.unicodeScalars.append(scalar)
            }
            text += "\""
        }

        mutating func option(_ key: String, _ values: [String]) -> Meant {
            blank()
            let meant = Meant(key: key, values: values, line: line)
            text += key
            for value in values { self.value(value) }
            endLine()
            return meant
        }

        mutating func block(_ key: String, _ name: String, _ content: (inout Writer) -> Void) {
            blank()
            text += "<"
            blank()
            text += key
            value(name)
            blank()
            text += ">"
            endLine()
            content(&self)
            blank()
            text += "</"
            blank()
            text += anyCase(key)
            blank()
            text += ">"
            endLine()
        }

        mutating func name() -> String {
            let scalars = Array("ab1.:/-_ \t\"\\#<>=é日🙂\n".unicodeScalars)
            var name = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                name.append(scalars.randomElement(using: &random) ?? "a")
            }
            return String(name)
        }
    }

    @Test(arguments: 0..<300) func whatIsWrittenIsRead(seed: UInt64) throws {
        var writer = Writer(seed: seed)
        var meant: [Meant] = []
        var (domains, connection, isIgnored) = ([String](), String?.none, false)
        let blocks = Int.random(in: 1...3, using: &writer.random)
        for _ in 0..<blocks {
            if writer.random.oneIn(2) { writer.block("Plugin", "cpu") { _ = $0.option("Domain", ["other"]) } }
            writer.block(writer.anyCase("Plugin"), writer.anyCase("virt")) { writer in
                for _ in 0..<Int.random(in: 0...6, using: &writer.random) {
                    switch Int.random(in: 0..<3, using: &writer.random) {
                    case 0:
                        let name = writer.name()
                        domains.append(name)
                        meant.append(writer.option(writer.anyCase("Domain"), [name]))
                    case 1:
                        let name = writer.name()
                        connection = name
                        meant.append(writer.option(writer.anyCase("Connection"), [name]))
                    default:
                        isIgnored = writer.random.oneIn(2)
                        let word = writer.anyCase(isIgnored ? "yes" : "no")
                        meant.append(writer.option(writer.anyCase("IgnoreSelected"), [word]))
                    }
                }
            }
        }
        let items = try ConfigurationItem.items(in: writer.text, file: "a")
        let read = items.filter { $0.values.first?.lowercased() == "virt" }.flatMap { $0.children ?? [] }
        #expect(read.map { Meant($0) } == meant, "seed \(seed): \(writer.text)")
        // what would be an expression is another test's
        guard !domains.contains(where: { $0.hasPrefix("/") && $0.hasSuffix("/") }) else { return }
        let settings = try VirtBlock(file: "a", .holding(["a": writer.text])).settings
        #expect(settings.connection == connection && settings.ignoresSelected == isIgnored, "seed \(seed)")
        for name in domains { #expect(settings.admits(guest: name) != isIgnored, "seed \(seed)") }
        #expect(settings.admits(guest: "other") == (domains.isEmpty || isIgnored), "seed \(seed)")
    }

    /// Of a valid configuration with bytes lost, changed, doubled and put in.
    @Test(arguments: 0..<300) func mutationsAreReadOrRefused(seed: UInt64) {
        var writer = Writer(seed: seed)
        writer.block("Plugin", "virt") { writer in
            _ = writer.option("Domain", ["/a(b|c)[0-9]{1,3}$/"])
            _ = writer.option("ExtraStats", ["disk pcpu"])
            _ = writer.option("HostnameFormat", ["name", "uuid"])
        }
        _ = writer.option("Include", ["a"])
        var bytes = Array(writer.text.utf8)
        for _ in 0..<Int.random(in: 1...8, using: &writer.random) {
            let start = Int.random(in: 0...bytes.count, using: &writer.random)
            let end = min(bytes.count, start + Int.random(in: 0...9, using: &writer.random))
            switch Int.random(in: 0..<3, using: &writer.random) {
            case 0: bytes.removeSubrange(start..<end)
            case 1: bytes.insert(contentsOf: bytes[start..<end], at: start)
            default: bytes.insert(UInt8.random(in: 0...255, using: &writer.random), at: start)
            }
        }
        check(bytes, "seed \(seed)")
    }

    @Test(arguments: 0..<100) func randomBytesAreReadOrRefused(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let bytes =
            Array("<Plugin virt>\n".utf8)
            + (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        check(bytes, "seed \(seed)")
    }

    private func check(_ bytes: [UInt8], _ comment: Comment) {
        let lines = 1 + bytes.count { $0 == UInt8(ascii: "\n") }
        let told: [ConfigurationError]
        do throws(ConfigurationMistakes) {
            told = try VirtBlock(file: "a", .holding(["a": String(decoding: bytes, as: UTF8.self)])).leftOut
        } catch {
            #expect(!error.all.isEmpty, comment)
            told = error.all
        }
        #expect(told.allSatisfy { (0...lines).contains($0.place.line) && !$0.reason.isEmpty }, comment)
    }
}
