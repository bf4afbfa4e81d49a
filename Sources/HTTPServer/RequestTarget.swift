/// The target of a request line, taken apart (RFC 9112, section 3.2).
struct RequestTarget: Equatable {
    let path: String
    let query: [HTTPRequest.QueryItem]

    /// Reads a target in origin form (`/metrics?x=1`) or absolute form (`http://host/metrics`).
    ///
    /// A broken percent sequence stands for itself: it cannot name a route, and a query is the handler's to judge.
    init(_ text: String) {
        let target = Self.originForm(text.utf8[...])
        let mark = target.firstIndex(of: UInt8(ascii: "?"))
        path = Self.decode(target[..<(mark ?? target.endIndex)], plusIsSpace: false)
        guard let mark else {
            query = []
            return
        }
        query = target[target.index(after: mark)...].split(separator: UInt8(ascii: "&")).map { item in
            let equals = item.firstIndex(of: UInt8(ascii: "="))
            return HTTPRequest.QueryItem(
                name: Self.decode(item[..<(equals ?? item.endIndex)], plusIsSpace: true),
                value: equals.map { Self.decode(item[item.index(after: $0)...], plusIsSpace: true) } ?? ""
            )
        }
    }

    private static func originForm(_ target: Substring.UTF8View) -> Substring.UTF8View {
        guard target.first != UInt8(ascii: "/") else { return target }
        for scheme in ["http://", "https://"] where target.starts(with: scheme.utf8) {
            let authority = target.dropFirst(scheme.utf8.count)
            guard let end = authority.firstIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }) else {
                return "/".utf8[...]
            }
            return authority[end...]
        }
        return target
    }

    private static func decode(_ text: Substring.UTF8View, plusIsSpace: Bool) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let high = rest.first.flatMap(hexadecimal),
                let low = rest.dropFirst().first.flatMap(hexadecimal)
            {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
