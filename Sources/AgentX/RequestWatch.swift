import CNetSNMP

/// Whether the next request is so near that to wait for it awake costs less than to sleep and be woken.
///
/// A master asks for a walk row by row; net-snmp's has some 20 µs between an answer and the next question. A sleep of the one
/// that waits costs both processes more than that, of a virtual processor most of all. Where requests come at a slower pace, that
/// is soon given up.
struct RequestWatch {
    /// Whether the last request came as soon after another as the rows of a walk do.
    private var isOn = false
    /// What watches have brought: those in vain count for several of the others.
    private var credit = 0
    private let hasProcessors: Bool

    /// A request sooner after another than this is a row of a walk.
    private static let brisk = Duration.microseconds(150)
    /// What is waited for awake at most, from the beginning of the request before on.
    private static let longest = Duration.microseconds(60)
    private static let mostCredit = 8
    private static let priceInVain = 4

    /// - Parameter processors: On how many this thread may run: where there is one, the master needs it.
    init(processors: Int = Int(virtpulse_processors())) { hasProcessors = processors > 1 }

    /// Notes a request, and how long after the one before it came.
    mutating func note(_ gap: Duration?) {
        isOn = gap.map { $0 < Self.brisk } ?? false
        if isOn { credit = min(credit + 1, Self.mostCredit) }
    }

    /// Whether to stay awake when the last request is this long ago.
    mutating func goesOn(after elapsed: Duration) -> Bool {
        guard isOn, hasProcessors, credit > 0 else { return false }
        if elapsed >= Self.longest {
            isOn = false
            credit -= Self.priceInVain
        }
        return isOn
    }
}
