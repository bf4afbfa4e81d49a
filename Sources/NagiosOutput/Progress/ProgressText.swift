import Snapshot

extension ProgressMemory {
    private static let title = "virtpulse progress 1"
    /// No disk and no kind of job is called by more bytes; what is cannot be remembered.
    static let longestWord = 64

    /// The text of a file that holds it: the title, which start of the machine its moments are of, and a job a line.
    public func text(boot: UInt64) -> String {
        let lines = entries.map { key, entry in
            [
                key.guest.description, String(key.run), Self.word(key.disk), Self.word(key.kind), String(entry.current),
                entry.end.map { String($0) } ?? "-", String(entry.lookedAt), String(entry.clock),
                String(entry.firstSeen), String(entry.movedAt),
            ].joined(separator: " ")
        }
        return ([Self.title, String(boot, radix: 16)] + lines.sorted()).joined(separator: "\n") + "\n"
    }

    /// What a file holds; nothing if it is of another start of the machine, and `nil` if it is no such file.
    public init?(reading text: String, boot: UInt64) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 2, lines.removeFirst() == Self.title, lines.removeLast().isEmpty,
            let start = UInt64(lines.removeFirst(), radix: 16), lines.count <= Self.mostEntries
        else { return nil }
        self.init()
        guard start == boot else { return }
        var entries: [Key: Entry] = [:]
        for line in lines {
            guard let (key, entry) = Self.entry(line), entries.updateValue(entry, forKey: key) == nil else {
                return nil
            }
        }
        self.init(entries)
    }

    private static func entry(_ line: Substring) -> (Key, Entry)? {
        let fields = line.split(separator: " ", omittingEmptySubsequences: false)
        guard fields.count == 10, let guest = DomainIdentity.UUID(reading: fields[0]), let run = Int32(fields[1]),
            run >= 0,
            let disk = plain(fields[2]), let kind = plain(fields[3]), let current = UInt64(fields[4])
        else { return nil }
        let end = fields[5] == "-" ? nil : UInt64(fields[5])
        let moments = fields[6...].compactMap { Double($0) }.filter { $0 >= 0 && $0 < 1e10 }
        guard end != nil || fields[5] == "-", moments.count == 4 else { return nil }
        let entry = Entry(
            current: current, end: end, lookedAt: moments[0], clock: moments[1], firstSeen: moments[2],
            movedAt: moments[3])
        guard entry.firstSeen <= entry.clock, entry.movedAt <= entry.clock else { return nil }
        return (Key(guest: guest, run: run, disk: disk, kind: kind), entry)
    }

    /// A text as one word of hexadecimal digits behind an `=`.
    private static func word(_ text: String) -> String {
        "="
            + text.utf8.map { byte in
                let digits = String(byte, radix: 16)
                return digits.count == 1 ? "0\(digits)" : digits
            }
            .joined()
    }

    private static func plain(_ word: Substring) -> String? {
        let digits = Array(word.utf8.dropFirst())
        guard word.utf8.first == UInt8(ascii: "="), digits.count.isMultiple(of: 2), digits.count <= longestWord * 2
        else { return nil }
        var bytes: [UInt8] = []
        for position in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[position...position + 1], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension DomainIdentity.UUID {
    /// The UUID of its canonical form.
    fileprivate init?(reading text: Substring) {
        let digits = text.filter { $0 != "-" }
        guard text.utf8.count == 36, digits.utf8.count == 32, let high = UInt64(digits.prefix(16), radix: 16),
            let low = UInt64(digits.suffix(16), radix: 16)
        else { return nil }
        self.init(high: high, low: low)
        guard description == text else { return nil }
    }
}
