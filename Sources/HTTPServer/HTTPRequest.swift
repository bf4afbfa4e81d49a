internal import NIOHTTP1

/// A request without a body, as a handler gets it.
public struct HTTPRequest: Sendable {
    /// The methods that reach a handler.
    public enum Method: String, Sendable {
        /// The whole response is wanted.
        case get = "GET"
        /// The head of the response is wanted; the server leaves out the body by itself.
        case head = "HEAD"
    }

    /// One `name=value` of a query; without `=` the value is empty.
    public struct QueryItem: Hashable, Sendable {
        /// The name, decoded.
        public let name: String
        /// The value, decoded.
        public let value: String

        /// An item of decoded texts.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The method.
    public let method: Method
    /// The path, decoded, without the query.
    public let path: String
    /// The query's items in order, names repeated as often as the client sent them.
    public let query: [QueryItem]
    private let headers: HTTPHeaders

    /// A request as a test of a handler makes it.
    ///
    /// - Parameter target: the request target as it stands on the wire: `/metrics?collect[]=domain`.
    public init(method: Method = .get, target: String, headers: [(name: String, value: String)] = []) {
        self.init(
            method: method,
            target: RequestTarget(target),
            headers: HTTPHeaders(headers.map { ($0.name, $0.value) })
        )
    }

    init(method: Method, target: RequestTarget, headers: HTTPHeaders) {
        self.method = method
        path = target.path
        query = target.query
        self.headers = headers
    }

    /// The value of a header field, whose name is compared without regard to case; several are joined by a comma.
    public func header(_ name: String) -> String? {
        let values = headers[name]
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// All values that the query has for a name, in order.
    public func queryValues(_ name: String) -> [String] {
        query.filter { $0.name == name }.map(\.value)
    }
}
