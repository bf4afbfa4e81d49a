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
}
