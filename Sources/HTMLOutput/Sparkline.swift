/// Ten minutes of a rate as a row of bars, each of a level from 1 to ``Sparkline/height``; an absent value has none.
struct Sparkline {
    /// How high the bars can be.
    static let height = 20

    /// The highest rate; `nil` if there is none.
    let peak: Double?
    /// A level for each step, 0 where the rate is absent.
    let levels: [Int]

    /// - Parameter floor: The least rate that fills the height: what is below it is noise and shall look so.
    init(_ rates: [Double?], floor: Double) {
        let peak = rates.lazy.compactMap { $0 }.max()
        self.peak = peak
        let top = max(peak ?? 0, floor)
        levels = rates.map { rate in
            rate.map { 1 + Int(($0 / top * Double(Self.height - 1)).rounded()) } ?? 0
        }
    }

    /// The levels as a letter each, `A` for 0, with a number behind a letter that stands for several.
    var code: String {
        runs.reduce(into: "") { code, run in
            code.unicodeScalars.append(Unicode.Scalar(UInt8(ascii: "A") + UInt8(run.level)))
            if run.count > 1 { code += String(run.count) }
        }
    }

    /// Steps of the same level one behind another.
    private var runs: [(level: Int, count: Int)] {
        levels.reduce(into: []) { runs, level in
            if let last = runs.last, last.level == level {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((level, 1))
            }
        }
    }

    /// The outline as SVG path data, one unit a step.
    ///
    /// The script of the page draws the same from ``code``.
    var path: String {
        var path = ""
        var position = 0
        var level = 0
        for run in runs {
            if run.level == 0 {
                if level > 0 { path += "V\(Self.height)z" }
            } else {
                if level == 0 { path += "M\(position) \(Self.height)" }
                path += "v\(level - run.level)h\(run.count)"
            }
            level = run.level
            position += run.count
        }
        return level > 0 ? path + "V\(Self.height)z" : path
    }
}
