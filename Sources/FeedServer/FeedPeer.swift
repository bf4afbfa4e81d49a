internal import FoundationEssentials
internal import Glibc
internal import NIOCore

/// Who is at the other end of a unix socket (unix(7), SO_PEERCRED).
struct FeedPeer {
    let user: uid_t
    let mainGroup: gid_t
    private let process: pid_t

    /// struct ucred of the system's headers.
    private struct Credentials: Sendable {
        var process: pid_t
        var user: uid_t
        var group: gid_t
    }

    /// `nil` where the system does not tell; on the channel's event loop.
    init?(of channel: any Channel) {
        guard let provider = channel as? any SocketOptionProvider else { return nil }
        let answer: EventLoopFuture<Credentials> = provider.unsafeGetSocketOption(
            level: .socket, name: .init(rawValue: SO_PEERCRED))
        var known: Credentials?
        // asked for on the loop, it is there at once
        answer.assumeIsolated().whenSuccess { known = $0 }
        guard let known else { return nil }
        (user, mainGroup, process) = (known.user, known.group, known.process)
    }

    /// Whether it is root, this user, or a member of this process's group, to which the socket belongs.
    var mayRead: Bool {
        if user == 0 || user == geteuid() || mainGroup == getegid() { return true }
        // the mode of the file decided already where its groups cannot be seen
        return groups?.contains(getegid()) ?? true
    }

    /// The further groups of the process (proc(5)).
    private var groups: Set<gid_t>? {
        guard process > 0, let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Groups:") })
        else { return nil }
        return Set(line.dropFirst("Groups:".count).split { $0 == " " || $0 == "\t" }.compactMap { gid_t($0) })
    }
}
