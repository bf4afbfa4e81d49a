import CommandLineInterface
import Glibc

/// The interfaces of this machine.
enum HostInterfaces {
    /// Their numbers (`ifIndex`, RFC 2863) by name.
    static var numbers: [String: UInt32] {
        guard let list = unsafe if_nameindex() else { return [:] }
        defer { unsafe if_freenameindex(list) }
        var numbers: [String: UInt32] = [:]
        var entry = unsafe list
        while unsafe entry.pointee.if_index != 0 {
            if let name = unsafe entry.pointee.if_name {
                unsafe numbers[String(cString: name)] = entry.pointee.if_index
            }
            unsafe entry += 1
        }
        return numbers
    }

    /// Numbers of what some of them lie on, as macvtap interfaces do, by the names of those.
    static func parents(of names: Set<String>, among numbers: [String: UInt32]) -> [String: UInt32] {
        var parents: [String: UInt32] = [:]
        // a name that the kernel gave is no path
        for name in names {
            guard let own = numbers[name], let text = try? ConfigurationFile.text("/sys/class/net/\(name)/iflink"),
                let lower = UInt32(text.prefix { $0.isNumber }), lower != own
            else { continue }
            parents[name] = lower
        }
        return parents
    }
}
