internal import Glibc
internal import NIOCore

/// Who is at the other end of a unix socket (unix(7), SO_PEERCRED and SO_PEERGROUPS).
struct FeedPeer {
    let user: uid_t
    private let mainGroup: gid_t
    /// The further groups; `nil` where the system does not tell them, or they are very many.
    private let groups: Set<gid_t>?

    /// struct ucred of the system's headers.
    private struct Credentials: Sendable {
        var process: pid_t
        var user: uid_t
        var group: gid_t
    }

    /// What the kernel fills from the beginning, by rising number; the rest stays zero.
    private typealias Groups = InlineArray<1024, gid_t>

    /// `nil` where the system does not tell; on the channel's event loop.
    init?(of channel: any Channel) {
        guard let provider = channel as? any SocketOptionProvider,
            let known: Credentials = Self.option(SO_PEERCRED, of: provider)
        else { return nil }
        (user, mainGroup) = (known.user, known.group)
        let listed: Groups? = Self.option(SO_PEERGROUPS, of: provider)
        groups = listed.map { listed in
            let last = listed.indices.last { listed[$0] != 0 }
            return last.map { Set((0...$0).map { listed[$0] }) } ?? []
        }
    }

    private static func option<Value: Sendable>(_ name: CInt, of provider: any SocketOptionProvider) -> Value? {
        let answer: EventLoopFuture<Value> = provider.unsafeGetSocketOption(
            level: .socket, name: .init(rawValue: name))
        var known: Value?
        // asked for on the loop, it is there at once
        answer.assumeIsolated().whenSuccess { known = $0 }
        return known
    }

    /// Whether it is root, this user, or a member of a group.
    func mayRead(asMemberOf group: gid_t) -> Bool {
        if user == 0 || user == geteuid() || mainGroup == group { return true }
        // the mode of the file decided already, where its groups are not told
        return groups?.contains(group) ?? true
    }
}
