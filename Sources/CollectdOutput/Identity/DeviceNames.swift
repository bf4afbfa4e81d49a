/// What a guest's devices are called in collectd: no two the same.
enum DeviceNames {
    /// The names of these devices, by their position.
    ///
    /// - Parameters:
    ///   - targets: What libvirt calls each one, which tells those of the same name apart for as long as they are there.
    ///   - prefix: What stands before each.
    static func fields(_ devices: [String], targets: [String] = [], prefix: String = "") -> [FieldText] {
        let plain = devices.map { FieldText(prefix + $0) }
        var counts: [FieldText: Int] = [:]
        for (field, device) in zip(plain, devices) where !field.isAltered || device.isEmpty {
            counts[field, default: 0] += 1
        }
        var taken: Set<FieldText> = []
        var result = plain.map { field -> FieldText? in
            // who is really called so goes first
            guard !field.isAltered || counts[field] == nil, taken.insert(field).inserted else { return nil }
            return field
        }
        for position in result.indices where result[position] == nil {
            var tag = "~\(tag(targets, at: position))"
            var field = plain[position].ending(with: tag)
            while !taken.insert(field).inserted {
                tag += "~"
                field = plain[position].ending(with: tag)
            }
            result[position] = field
        }
        return zip(result, plain).map { $0 ?? $1 }
    }

    private static func tag(_ targets: [String], at position: Int) -> String {
        guard targets.indices.contains(position), targets[position].utf8.count <= 32,
            targets[position].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
        else { return String(position) }
        return targets[position]
    }
}
