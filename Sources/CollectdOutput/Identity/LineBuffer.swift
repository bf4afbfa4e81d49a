/// Lines for collectd's `exec` plugin.
///
/// Each is one value list or one notification, shorter than what that plugin reads at once.
struct LineBuffer: Sendable {
    /// The lines so far, each with its end.
    private(set) var bytes: [UInt8] = []
    /// Seconds between two values.
    let interval: Double
    private let options: String

    /// The longest line, its end included: collectd stops reading for ever at a longer one.
    static let longestLine = 1199

    /// No lines.
    ///
    /// - Parameter interval: Seconds between two values.
    init(interval: Double) {
        self.interval = interval
        options = " interval=\(Decimal.text(interval)) "
    }

    /// Writes a value list.
    ///
    /// - Parameters:
    ///   - instance: What stands behind the type; empty if nothing does.
    ///   - time: Seconds of Unix time.
    ///   - values: As many as the type has; none is written unless all are known.
    mutating func put(
        _ guest: GuestName, _ type: String, _ instance: FieldText = FieldText(""), at time: String,
        _ values: [CollectdValue?]
    ) {
        let start = bytes.count
        bytes.append(contentsOf: "PUTVAL \"".utf8)
        bytes.append(escaped: guest.host.bytes)
        bytes.append(contentsOf: "/virt".utf8)
        if !guest.pluginInstance.bytes.isEmpty {
            bytes.append(UInt8(ascii: "-"))
            bytes.append(escaped: guest.pluginInstance.bytes)
        }
        bytes.append(UInt8(ascii: "/"))
        bytes.append(contentsOf: type.utf8)
        if !instance.bytes.isEmpty {
            bytes.append(UInt8(ascii: "-"))
            bytes.append(escaped: instance.bytes)
        }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: options.utf8)
        bytes.append(contentsOf: time.utf8)
        for value in values {
            guard let text = value?.text else {
                bytes.removeSubrange(start...)
                return
            }
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: text.utf8)
        }
        end(lineFrom: start)
    }

    /// Writes a notification, unless it says nothing: collectd refuses that.
    mutating func put(_ notification: CollectdNotification) {
        guard !notification.message.isEmpty else { return }
        let start = bytes.count
        bytes.append(contentsOf: "PUTNOTIF severity=\(notification.severity.rawValue)".utf8)
        bytes.append(contentsOf: " time=\(Decimal.text(notification.time))".utf8)
        put("host", notification.guest.host.bytes)
        put("plugin", "virt".utf8)
        if !notification.guest.pluginInstance.bytes.isEmpty {
            put("plugin_instance", notification.guest.pluginInstance.bytes)
        }
        put("type", notification.type.utf8)
        if let instance = notification.typeInstance { put("type_instance", FieldText(instance).bytes) }
        // without a message collectd refuses all
        put("message", start: start, notification.message, most: Self.longestMessage)
        for (name, text) in notification.details { put("s:\(name)", start: start, text, most: Self.longestMessage) }
        end(lineFrom: start)
    }

    /// What collectd keeps of a message.
    private static let longestMessage = 255

    private mutating func put(_ option: String, _ value: some Sequence<UInt8>) {
        bytes.append(contentsOf: " \(option)=\"".utf8)
        bytes.append(escaped: value)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes as much of a text as the line that began at `start` has room for.
    private mutating func put(_ option: String, start: Int, _ text: String, most: Int) {
        let room = Self.longestLine - (bytes.count - start) - option.utf8.count - " =\"\"\n".utf8.count
        guard room > 0 else { return }
        var value = FieldText.cut(text, to: min(most, room)).bytes
        let escapes = value.count { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
        if value.count + escapes > room { value = FieldText.cut(text, to: room / 2).bytes }
        put(option, value)
    }

    private mutating func end(lineFrom start: Int) {
        bytes.append(UInt8(ascii: "\n"))
        // fields are short enough for this never to happen; if it did, collectd would stop reading
        if bytes.count - start > Self.longestLine { bytes.removeSubrange(start...) }
    }
}
