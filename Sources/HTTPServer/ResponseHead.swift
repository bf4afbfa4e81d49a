internal import NIOHTTP1

extension HTTPResponse {
    /// The head as it is sent, for a body of the response's length whether or not it is sent along.
    func head(keepAlive: Bool, isHTTP10: Bool) -> HTTPResponseHead {
        var fields = HTTPHeaders()
        fields.reserveCapacity(headers.count + 4)
        if let contentType, Self.isValue(contentType) { fields.add(name: "Content-Type", value: contentType) }
        fields.add(name: "Content-Length", value: String(body.count))
        for (name, value) in headers where Self.isName(name) && Self.isValue(value) && !Self.isFraming(name) {
            fields.add(name: name, value: value)
        }
        if !fields.contains(name: "Cache-Control") { fields.add(name: "Cache-Control", value: "no-store") }
        if !keepAlive {
            fields.add(name: "Connection", value: "close")
        } else if isHTTP10 {
            fields.add(name: "Connection", value: "keep-alive")
        }
        let status = HTTPResponseStatus(statusCode: (200...599).contains(status) ? status : 500)
        return HTTPResponseHead(version: .http1_1, status: status, headers: fields)
    }

    /// What is answered where there is nothing.
    static var notFound: HTTPResponse { .text("Not Found\n", status: 404) }

    /// Whether a header field is set, its name compared without regard to case.
    func hasHeader(_ name: String) -> Bool { headers.contains { $0.name.lowercased() == name.lowercased() } }

    /// What is answered to a request that no handler gets.
    static func refusal(_ refusal: ConnectionState.Refusal) -> HTTPResponse {
        switch refusal {
        case .malformed: .text("Bad Request\n", status: 400)
        case .timeout: .text("Request Timeout\n", status: 408)
        case .methodNotAllowed:
            .text("Method Not Allowed\n", status: 405, headers: [(name: "Allow", value: "GET, HEAD")])
        case .bodyNotAllowed: .text("Content Too Large: no request body is accepted\n", status: 413)
        case .headTooLarge: .text("Request Header Fields Too Large\n", status: 431)
        case .overloaded: .text("Too many connections\n", status: 503, headers: [(name: "Retry-After", value: "1")])
        case .unsupportedVersion: .text("HTTP Version Not Supported\n", status: 505)
        }
    }

    /// Whether the server alone writes that field.
    private static func isFraming(_ name: String) -> Bool {
        ["connection", "content-length", "content-type", "transfer-encoding"].contains(name.lowercased())
    }

    /// RFC 9110, section 5.1: a field name is a token.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// Whether the text can stand in a field without ending it.
    private static func isValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7f) || $0 == 0x09 }
    }
}
