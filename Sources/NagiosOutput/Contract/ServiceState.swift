/// What a check found, as the Monitoring Plugins guidelines have it; the raw value is the exit code.
public enum ServiceState: Int32, CaseIterable, Sendable {
    /// Nothing is wrong.
    case ok = 0
    /// Somebody should look.
    case warning = 1
    /// Somebody has to act.
    case critical = 2
    /// The check could not find out, or was asked something it does not understand.
    case unknown = 3

    /// The word that the first line has.
    public var word: String {
        switch self {
        case .ok: "OK"
        case .warning: "WARNING"
        case .critical: "CRITICAL"
        case .unknown: "UNKNOWN"
        }
    }

    /// The state of this name or number, in whatever case.
    public init?(named text: String) {
        let text = text.uppercased()
        guard let state = Self.allCases.first(where: { $0.word == text || String($0.rawValue) == text }) else {
            return nil
        }
        self = state
    }

    /// How much it weighs among several: what is known to be wrong outweighs what is not known.
    private var weight: Int {
        switch self {
        case .ok: 0
        case .unknown: 1
        case .warning: 2
        case .critical: 3
        }
    }

    /// The worse of two.
    public func worse(_ other: ServiceState) -> ServiceState { other.weight > weight ? other : self }

    /// Whether this one is worse than another.
    public func isWorse(than other: ServiceState) -> Bool { weight > other.weight }
}

extension Sequence<ServiceState> {
    /// The worst of them; OK if there is none.
    public var worst: ServiceState { reduce(.ok) { $0.worse($1) } }
}
