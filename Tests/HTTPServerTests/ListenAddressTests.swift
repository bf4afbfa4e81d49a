import HTTPServer
import Testing

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:9177", ListenAddress.Host.ipv4("127.0.0.1"), 9177), ("[::1]:9177", .ipv6("::1"), 9177),
        (":9177", .all, 9177), ("localhost:0", .name("localhost"), 0), ("0.0.0.0:65535", .ipv4("0.0.0.0"), 65535),
        ("[::]:1", .ipv6("::"), 1), ("host-1.example.org:80", .name("host-1.example.org"), 80),
        ("[::ffff:127.0.0.1]:00080", .ipv6("::ffff:127.0.0.1"), 80),
        ("unix:/run/virtpulse/http.sock", .unix("/run/virtpulse/http.sock"), 0),
    ])
    func valid(_ text: String, _ host: ListenAddress.Host, _ port: Int) throws {
        let address = try ListenAddress(text)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(try ListenAddress(address.description) == address)
    }

    @Test(arguments: [
        ("", ListenAddressError.missingPort("")), ("9177", .missingPort("9177")),
        ("localhost", .missingPort("localhost")),
        ("[::1]", .missingPort("[::1]")), ("[::1]9177", .missingPort("[::1]9177")),
        ("localhost:", .invalidPort("localhost:")),
        (":", .invalidPort(":")), (":65536", .invalidPort(":65536")), (":-1", .invalidPort(":-1")),
        (":+1", .invalidPort(":+1")),
        (":http", .invalidPort(":http")), (": 80", .invalidPort(": 80")), (":999999", .invalidPort(":999999")),
        (":٣", .invalidPort(":٣")), ("::1:9177", .missingBrackets("::1:9177")), ("::1", .missingBrackets("::1")),
        ("fe80::1:80", .missingBrackets("fe80::1:80")), ("[127.0.0.1]:80", .invalidHost("[127.0.0.1]:80")),
        ("[::1:80", .invalidHost("[::1:80")), ("[]:80", .invalidHost("[]:80")),
        ("1.2.3.400:80", .invalidHost("1.2.3.400:80")),
        ("10.1:80", .invalidHost("10.1:80")), ("a b:80", .invalidHost("a b:80")), ("-a:80", .invalidHost("-a:80")),
        ("a..b:80", .invalidHost("a..b:80")), ("*:80", .invalidHost("*:80")),
        ("http://127.0.0.1:80", .invalidHost("http://127.0.0.1:80")), ("host:80:90", .invalidHost("host:80:90")),
        ("a\n:80", .invalidHost("a\n:80")), ("unix:", .invalidPath("unix:")), ("unix:80", .invalidPath("unix:80")),
        ("unix:/" + String(repeating: "a", count: 107), .invalidPath("unix:/" + String(repeating: "a", count: 107))),
    ])
    func invalid(_ text: String, _ expected: ListenAddressError) {
        #expect(throws: expected) { try ListenAddress(text) }
        #expect(expected.description.contains("\"\(text)\""))
    }

    @Test(arguments: [
        ("127.0.0.1:1", true), ("127.255.3.4:1", true), ("[::1]:1", true), ("[0:0:0:0:0:0:0:1]:1", true),
        ("[::ffff:127.0.0.1]:1", true), ("localhost:1", true), ("LocalHost:1", true), (":1", false),
        ("0.0.0.0:1", false), ("unix:/a", true),
        ("[::]:1", false), ("[::2]:1", false), ("[::ffff:10.0.0.1]:1", false), ("[fe80::1]:1", false),
        ("192.0.2.1:1", false), ("localhost.example.org:1", false), ("[100::1]:1", false), ("127.example.org:1", false),
    ])
    func loopback(_ text: String, _ expected: Bool) throws {
        #expect(try ListenAddress(text).isLoopback == expected)
    }
}
