/// Why a feed does not say what it was asked.
public enum FeedError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No daemon listens there.
    case absent(path: String)
    /// This user may not ask.
    case denied(path: String)
    /// The connection cannot be made or broke.
    case broken(path: String, reason: String)
    /// No answer within the deadline.
    case late(path: String, Duration)
    /// The daemon does not answer that question.
    case refused(reason: String)
    /// The daemon samples another host than the one asked for.
    case otherHost(path: String, wanted: String, sampled: String)
    /// The answer is not what docs/feed.md says.
    case malformed(String)

    /// What failed, and what to do.
    public var description: String {
        switch self {
        case .absent(let path):
            "no daemon offers its samples at \(path); start `virtpulse serve`, name its socket (feed socket), "
                + "or have libvirt asked (source libvirt)"
        case .denied(let path):
            "this user may not read \(path); run as a member of the group that the socket belongs to"
        case .broken(let path, let reason): "the connection to \(path) failed: \(reason)"
        case .late(let path, let time):
            "the daemon at \(path) did not answer within \(Self.seconds(time)); see whether `virtpulse serve` hangs"
        case .refused(let reason): "the daemon refused: \(reason)"
        case .otherHost(let path, let wanted, let sampled):
            "the daemon at \(path) samples \(sampled), not \(wanted); name that one's socket (feed socket), "
                + "or have libvirt asked (source libvirt)"
        case .malformed(let what): "the daemon's answer makes no sense: \(what); are both of a released version?"
        }
    }

    /// To tenths, for a deadline is what other deadlines left.
    private static func seconds(_ time: Duration) -> String {
        let tenths = (time.feedNanoseconds + 50_000_000) / 100_000_000
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
