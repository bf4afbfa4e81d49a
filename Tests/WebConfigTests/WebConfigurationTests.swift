import Testing

@testable import WebConfig

/// What can be said of a web configuration without its certificates; the fixtures are judged where TLS is.
@Suite struct WebConfigurationTests {
    @Test(arguments: [
        ("1s", Duration.seconds(1)), ("1m30s", .seconds(90)), ("1.5h", .seconds(5400)), ("100ms", .milliseconds(100)),
        ("0", .zero), ("2us", .microseconds(2)), ("2µs", .microseconds(2)), (".5s", .milliseconds(500)),
        ("1s1s", .seconds(2)),
    ])
    func durationsAreGos(text: String, duration: Duration) { #expect(Duration(go: text) == duration) }

    @Test(arguments: ["", "1", "s", "-1s", "1.s.", "1 s", "1d", "1e3s", ".s", "1s ", "9999999999h", "٣s"])
    func whatIsNoDurationIsNone(text: String) { #expect(Duration(go: text) == nil) }

    @Test(arguments: [
        ("secret", "$2y$04$Zn3sYsGT3n/FwZGJtTRmNeRWXfJ7pKPWVnhkZ1X0KkjWbfWZyXbZC", false),
        ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", true),
        ("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", true),
        ("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy", true),
        ("U*U\0", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", false),
        ("u*u", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", false),
    ])
    func passwordsAreChecked(password: String, hash: String, isRight: Bool) throws {
        #expect(try #require(BcryptHash(hash)).matches(password) == isRight)
    }

    @Test func nobodysHashMatchesNothing() throws {
        for cost in [4, 5] {
            let hash = try #require(BcryptHash.ofNobody(cost: cost))
            #expect(hash.cost == cost)
            for password in ["", "a", "fakepassword"] { #expect(!hash.matches(password)) }
        }
    }

    /// Secrets must not get into a log by way of a description.
    @Test func secretsAreNotDescribed() throws {
        let hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
        #expect(!"\(try #require(BcryptHash(hash)))".contains("CCCC"))
        let pem = WebConfiguration.PEM(bytes: Array("PRIVATE".utf8), origin: .init(file: "f", line: 1, key: "k"))
        #expect(!"\(pem) \(pem.error("is broken"))".contains("PRIVATE"))
    }
}
