import SeededRandom
import Testing

@testable import NagiosOutput

/// Ranges of the guidelines.
@Suite struct RangeTests {
    @Test(arguments: [
        ("10", [-0.1, 10.1, 1e18], [0, 5, 10]),
        ("10:", [9.9, -1], [10, 11, 1e300]),
        ("~:10", [10.1, 1e300], [10, 0, -1e300]),
        ("10:20", [9.9, 20.1], [10, 15, 20]),
        ("@10:20", [10, 15, 20], [9.9, 20.1]),
        ("@10", [0, 5, 10], [-0.1, 10.1]),
        ("@~:10", [10, -1e300], [10.1]),
        ("@10:", [10, 1e300], [9.9]),
        ("0", [-0.1, 0.1], [0]),
        ("0:", [-0.1], [0, 1e300]),
        (":10", [-0.1, 10.1], [0, 10]),
        ("~:", [], [-1e300, 0, 1e300]),
        ("@~:", [-1e300, 0, 1e300], []),
        ("@0:0", [0], [0.1, -0.1]),
        ("-5:-1", [0, -5.1, -0.9], [-5, -1]),
        ("~:-1", [0], [-1, -2]),
        ("+1.5:2.", [1.4, 2.1], [1.5, 2]),
        (".5:00.75", [0.4, 0.8], [0.5, 0.75]),
    ])
    func forms(text: String, alerting: [Double], quiet: [Double]) throws {
        let range = try AlertRange(text, unit: .count)
        for value in alerting { #expect(range.alerts(of: value), "\(value)") }
        for value in quiet { #expect(!range.alerts(of: value), "\(value)") }
    }

    @Test(arguments: [
        "", "@", ":", "@:", "~", "@~", "abc", "10:abc", "abc:10", "20:10", "-5", "10:5", "1:2:3", "10 ", " 10", "1 0",
        "1,5", "1e3", "0x10", "inf", "nan", "~:~", "10:~", "--5", "+-5", "1.2.3", ".", "-", "@@10", "10@", "10%", "٣",
        "10|20", "10\n", "90:80%", String(repeating: "9", count: 400),
    ])
    func junk(text: String) {
        let mistake = #expect(throws: CheckMistake.self) { try AlertRange(text, unit: .count) }
        let words = mistake?.description ?? ""
        #expect(words.contains("'\(text)' is no range"), "\(words)")
        #expect(words.contains("give [@]start:end"), "\(words)")
    }

    @Test(arguments: [
        ("90%", MetricUnit.percent, "90"), ("@90%:95%", .percent, "@90:95"), ("~:5%", .percent, "~:5"),
        ("20GiB:", .bytes, "21474836480:"), ("1kB", .bytes, "1000"), ("1KB", .bytes, "1000"), ("1KiB", .bytes, "1024"),
        ("1.5MiB", .bytesPerSecond, "1572864"), ("1TB:2TiB", .bytes, "1000000000000:2199023255552"),
        ("7B", .bytes, "7"), ("7d", .seconds, "604800"), ("1w", .seconds, "604800"), ("2h:", .seconds, "7200:"),
        ("20ms", .seconds, "0.02"), ("50us", .seconds, "0.00005"), ("10m", .seconds, "600"), ("3s", .seconds, "3"),
        ("10k", .count, "10000"), ("2M", .perSecond, "2000000"), ("0:", .count, "0:"), ("-0", .count, "0"),
        ("@0", .count, "@0"), ("~:", .count, "~:"), (":7", .count, "7"), ("00.50", .count, "0.5"),
        ("-3:", .count, "-3:"),
    ])
    func plainForm(text: String, unit: MetricUnit, plain: String) throws {
        #expect(try AlertRange(text, unit: unit).description == plain)
    }

    @Test(arguments: [
        ("90%", MetricUnit.bytes), ("1GiB", .percent), ("7d", .bytes), ("5G", .bytes), ("5gib", .bytes),
        ("5 GiB", .bytes),
        ("1s", .perSecond), ("5M", .seconds),
    ])
    func unitOfAnotherMetric(text: String, unit: MetricUnit) {
        let mistake = #expect(throws: CheckMistake.self) { try AlertRange(text, unit: unit) }
        #expect(mistake?.description.contains("is no unit of this metric, which has") ?? false)
    }

    @Test func aNumberThatItsUnitMakesTooLarge() {
        let number = "1" + String(repeating: "0", count: 308)
        #expect(throws: CheckMistake.self) { try AlertRange("\(number)PiB", unit: .bytes) }
    }

    /// The guidelines in plain words, without what the reader of ranges makes of them.
    private struct Model {
        var isInside = false
        var start: Int? = 0
        var end: Int?

        func alerts(_ value: Double) -> Bool {
            if let start, value < Double(start) { return !isInside }
            if let end, value > Double(end) { return !isInside }
            return isInside
        }
    }

    @Test func asThePlainModelHasIt() throws {
        var random = SplitMix64(seed: 20_240_501)
        for _ in 0..<20_000 {
            var model = Model()
            var text = ""
            model.isInside = random.oneIn(2)
            let low = Int.random(in: -50...50, using: &random)
            let high = low + Int.random(in: 0...50, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: (model.start, model.end, text) = (0, abs(low), "\(abs(low))")
            case 1: (model.start, model.end, text) = (low, nil, "\(low):")
            case 2: (model.start, model.end, text) = (nil, high, "~:\(high)")
            case 3: (model.start, model.end, text) = (0, abs(high), ":\(abs(high))")
            default: (model.start, model.end, text) = (low, high, "\(low):\(high)")
            }
            let range = try AlertRange((model.isInside ? "@" : "") + text, unit: .count)
            let again = try AlertRange(range.description, unit: .count)
            #expect(again == range)
            for value in [low - 1, low, low + 1, high - 1, high, high + 1, 0, -1, 1].map(Double.init) + [0.5, -0.5] {
                #expect(range.alerts(of: value) == model.alerts(value), "\(range) \(value)")
            }
        }
    }
}
