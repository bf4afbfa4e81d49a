import Glibc
import SeededRandom
import Testing

@testable import NagiosOutput

/// Numbers for graphs and for people.
@Suite struct NumberTests {
    @Test(arguments: [
        (0.0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (1.5, "1.5"), (-2.25, "-2.25"), (99.999_999_9, "100"),
        (0.999_999_999_9, "1"), (-0.999_999_999_9, "-1"), (0.000_085_3, "0.0000853"), (1e-9, "0.000000001"),
        (1e-10, "0"), (-1e-10, "0"), (123_456.789, "123456.789"), (9_007_199_254_740_991, "9007199254740991"),
        (9_007_199_254_740_992, "9007199254740992"), (18_446_744_073_709_551_616, "18446744073709552000"),
        (-1e20, "-100000000000000000000"), (1.5e22, "15000000000000000000000"), (.nan, "U"), (.infinity, "U"),
        (-.infinity, "U"),
    ])
    func plain(number: Double, text: String) { #expect(PlainNumber.text(number) == text) }

    @Test func plainNumbersAreReadBack() {
        var random = SplitMix64(seed: 7)
        for round in 0..<50_000 {
            let number: Double =
                switch round % 4 {
                case 0: Double(bitPattern: random.next())
                case 1: Double.random(in: -1...1, using: &random)
                case 2: Double.random(in: -1e12...1e12, using: &random)
                default: Double(Int64.random(in: .min ... .max, using: &random))
                }
            guard number.isFinite else { continue }
            let text = PlainNumber.text(number)
            #expect(text.utf8.allSatisfy { (48...57).contains($0) || $0 == 45 || $0 == 46 }, "\(text)")
            let back = Double(text) ?? .nan
            let most = abs(number) >= 9_007_199_254_740_992 ? 0 : max(0.51e-6, abs(number) * 1e-15)
            #expect(abs(back - number) <= most, "\(number) \(text)")
            #expect(PlainNumber.text(back) == text)
        }
    }

    @Test func noLocaleHasASay() {
        let before = unsafe setlocale(LC_ALL, nil).map { unsafe String(cString: $0) } ?? "C"
        defer { _ = unsafe setlocale(LC_ALL, before) }
        for locale in ["de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8"] {
            _ = unsafe setlocale(LC_ALL, locale)
            #expect(PlainNumber.text(1234.5) == "1234.5")
            #expect(HumanNumber.text(1234.5, .percent) == "1235%")
            #expect((try? AlertRange("0.5", unit: .count))?.description == "0.5")
        }
    }

    @Test(arguments: [
        (93.46, MetricUnit.percent, "93.5%"), (5, .percent, "5%"), (0.126, .percent, "0.13%"), (12, .count, "12"),
        (1_234_567, .count, "1234567"), (0, .bytes, "0 B"), (1023, .bytes, "1023 B"), (1024, .bytes, "1 KiB"),
        (1_048_575, .bytes, "1 MiB"), (1.2 * 1_073_741_824, .bytes, "1.2 GiB"), (1e30, .bytes, "867361737988 EiB"),
        (2048, .bytesPerSecond, "2 KiB/s"), (1.5, .perSecond, "1.5/s"), (0, .seconds, "0 s"),
        (0.014, .seconds, "14 ms"),
        (0.000_085_3, .seconds, "85.3 us"), (1, .seconds, "1 s"), (59, .seconds, "59 s"), (119, .seconds, "119 s"),
        (120, .seconds, "2 min"), (3_600, .seconds, "60 min"), (7_200, .seconds, "2 h"), (172_800, .seconds, "2 d"),
        (270_000, .seconds, "3.1 d"), (-90, .seconds, "-90 s"),
    ])
    func human(number: Double, unit: MetricUnit, text: String) { #expect(HumanNumber.text(number, unit) == text) }
}
