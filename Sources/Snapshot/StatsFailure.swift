/// Why a source did not answer.
public struct StatsFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What a failure means for what comes next.
    public enum Kind: Hashable, Sendable {
        /// The connection cannot be opened or is lost: nothing else will succeed on it.
        case unreachable
        /// No libvirt driver takes the URI: no later attempt will fare better.
        case misconfigured
        /// The driver has no such call.
        case unsupported
        /// This call failed; others may succeed.
        case failed
        /// No answer within the deadline.
        case late
    }

    /// What it means for what comes next.
    public let kind: Kind
    /// What failed, on which URI or guest, and what to do.
    public let description: String

    /// The failure of this kind.
    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
