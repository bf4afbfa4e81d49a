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
            "no daemon offers its samples at \(path); start `virtpulse serve`, name its socket with --feed.socket, "
                + "or let libvirt be asked with --source libvirt"
        case .denied(let path):
            "this user may not read \(path); run as a member of the group that the socket belongs to"
        case .broken(let path, let reason): "the connection to \(path) failed: \(reason)"
        case .late(let path, let time):
            "the daemon at \(path) did not answer within \(time); see whether `virtpulse serve` hangs"
        case .refused(let reason): "the daemon refused: \(reason)"
        case .otherHost(let path, let wanted, let sampled):
            "the daemon at \(path) samples \(sampled), not \(wanted); name that one's socket with --feed.socket, "
                + "or let libvirt be asked with --source libvirt"
        case .malformed(let what): "the daemon's answer makes no sense: \(what); are both of a released version?"
        }
    }
}
