import Foundation
import HTTPServer
import TestCertificates
import Testing
import WebConfig

/// The folder of good and bad web configurations: a file's name is the verdict.
@Suite struct WebConfigurationFixtureTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("WebConfigTests/Fixtures")

    private static func names(_ verdict: String) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return all.filter { $0.hasPrefix("\(verdict)-") }.sorted()
    }

    /// Reads a fixture beside certificates, and has TLS made of it.
    private func read(_ name: String) throws -> (path: String, file: WebConfigurationFile) {
        let certificates = try Certificates.shared
        let bytes = try Data(contentsOf: Self.folder.appendingPathComponent(name))
        let path: String
        if let text = String(data: bytes, encoding: .utf8) {
            path = try certificates.configuration(name, text)
        } else {
            path = certificates.path("raw-\(name)")
            try bytes.write(to: URL(fileURLWithPath: path))
        }
        let file = try WebConfigurationFile(path)
        _ = try Protection(file.configuration)
        return (path, file)
    }

    @Test func theFolderIsFull() { #expect(Self.names("good").count >= 40 && Self.names("bad").count >= 60) }

    @Test(arguments: names("good"))
    func isTaken(name: String) throws {
        let (_, file) = try read(name)
        #expect(file.version == file.currentVersion)
    }

    @Test(arguments: names("bad"))
    func isRefused(name: String) throws {
        // the first line has the line and the key that the error must name
        let first = String(
            decoding: try Data(contentsOf: Self.folder.appendingPathComponent(name)).prefix { $0 != 0x0a },
            as: UTF8.self)
        let words = first.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        do {
            _ = try read(name)
            Issue.record("\(name) was taken")
        } catch let error as WebConfigurationError {
            #expect(words[1] == "-" || error.line == Int(words[1]), "\(error)")
            #expect((error.key ?? "-") == words[2], "\(error)")
            #expect(error.description.hasPrefix(error.file) && !error.description.contains("\n"))
            #expect(!error.description.contains("BEGIN"))
        }
    }

    @Test(arguments: [
        ("good-users-cleartext.yml", "passwords"), ("good-users-dear.yml", "cost 15"),
        ("good-version-older-is-raised.yml", "TLS10"),
    ])
    func isWarnedOf(name: String, named: String) throws {
        let (_, file) = try read(name)
        #expect(file.warnings.count == (name.contains("dear") ? 2 : 1))
        #expect(file.warnings.contains { $0.contains(named) })
    }

    @Test func aKeyThatOthersReadIsWarnedOf() throws {
        let certificates = try Certificates.shared
        let key = certificates.path("open.key")
        try FileManager.default.copyItem(atPath: certificates.path("server.key"), toPath: key)
        defer { try? FileManager.default.removeItem(atPath: key) }
        let path = try certificates.configuration(
            "open", "tls_server_config: {cert_file: server.crt, key_file: open.key}")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
        #expect(try WebConfigurationFile(path).warnings.contains { $0.contains(key) && $0.contains("chmod") })
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: key)
        #expect(try WebConfigurationFile(path).warnings == [])
    }
}
