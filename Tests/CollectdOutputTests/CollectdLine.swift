import Testing

/// A line as collectd 5.12 reads it, which is refused here where collectd refuses it, drops it without a word, takes it for
/// something else or dies of it.
struct CollectdLine: Equatable {
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    enum Source: String {
        case derive
        case gauge
    }

    /// `types.db` of collectd 5.12, as far as it is used here.
    static let types: [String: [Source]] = [
        "virt_cpu_total": [.derive], "virt_vcpu": [.derive], "memory": [.gauge], "percent": [.gauge],
        "ps_cputime": [.derive, .derive], "ps_pagefaults": [.derive, .derive], "swap_io": [.derive],
        "disk_ops": [.derive, .derive], "disk_octets": [.derive, .derive], "disk_time": [.derive, .derive],
        "total_requests": [.derive], "total_time_in_ms": [.derive], "disk_allocation": [.gauge],
        "disk_capacity": [.gauge], "disk_physical": [.gauge], "disk_error": [.gauge], "disk_latency": [.gauge, .gauge],
        "if_octets": [.derive, .derive], "if_packets": [.derive, .derive], "if_errors": [.derive, .derive],
        "if_dropped": [.derive, .derive], "domain_state": [.gauge, .gauge], "cpu_affinity": [.gauge],
        "perf": [.derive], "job_stats": [.derive], "gauge": [.gauge], "duration": [.gauge],
    ]

    var command = ""
    /// `host`, `plugin`, `plugin_instance`, `type`, `type_instance`.
    var fields: [String: String] = [:]
    var options: [String: String] = [:]
    var time = 0.0
    var values: [String] = []

    /// The name of a value: host, plugin and type with their instances.
    var identifier: String {
        func part(_ name: String, _ instance: String) -> String {
            let instance = fields[instance] ?? ""
            return (fields[name] ?? "") + (instance.isEmpty ? "" : "-\(instance)")
        }
        return "\(fields["host"] ?? "")/\(part("plugin", "plugin_instance"))/\(part("type", "type_instance"))"
    }

    /// The lines of a text, each with its end.
    static func lines(_ bytes: [UInt8]) throws -> [CollectdLine] {
        guard bytes.isEmpty || bytes.last == UInt8(ascii: "\n") else { throw Refusal(description: "no end of line") }
        return try bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast().map {
            try CollectdLine(Array($0))
        }
    }

    init(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        func refuse(_ reason: String) -> Refusal { Refusal(description: "\(reason): \(text)") }
        guard bytes.count + 1 < 1200 else { throw refuse("a line of 1200 bytes or more") }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw refuse("half a character") }
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { throw refuse("a control character") }
        let words = try Self.words(bytes).map { String(decoding: $0, as: UTF8.self) }
        command = words.first ?? ""
        switch command {
        case "PUTVAL": try readValues(words, refuse)
        case "PUTNOTIF": try readNotification(words, refuse)
        default: throw refuse("no command")
        }
    }

    private mutating func readValues(_ words: [String], _ refuse: (String) -> Refusal) throws {
        guard words.count == 4 else { throw refuse("\(words.count) words") }
        try readIdentifier(words[1], refuse)
        guard words[2].hasPrefix("interval="), let interval = Double(words[2].dropFirst(9)), interval > 0 else {
            throw refuse("an interval")
        }
        let parts = words[3].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let time = Double(parts[0]), time > 0 else { throw refuse("a time") }
        self.time = time
        values = Array(parts.dropFirst())
        guard let sources = Self.types[fields["type"] ?? ""] else { throw refuse("an unknown type") }
        guard sources.count == values.count else { throw refuse("\(values.count) values") }
        for (source, value) in zip(sources, values) {
            switch source {
            case .derive:
                guard let number = Int64(value), number >= 0, String(number) == value else { throw refuse("a derive") }
            case .gauge:
                guard value == "U" && values.contains(where: { $0 != "U" }) || Double(value)?.isFinite ?? false else {
                    throw refuse("a gauge")
                }
            }
        }
    }

    private mutating func readIdentifier(_ identifier: String, _ refuse: (String) -> Refusal) throws {
        let parts = identifier.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { throw refuse("\(parts.count) parts of an identifier") }
        for (part, name) in zip(parts[1...], ["plugin", "type"]) {
            let pieces = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            fields[name] = pieces[0]
            if pieces.count > 1 { fields["\(name)_instance"] = pieces[1] }
        }
        fields["host"] = parts[0]
        guard !parts[0].isEmpty else { throw refuse("no host") }
        guard !parts[0].hasPrefix(".") else { throw refuse("a host that begins with a dot") }
        try checkLengths(refuse)
    }

    private func checkLengths(_ refuse: (String) -> Refusal) throws {
        guard fields.values.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 127 }) else {
            throw refuse("a field that is empty or too long")
        }
    }

    private mutating func readNotification(_ words: [String], _ refuse: (String) -> Refusal) throws {
        for word in words.dropFirst() {
            guard let equals = word.firstIndex(of: "=") else { throw refuse("a word that is no option") }
            let (name, value) = (String(word[..<equals]), String(word[word.index(after: equals)...]))
            switch name {
            case "host", "plugin", "plugin_instance", "type", "type_instance": fields[name] = value
            case "severity", "message", "time": options[name] = value
            case _ where name.hasPrefix("s:") && name.utf8.count > 2: options[name] = value
            default: throw refuse("an unknown option")
            }
        }
        guard ["failure", "warning", "okay"].contains(options["severity"]) else { throw refuse("a severity") }
        guard let time = options["time"].flatMap(Double.init) else { throw refuse("a time") }
        self.time = time
        guard let message = options["message"], !message.isEmpty, message.utf8.count <= 255 else {
            throw refuse("a message")
        }
        try checkLengths(refuse)
    }

    /// Words with spaces between; within quotation marks a backslash takes the next character as it is.
    private static func words(_ bytes: [UInt8]) throws -> [[UInt8]] {
        var words: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            var word: [UInt8] = []
            while let byte = rest.first, byte != UInt8(ascii: " ") {
                rest = rest.dropFirst()
                // one that begins a word or an option's value
                guard byte == UInt8(ascii: "\""), word.isEmpty || word.last == UInt8(ascii: "=") else {
                    guard byte != UInt8(ascii: "\"") else { throw Refusal(description: "a quotation mark in a word") }
                    word.append(byte)
                    continue
                }
                var isClosed = false
                while let inner = rest.popFirst() {
                    if inner == UInt8(ascii: "\"") {
                        isClosed = true
                        break
                    }
                    guard inner == UInt8(ascii: "\\") else {
                        word.append(inner)
                        continue
                    }
                    guard let next = rest.popFirst() else { throw Refusal(description: "a backslash at the end") }
                    word.append(next)
                }
                guard isClosed, rest.isEmpty || rest.first == UInt8(ascii: " ") else {
                    throw Refusal(description: "a quotation that does not end")
                }
            }
            guard !word.isEmpty else { throw Refusal(description: "two spaces") }
            words.append(word)
            rest = rest.dropFirst()
        }
        return words
    }
}
