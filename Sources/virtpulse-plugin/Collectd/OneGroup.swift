import CommandLineInterface
import Glibc

/// The group that collectd starts a program with.
enum OneGroup {
    /// Makes the group of `Exec "user:group"` the only one.
    ///
    /// collectd leaves the user's own as the real one beside it. libvirt takes such a process for one of more rights than its
    /// user has, and refuses to work in it.
    static func take() throws(OperatorError) {
        let group = getegid()
        guard getgid() != group, setregid(group, group) != 0 else { return }
        let reason = unsafe String(cString: strerror(errno))
        throw .failure("cannot take the group \(group) of Exec \"user:group\": \(reason)")
    }
}
