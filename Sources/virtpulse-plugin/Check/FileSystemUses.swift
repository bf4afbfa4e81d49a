import Libvirt
import NagiosOutput

/// Reads what guests' agents tell of their file systems.
enum FileSystemUses {
    /// More than any guest has; the number is a tenant's.
    private static let most: UInt64 = 1024

    /// The file systems in an answer of `virDomainGetGuestInfo`, those without a mount point left out.
    static func all(in parameters: TypedParameters) -> [DirectAnswers.FileSystemUse] {
        let values = Dictionary(parameters.map { ($0.name, $0.value) }) { first, _ in first }
        let count = values["fs.count"]?.unsigned ?? 0
        return (0..<min(count, most)).compactMap { number in
            guard case .string(let mountPoint) = values["fs.\(number).mountpoint"] else { return nil }
            var type: String?
            if case .string(let text) = values["fs.\(number).fstype"] { type = text }
            return DirectAnswers.FileSystemUse(
                mountPoint: mountPoint, type: type, total: values["fs.\(number).total-bytes"]?.unsigned,
                used: values["fs.\(number).used-bytes"]?.unsigned)
        }
    }
}
