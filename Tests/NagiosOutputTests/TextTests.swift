import SeededRandom
import Testing

@testable import NagiosOutput

/// What Nagios reads, whatever tenants call their guests.
@Suite struct TextTests {
    @Test(arguments: [
        ("web01", "web01", "web01"), ("a|b", "a¦b", "a¦b"), ("a\nb\rc\r\nd\te", "a b c  d e", "a b c  d e"),
        ("a'b=c", "a'b=c", "a_b_c"), ("\"quoted\"", "\"quoted\"", "\"quoted\""),
        ("\u{0}\u{1b}[31m", "\\u{0}\\u{1b}[31m", "\\u{0}\\u{1b}[31m"),
        ("\u{202e}evil", "\\u{202e}evil", "\\u{202e}evil"),
        ("a\u{2028}b\u{85}c", "a\\u{2028}b\\u{85}c", "a\\u{2028}b\\u{85}c"),
        ("日本 🙂", "日本 🙂", "日本 🙂"), ("", "", ""), ("a'\u{301}b", "a'\u{301}b", "a_\u{301}b"), ("\\n", "\\n", "\\n"),
    ])
    func texts(text: String, line: String, label: String) {
        #expect(SafeText.line(text) == line)
        #expect(Array(SafeText.label(text).unicodeScalars) == Array(label.unicodeScalars))
    }

    @Test(arguments: [
        ("abc", 3, "abc"), ("abcd", 3, "..."), ("abcdef", 5, "ab..."), ("日本日本日本", 6, "日本日本日本"),
        ("日本日本日本本", 6, "日本日..."),
        ("a\u{301}bcdef", 5, "a\u{301}..."), ("aa\u{301}bcdef", 5, "a..."), ("🇩🇪🇩🇪🇩🇪🇩🇪", 6, "🇩🇪..."), ("abc", 0, "..."),
        ("", 0, ""),
    ])
    func cut(text: String, length: Int, result: String) { #expect(SafeText.cut(text, to: length) == result) }

    @Test func aCharacterWithAThousandAccents() {
        let name = "z" + String(repeating: "\u{301}", count: 30_000)
        let text = CheckReport(.critical, "1/1 guest: \(name)", details: [name]).text
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "LIBVIRT CRITICAL: 1/1 guest: ...")
        #expect(lines[1].unicodeScalars.count <= 1000)
    }

    @Test(arguments: [
        (PerformanceValue(label: "a", value: 1, unit: .count), "'a'=1"),
        (PerformanceValue(label: "a b", value: 93.5, unit: .percent, minimum: 0, maximum: 100), "'a b'=93.5%;;;0;100"),
        (PerformanceValue(label: "it's=x", value: 2048, unit: .bytes, minimum: 0), "'it_s_x'=2048B;;;0"),
        (PerformanceValue(label: "t", value: 0.02, unit: .seconds), "'t'=0.02s"),
        (PerformanceValue(label: "r", value: 7, unit: .bytesPerSecond), "'r'=7"),
        (PerformanceValue(label: "r", value: 7.5, unit: .perSecond), "'r'=7.5"),
        (PerformanceValue(label: "u", value: .nan, unit: .percent, maximum: .infinity), "'u'=U"),
        (PerformanceValue(label: "x|y\nz", value: -1, unit: .count, maximum: 5), "'x¦y z'=-1;;;;5"),
    ])
    func performanceValues(value: PerformanceValue, text: String) { #expect(value.description == text) }

    @Test func rangesInPerfdataArePlain() throws {
        let value = PerformanceValue(
            label: "free", value: 5, unit: .bytes, warning: try AlertRange("1KiB:", unit: .bytes),
            critical: try AlertRange("@~:5", unit: .bytes))
        #expect(value.description == "'free'=5B;1024:;@~:5")
        #expect(
            PerformanceValue(label: "free", value: 5, unit: .bytes, critical: try AlertRange("7", unit: .bytes))
                .description
                == "'free'=5B;;7")
    }

    @Test func theOutput() {
        let report = CheckReport(
            .warning, "1/2 guests: a|b", details: ["WARNING a|b: x\ny"],
            values: [
                PerformanceValue(label: "n", value: 1, unit: .count),
                PerformanceValue(label: "n", value: 2, unit: .count),
            ])
        #expect(report.text == "LIBVIRT WARNING: 1/2 guests: a¦b | 'n'=1 'n_2'=2\nWARNING a¦b: x y\n")
        #expect(CheckReport(.ok, "12 guests").text == "LIBVIRT OK: 12 guests\n")
    }

    @Test func labelsThatBecomeTheSameStayApart() {
        let values = ["a'b", "a=b", "a_b", "a_b_2", "a_b"].map { PerformanceValue(label: $0, value: 1, unit: .count) }
        let text = CheckReport(.ok, "x", values: values).text
        let labels = text.split(separator: "'").enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
        #expect(labels.count == 5)
        #expect(Set(labels).count == 5, "\(labels)")
    }

    /// What holds of any output, whatever is in the names.
    @Test func hostileNames() {
        var random = SplitMix64(seed: 99)
        let pieces = [
            "|", "\n", "\r", "'", "=", "\"", ";", "%", "\u{0}", "\u{1b}[2J", "\u{202e}", "🙂", "👨‍👩‍👧", "é", "e\u{301}",
            "日本",
            "web", " ", "\t", "\\n", "<b>", "$HOSTNAME$", "\u{2028}", "\u{feff}", String(repeating: "n", count: 65_536),
        ]
        for _ in 0..<200 {
            let name = (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            let label = CheckItem(name, part: name).label + "_used"
            let report = CheckReport(
                .critical, "3/12 guests: \(name) is bad", details: [name],
                values: [PerformanceValue(label: label, value: 1, unit: .percent, maximum: 100)])
            let lines = report.text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count == 3)
            #expect(report.text.filter { $0 == "|" }.count == 1)
            let parts = lines[0].split(separator: "|", omittingEmptySubsequences: false)
            #expect(parts[0].hasPrefix("LIBVIRT CRITICAL: 3/12 guests: "))
            // a blank separates it from the perfdata
            #expect(parts[0].unicodeScalars.count <= 80)
            #expect(parts[1].hasPrefix(" '") && parts[1].hasSuffix("'=1%;;;;100"))
            #expect(parts[1].filter { $0 == "'" }.count == 2)
            #expect(parts[1].filter { $0 == "=" }.count == 1)
            #expect(lines[1].unicodeScalars.count <= 1000)
            let forbidden = report.text.unicodeScalars.filter {
                $0 != "\n" && $0.properties.generalCategory == .control
            }
            #expect(forbidden.isEmpty)
        }
    }
}
