package import Foundation

/// A folder of certificates and keys of an authority of its own, made by openssl, and of what is none.
package struct Certificates: Sendable {
    /// Made once for all tests.
    package static var shared: Certificates { get throws { try made.get() } }
    private static let made = Result { try Certificates() }

    package let folder: URL

    package func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// A web configuration in the folder, so that it names certificates by their bare names.
    package func configuration(_ name: String, _ text: String) throws -> String {
        let file = folder.appendingPathComponent("\(name)-\(UInt32.random(in: 0 ... .max)).yml")
        // a line that stands for a file's text, at its own indentation
        let lines = try text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let bare = line.trimmingCharacters(in: .whitespaces)
            guard bare.hasPrefix("@"), bare.hasSuffix("@") else { return String(line) }
            let content = try String(contentsOfFile: path(String(bare.dropFirst().dropLast())), encoding: .utf8)
            let indentation = String(line.prefix { $0 == " " })
            return content.split(separator: "\n").map { indentation + $0 }.joined(separator: "\n")
        }
        try Data(lines.joined(separator: "\n").utf8).write(to: file)
        return file.path
    }

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("vp-certificates-\(getpid())")
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("folder"), withIntermediateDirectories: true)
        try Data().write(to: folder.appendingPathComponent("empty.pem"))
        try Data("junk\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8).write(
            to: folder.appendingPathComponent("junk.pem"))
        guard mkfifo(path("pipe"), 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
        for authority in ["ca", "stranger-ca"] {
            try openssl(
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                "-subj",
                "/CN=\(authority)", "-keyout", path("\(authority).key"), "-out", path("\(authority).crt"))
        }
        try issue("server", by: "ca", names: "DNS:localhost,IP:127.0.0.1,IP:::1")
        try issue("renewed", by: "ca", names: "DNS:localhost,IP:127.0.0.1")
        try issue(
            "client", by: "ca", names: "DNS:prometheus.example,IP:192.0.2.7,email:ops@example.org,URI:spiffe://e/p")
        try issue("nameless", by: "ca", names: nil)
        try issue("stranger", by: "stranger-ca", names: "DNS:prometheus.example")
        try openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path("other.key"))
        try openssl(
            "pkey", "-in", path("server.key"), "-aes128", "-passout", "pass:secret", "-out", path("encrypted.key"))
    }

    private func issue(_ name: String, by authority: String, names: String?) throws {
        try openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)", "-keyout",
            path("\(name).key"), "-out", path("\(name).csr"))
        let extensions = folder.appendingPathComponent("\(name).ext")
        try Data((names.map { "subjectAltName=\($0)\n" } ?? "basicConstraints=CA:FALSE\n").utf8).write(to: extensions)
        try openssl(
            "x509", "-req", "-in", path("\(name).csr"), "-CA", path("\(authority).crt"), "-CAkey",
            path("\(authority).key"), "-CAcreateserial", "-days", "30", "-extfile", extensions.path, "-out",
            path("\(name).crt"))
    }

    private func openssl(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        let output = Pipe()
        process.standardError = output
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(text: "openssl \(arguments.joined(separator: " ")): \(String(decoding: text, as: UTF8.self))")
        }
    }

    private struct Failure: Error { let text: String }
}
