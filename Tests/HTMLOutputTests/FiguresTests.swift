import Testing

@testable import HTMLOutput

/// Numbers and bars as people see them.
@Suite("Figures")
struct FiguresTests {
    @Test(arguments: [
        (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (9523, "9.3 KiB"), (101_990, "99.6 KiB"), (102_400, "100 KiB"),
        (5e9, "4.7 GiB"), (3e15, "2728 TiB"),
    ])
    func bytes(number: Double, text: String) { #expect(Figures.bytes(number) == text) }

    @Test(
        arguments: [
            (1024, 4096, "1.0 / 4.0 KiB"), (1024, 4_194_304, "1.0 KiB / 4.0 MiB"), (nil, 1024, "– / 1.0 KiB"),
            (1024, nil, "1.0 KiB"), (nil, nil, "–"),
        ] as [(Double?, Double?, String)])
    func parts(part: Double?, whole: Double?, text: String) { #expect(Figures.part(part, of: whole) == text) }

    @Test(arguments: [(0.0, "0 s"), (119, "119 s"), (120, "2 min"), (7199, "119 min"), (7200, "2 h")])
    func ages(seconds: Double, text: String) { #expect(Figures.age(.seconds(seconds)) == text) }

    @Test(
        arguments: [
            ([], "", ""), ([nil, nil], "A2", ""),
            // a rate of zero is drawn, an absent one is not
            ([0], "B", "M0 20v-1h1V20z"), ([nil, 1, 1, nil, 0.5], "AU2AL", "M1 20v-20h2V20zM4 20v-11h1V20z"),
            ([1, 0], "UB", "M0 20v-20h1v19h1V20z"),
        ] as [([Double?], String, String)])
    func sparklines(rates: [Double?], code: String, path: String) {
        let line = Sparkline(rates, floor: 1)
        #expect(line.code == code)
        #expect(line.path == path)
    }

    @Test func whatIsLowLooksLow() {
        #expect(Sparkline([0.01, 0.02], floor: 1).levels == [1, 1])
        #expect(Sparkline([50, 100], floor: 1).levels == [11, 20])
        #expect(Sparkline([0.01, 0.02], floor: 1).peak == 0.02)
    }
}
