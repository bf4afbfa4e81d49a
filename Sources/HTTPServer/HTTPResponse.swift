/// What a handler answers.
///
/// The server adds `Content-Length`, `Connection` where needed and `Cache-Control: no-store`.
public struct HTTPResponse: Sendable {
    /// The status code, 200 to 599.
    public var status: Int
    /// The `Content-Type`; `nil` for a response without one.
    public var contentType: String?
    /// The body; it is shared, not copied, however many connections send it.
    public var body: HTTPBody
    /// Further header fields in order.
    public var headers: [(name: String, value: String)]

    /// A response of its parts.
    public init(
        status: Int = 200,
        contentType: String?,
        body: HTTPBody,
        headers: [(name: String, value: String)] = []
    ) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.headers = headers
    }

    /// A response whose body is one piece.
    public init(
        status: Int = 200,
        contentType: String?,
        body: [UInt8],
        headers: [(name: String, value: String)] = []
    ) {
        self.init(status: status, contentType: contentType, body: HTTPBody([body]), headers: headers)
    }

    /// A response of plain UTF-8 text.
    public static func text(
        _ text: String,
        status: Int = 200,
        headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        HTTPResponse(
            status: status,
            contentType: "text/plain; charset=utf-8",
            body: Array(text.utf8),
            headers: headers
        )
    }
}

/// Answers the requests for one path.
///
/// It runs on the connection's event loop, so that an answer that is there changes no threads: it must not block, and
/// what takes long belongs into a task of its own. Its task is cancelled when the client's connection is lost.
public typealias HTTPHandler = @Sendable (HTTPRequest) async -> HTTPResponse
