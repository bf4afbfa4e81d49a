import Snapshot

/// What is wrong with a file of numbers.
public struct IndexTextError: Error, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// What is wrong there.
    public let reason: String

    /// Both, for an operator.
    public var description: String { "line \(line) \(reason)" }
}

extension IndexBook {
    /// The text that keeps the numbers, for ``init(text:boot:)``.
    ///
    /// - Parameter boot: What the numbers hold for: one run of the host.
    public func text(boot: String) -> String {
        var text = "\(Self.title)\nboot \(escaped(boot))\nhighest \(highest)\n"
        for (uuid, guest) in guests.sorted(by: { $0.value.index < $1.value.index }) {
            text += "guest \(guest.index) \(uuid)\n"
            for (key, number) in guest.disks.sorted(by: { $0.value < $1.value }) {
                text += "disk \(number) \(escaped(key))\n"
            }
            for (key, number) in guest.interfaces.sorted(by: { $0.value < $1.value }) {
                text += "interface \(number) \(escaped(key))\n"
            }
        }
        for (name, number) in pools.sorted(by: { $0.value < $1.value }) { text += "pool \(number) \(escaped(name))\n" }
        return text
    }

    private static let title = "virtpulse-snmp indexes 1"

    /// The numbers that a text keeps.
    ///
    /// - Parameter boot: The run of the host that is now: numbers of another one are over.
    /// - Throws: ``IndexTextError`` for what ``text(boot:)`` does not write.
    public init(text: String, boot: String) throws(IndexTextError) {
        self.init()
        // by the line feed alone: tenants may choose names with the other ends of lines
        var lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false).map { String(Substring($0)) }
        guard lines.popLast() == "" else { throw IndexTextError(line: lines.count + 1, reason: "is cut off") }
        guard lines.first == Self.title else {
            throw IndexTextError(line: 1, reason: "is not '\(Self.title)', as this version writes it")
        }
        guard lines.count >= 3, lines[1].hasPrefix("boot "), let written = unescaped(lines[1].dropFirst(5)) else {
            throw IndexTextError(line: 2, reason: "does not name the run of the host")
        }
        guard written == boot else { return }
        var current: DomainIdentity.UUID?
        for (position, line) in lines.enumerated().dropFirst(2) {
            guard read(line, &current) else {
                throw IndexTextError(line: position + 1, reason: "is not a number that was given")
            }
        }
        let given = guests.values.map(\.index)
        guard Set(given).count == given.count, given.allSatisfy({ $0 <= highest }) else {
            throw IndexTextError(line: 3, reason: "has a lower number than a guest, or two guests have one")
        }
    }

    /// A book without numbers, which gives none again of those that a damaged text tells of.
    ///
    /// - Parameter boot: The run of the host that is now: if the text is of another one, all are free.
    public init(after text: String, boot: String) {
        self.init()
        let lines = text.utf8.split(separator: 10).map { String(Substring($0)) }
        guard lines.contains("boot \(escaped(boot))") else { return }
        for line in lines where line.hasPrefix("highest ") || line.hasPrefix("guest ") {
            let number = line.split(separator: " ").dropFirst().first.flatMap { UInt32($0) } ?? 0
            if number <= Int32.max { highest = max(highest, number) }
        }
    }

    private mutating func read(_ line: String, _ current: inout DomainIdentity.UUID?) -> Bool {
        let parts = line.utf8.split(separator: 32, maxSplits: 2, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard parts.count >= 2, let number = UInt32(parts[1]), number <= Int32.max else { return false }
        guard parts.count == 3 else {
            highest = number
            return parts[0] == "highest"
        }
        guard number > 0, let key = unescaped(parts[2]) else { return false }
        switch parts[0] {
        case "guest":
            guard let uuid = DomainIdentity.UUID(key), guests[uuid] == nil else { return false }
            guests[uuid] = Guest(index: number)
            current = uuid
        case "disk":
            guard let current, var guest = guests[current], guest.number(disk: key) == number else { return false }
            guests[current] = guest
        case "interface":
            guard let current, var guest = guests[current], guest.number(interface: key) == number else {
                return false
            }
            guests[current] = guest
        case "pool":
            guard number == pools.count + 1, pools[key] == nil else { return false }
            pools[key] = number
        default: return false
        }
        return true
    }
}

/// A text in one line.
private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "%": result += "%25"
        case "\n": result += "%0A"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

private func unescaped(_ text: some StringProtocol) -> String? {
    var result = ""
    var rest = text.unicodeScalars.makeIterator()
    while let scalar = rest.next() {
        guard scalar == "%" else {
            result.unicodeScalars.append(scalar)
            continue
        }
        switch (rest.next(), rest.next()) {
        case ("2", "5"): result.append("%")
        case ("0", "A"): result.append("\n")
        default: return nil
        }
    }
    return result
}
