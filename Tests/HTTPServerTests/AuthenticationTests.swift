import Foundation
import TestCertificates
import Testing
import WebConfig

@testable import HTTPServer

/// Users, limits and header fields of the web configuration, as curl sees them.
@Suite struct AuthenticationTests {
    /// bcrypt of "U*U" and of "U*U*", from the function's own test vectors.
    private static let hashes = [
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK",
    ]

    private func serve(
        _ configuration: String, _ body: (RunningServer, _ url: String) async throws -> Void
    ) async throws {
        let file = try WebConfigurationFile(try Certificates.shared.configuration("web", configuration))
        try await RunningServer.with(protection: try Protection(file.configuration)) { running in
            try await body(running, "http://127.0.0.1:\(running.port)")
        }
    }

    @Test(arguments: [
        (["--user", "alice:U*U"], "200"), (["--user", "bob:U*U*"], "200"), (["--user", "bob:U*U"], "401"),
        (["--user", "alice:"], "401"), (["--user", "mallory:U*U"], "401"), (["--user", ":"], "401"), ([], "401"),
        (["--oauth2-bearer", "x"], "401"), (["--header", "Authorization: Basic !!!"], "401"),
        (["--header", "Authorization: Basic"], "401"), (["--header", "Authorization: Basic YWxpY2U="], "401"),
        (["--header", "Authorization: basic YWxpY2U6VSpV"], "200"),
    ])
    func usersLogIn(arguments: [String], code: String) async throws {
        try await serve("basic_auth_users:\n  alice: \(Self.hashes[0])\n  bob: \(Self.hashes[1])\n") { running, url in
            // twice: the second answer is a remembered one
            for _ in 0..<2 {
                let answer = try await Tool.run(
                    "curl",
                    arguments + ["--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "\(url)/hello"])
                #expect(answer.text == code)
            }
            #expect(running.statistics.authenticationFailures == (code == "401" ? 2 : 0))
        }
    }

    @Test func nothingIsToldToStrangers() async throws {
        try await serve("basic_auth_users:\n  alice: \(Self.hashes[0])\n") { _, url in
            #expect(try await Tool.code("\(url)/absent") == "401")
            #expect(try await Tool.code("--user", "alice:U*U", "\(url)/absent") == "404")
            let head = try await Tool.curl("--head", "\(url)/hello")
            #expect(head.text.contains("\r\nWWW-Authenticate: Basic realm="), "\(head.text)")
        }
    }

    /// A user who does not exist costs a check of a hash as well.
    @Test func strangersCostAsMuchAsWrongPasswords() async throws {
        let hash = try #require(BcryptHash(Self.hashes[0]))
        let worker = CountingWorker()
        let authenticator = Authenticator(["alice": hash], check: worker.check)
        func field(_ text: String) -> String { "Basic " + Data(text.utf8).base64EncodedString() }
        #expect(await authenticator.verdict(field("alice:wrong")) == .denied)
        #expect(await authenticator.verdict(field("mallory:wrong")) == .denied)
        #expect(worker.checks == 2)
        #expect(await authenticator.verdict(field("mallory:wrong")) == .denied)
        #expect(await authenticator.verdict(field("alice:U*U")) == .allowed)
        #expect(await authenticator.verdict(field("alice:U*U")) == .allowed)
        #expect(worker.checks == 3)
        #expect(await authenticator.verdict(nil) == .denied && worker.checks == 3)
    }

    /// A check that came to no end says nothing of the password.
    @Test func whatIsNotFoundOutIsNotRemembered() async throws {
        let worker = CountingWorker()
        let authenticator = Authenticator(["alice": try #require(BcryptHash(Self.hashes[0]))], check: worker.check)
        let field = "Basic " + Data("alice:U*U".utf8).base64EncodedString()
        worker.isClosed = true
        #expect(await authenticator.verdict(field) == .overloaded)
        worker.isClosed = false
        #expect(await authenticator.verdict(field) == .allowed)
    }

    /// Who logged in before a certificate was renewed is not checked again; who was taken out is.
    @Test func aReloadForgetsOnlyWhatChanged() async throws {
        func configuration(_ text: String) throws -> WebConfiguration {
            try WebConfigurationFile(try Certificates.shared.configuration("reload", text)).configuration
        }
        let alice = "basic_auth_users: {alice: \(Self.hashes[0])}\n"
        let limit = "rate_limit: {interval: 1h, burst: 2}\n"
        let protection = try Protection(try configuration(alice + limit))
        let field = "Basic " + Data("alice:U*U".utf8).base64EncodedString()
        let request = HTTPRequest(target: "/", headers: [("Authorization", field)])
        #expect(await protection.denial(of: request) == nil)
        try protection.replace(by: try configuration(alice + limit + "http_server_config: {http2: false}\n"))
        #expect(await protection.denial(of: request) == nil)
        // the bucket was not filled again
        #expect(await protection.denial(of: request)?.status == 429)
        try protection.replace(by: try configuration("basic_auth_users: {bob: \(Self.hashes[1])}\n"))
        #expect(await protection.denial(of: request)?.status == 401)
    }

    /// However many fail, who logged in before is not checked again.
    @Test func failuresDoNotCrowdOutUsers() async throws {
        let hash = try #require(BcryptHash(Self.hashes[0]))
        let worker = CountingWorker(answer: false)
        let authenticator = Authenticator(["alice": hash], check: worker.check)
        func field(_ text: String) -> String { "Basic " + Data(text.utf8).base64EncodedString() }
        worker.answer = true
        #expect(await authenticator.verdict(field("alice:U*U")) == .allowed)
        worker.answer = false
        for number in 0..<1000 { #expect(await authenticator.verdict(field("alice:\(number)")) == .denied) }
        #expect(await authenticator.verdict(field("alice:U*U")) == .allowed)
        #expect(worker.checks == 1001)
    }

    @Test func requestsAreLimited() async throws {
        try await serve("rate_limit:\n  interval: 1h\n  burst: 3\n") { _, url in
            var codes: [String] = []
            for _ in 0..<5 { codes.append(try await Tool.code("\(url)/hello")) }
            #expect(codes == ["200", "200", "200", "429", "429"])
        }
    }

    @Test func theBucketFillsAgain() {
        let start = ContinuousClock.now
        let limiter = RateLimiter(.init(interval: .seconds(2), burst: 2), at: start)
        let answers = [0, 0, 0, 1, 2, 2, 3, 4, 60, 60, 60].map { limiter.allows(at: start + .seconds($0)) }
        #expect(answers == [true, true, false, false, true, false, false, true, true, true, false])
    }

    @Test(arguments: ["/hello", "/absent"])
    func headersAreOnEveryResponse(path: String) async throws {
        let settings =
            "http_server_config:\n  headers:\n    X-Frame-Options: deny\n    Content-Security-Policy: default-src 'none'\n"
        try await serve(settings) { _, url in
            for arguments in [["--head"], ["--include", "--request", "DELETE"]] {
                let answer = try await Tool.run("curl", ["--silent", "\(url)\(path)"] + arguments).text
                #expect(answer.contains("\r\nX-Frame-Options: deny\r\n"), "\(answer)")
                #expect(answer.contains("\r\nContent-Security-Policy: default-src 'none'\r\n"))
            }
        }
    }
}
