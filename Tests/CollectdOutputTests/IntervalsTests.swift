import CollectdOutput
import Testing

/// When values are due.
@Suite struct IntervalsTests {
    @Test(arguments: [
        // in time, and a moment too early
        [(1003.0, 7.0), (1010, 10), (1020.5, 9.5), (1029.5, 10.5), (1040, 10)],
        // one took longer than its interval, and one than three
        [(1003, 7), (1021, 0), (1023, 7), (1070, 10), (1081, 9)],
        // the clock is set back, and forth
        [(1003, 7), (1012, 8), (500, 10), (511, 9), (3000, 10), (3010, 10)],
    ])
    func waits(steps: [(time: Double, wait: Double)]) {
        var intervals = Intervals(10)
        for step in steps { #expect(abs(intervals.wait(at: step.time) - step.wait) < 1e-6, "\(step)") }
    }
}
