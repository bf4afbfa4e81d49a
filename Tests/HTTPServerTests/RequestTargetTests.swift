import Testing

@testable import HTTPServer

@Suite struct RequestTargetTests {
    @Test(arguments: [
        ("/metrics", "/metrics"), ("/", "/"), ("/a%20b", "/a b"), ("/%6Detrics?x", "/metrics"), ("/a+b", "/a+b"),
        ("http://host:80/metrics?x=1", "/metrics"), ("http://host", "/"), ("https://host?x=1", ""), ("*", "*"),
        ("/%", "/%"), ("/%g1", "/%g1"), ("/%4", "/%4"), ("/%C3%A9", "/é"), ("/%ff", "/\u{FFFD}"), ("", ""),
        ("/http://x/", "/http://x/"), ("//metrics", "//metrics"),
    ])
    func path(_ target: String, _ expected: String) {
        #expect(RequestTarget(target).path == expected)
    }

    @Test(
        arguments: [
            ("/m", []), ("/m?", []), ("/m?a", [["a", ""]]), ("/m?a=", [["a", ""]]), ("/m?a=b=c", [["a", "b=c"]]),
            ("/m?collect[]=x&collect%5B%5D=y", [["collect[]", "x"], ["collect[]", "y"]]), ("/m?&&a=1&", [["a", "1"]]),
            ("/m?a=b+c%2Bd%26e", [["a", "b c+d&e"]]), ("/m?=v", [["", "v"]]), ("/m?a=%zz?b", [["a", "%zz?b"]]),
        ] as [(String, [[String]])]
    )
    func query(_ target: String, _ expected: [[String]]) {
        #expect(RequestTarget(target).query.map { [$0.name, $0.value] } == expected)
    }

    @Test func requestOfATest() {
        let request = HTTPRequest(target: "/m?a=1&b=2&a=3", headers: [("X-One", "1"), ("x-one", "2")])
        #expect(request.path == "/m")
        #expect(request.queryValues("a") == ["1", "3"])
        #expect(request.queryValues("c").isEmpty)
        #expect(request.header("x-ONE") == "1, 2")
        #expect(request.header("x-two") == nil)
    }
}
