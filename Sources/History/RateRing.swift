import Snapshot

/// The rates of the last ten minutes, as means over steps of ten seconds, however often samples come.
struct RateRing: Sendable {
    /// How long a step is.
    static let step = Duration.seconds(10)
    /// How many steps there are.
    static let capacity = 60

    /// Not a number where a rate is absent: an optional would take twice the room.
    typealias Step = PerCounter<Float>

    private static let absent = Step(repeating: .nan)

    /// A mean weighted by time.
    private struct Mean: Sendable {
        var sum = 0.0
        var seconds = 0.0
    }

    private var steps = [Step](repeating: absent, count: capacity)
    private var means = PerCounter(repeating: Mean())
    /// The number of the newest step since the clock's origin.
    private(set) var newest: Int64

    /// A ring without rates, whose newest step is the one of this moment.
    init(at moment: MonotonicTime) { newest = Self.number(of: moment) }

    /// The step that a moment falls into.
    static func number(of moment: MonotonicTime) -> Int64 { moment.sinceOrigin.components.seconds / 10 }

    /// Adds the rates between two samples.
    ///
    /// What lies in one step is folded into its mean; what is longer than a step holds for all the steps it ends.
    mutating func add(_ rates: DomainRates, from start: MonotonicTime, to end: MonotonicTime) {
        let number = Self.number(of: end)
        if number > newest {
            for skipped in max(newest + 1, number - Int64(Self.capacity) + 1)..<number {
                steps[Self.position(skipped)] = rates.map { $0.map(Float.init) ?? .nan }
            }
            newest = number
            means = PerCounter(repeating: Mean())
        }
        let seconds = min(end - start, Self.step) / .seconds(1)
        means = means.merging(rates) { mean, rate in
            rate.map { Mean(sum: mean.sum + $0 * seconds, seconds: mean.seconds + seconds) } ?? mean
        }
        steps[Self.position(newest)] = means.map { $0.seconds > 0 ? Float($0.sum / $0.seconds) : .nan }
    }

    /// The rates of the steps up to one that is not before the newest, the oldest first.
    func rates(through last: Int64) -> [DomainRates] {
        (last - Int64(Self.capacity) + 1...last).map { number in
            guard number <= newest, number > newest - Int64(Self.capacity) else { return DomainRates(repeating: nil) }
            return steps[Self.position(number)].map { $0.isNaN ? nil : Double($0) }
        }
    }

    private static func position(_ number: Int64) -> Int {
        let rest = Int(number % Int64(capacity))
        return rest < 0 ? rest + capacity : rest
    }
}
