import Dispatch
import Glibc
import HostFollowing
import NagiosOutput

/// The files that paths lead to: an image has several paths where there are links, or names of one device.
enum ImageFiles {
    /// A file, whatever it is called.
    private struct File: Hashable {
        let device: dev_t
        /// 0 of a device, which may have several nodes.
        let number: ino_t

        /// What a path leads to, links followed; `nil` if it is neither a plain file nor a disk, or cannot be looked at.
        init?(_ path: String) {
            // what is no path, such as POOL/VOLUME, would be looked for where the check happens to run
            guard path.hasPrefix("/") else { return nil }
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { return nil }
            switch status.st_mode & S_IFMT {
            case S_IFREG: (device, number) = (status.st_dev, status.st_ino)
            case S_IFBLK: (device, number) = (status.st_rdev, 0)
            default: return nil
            }
        }
    }

    /// Those of some paths that lead to the same files as others; it may hang as storage does.
    static func aliases(of others: Set<String>, among paths: [String]) -> Set<String> {
        let files = Set(others.compactMap { File($0) })
        return files.isEmpty ? [] : Set(paths.filter { path in File(path).map(files.contains) ?? false })
    }

    /// The same on a thread that nobody waits for longer than so long; `nil` if it takes longer.
    static func aliases(of others: Set<String>, among paths: [String], within time: Duration) async -> Set<String>? {
        let answer = OneAnswer<Set<String>>()
        DispatchQueue(label: "image files").async { answer.give(aliases(of: others, among: paths)) }
        return await answer.value(within: time)
    }

    /// Whether the paths of a URI's host are those of this one.
    static func areHere(_ uri: String) -> Bool {
        guard let scheme = uri.firstRange(of: "://") else { return true }
        return uri[scheme.upperBound...].first.map { $0 == "/" || $0 == "?" } ?? true
    }
}
