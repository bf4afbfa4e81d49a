import Glibc
import Snapshot

/// Since when the QEMU guests of this machine run, by the files of their process IDs.
///
/// libvirt's QEMU driver writes one when it starts a guest and removes it when the guest ends, and does not touch it between
/// (`virPidFileBuildPath`). Nothing that libvirt can be asked tells of a start before anybody listened. As a rule every user may look
/// at the file, which waits for nobody: not for a process that hangs either, as parts of `/proc` do.
struct PIDFiles: Sendable {
    /// Where they are.
    let folder: String

    /// The files of the host at this URI; `nil` where it is not QEMU's of this machine, or keeps them nobody knows where.
    ///
    /// - Parameter runtimeFolder: `XDG_RUNTIME_DIR`, below which a user's own libvirt keeps them.
    init?(uri: String, runtimeFolder: String?) {
        guard let prefix = ["qemu:///", "qemu+unix:///"].first(where: uri.hasPrefix) else { return nil }
        let parts = uri.dropFirst(prefix.count).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let parameters = parts.count > 1 ? parts[1].split { $0 == "&" || $0 == ";" } : []
        let socket = parameters.first { $0.hasPrefix("socket=") }?.dropFirst("socket=".count)
        if let socket, !socket.hasPrefix("/") || socket.contains("%") { return nil }
        let below = socket.map { $0[..<($0.lastIndex(of: "/") ?? $0.startIndex)] }
        switch parts[0] {
        case "system": folder = "\(below ?? "/run/libvirt")/qemu"
        case "session":
            guard let parent = below.map(String.init) ?? runtimeFolder.map({ "\($0)/libvirt" }) else { return nil }
            folder = "\(parent)/qemu/run"
        default: return nil
        }
    }

    /// When a running guest was started, in seconds of Unix time; `nil` where no file tells.
    func startTime(of domain: DomainIdentity) -> Double? {
        guard domain.id != nil, !domain.name.contains("/") else { return nil }
        var file = stat()
        guard unsafe stat("\(folder)/\(domain.name).pid", &file) == 0, file.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        return Double(file.st_mtim.tv_sec) + Double(file.st_mtim.tv_nsec) / 1e9
    }
}
