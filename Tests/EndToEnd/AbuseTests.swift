import Foundation
import RealGuests
import TestCertificates
import Testing

/// Hostile clients, beside which a scraper is served.
@Suite("Abuse") struct AbuseTests {
    /// They run in a network namespace of their own, which takes root.
    @Test(.enabled(if: getuid() == 0, "only root makes a network namespace"), .timeLimit(.minutes(10)))
    func hostileClientsCostLittle() async throws {
        let script = Program.root.appendingPathComponent("Tests/abuse/abuse").path
        let certificates = try Certificates.shared.folder.path
        // each in a network of its own
        @Sendable func abuse(_ part: String) async throws -> Program.Output {
            try await Program.run(
                "unshare", ["--net", script, Program.virtpulse, certificates, part], limit: .seconds(540))
        }
        async let cleartext = abuse("cleartext")
        async let encrypted = abuse("encrypted")
        var lines: [Substring] = []
        for printed in [try await cleartext, try await encrypted] {
            print(printed.out)
            #expect(printed.status == 0, "\(printed.err)")
            lines += printed.out.split(separator: "\n")
        }
        var figures: [String: Double] = [:]
        for line in lines {
            let words = line.split(separator: " ")
            if words.count == 2 { figures[String(words[0])] = Double(words[1]) }
        }
        // all that they may take is taken, and yet who asks from this machine is served
        #expect(figures["crowd"] == 600 && figures["newcomer_status"] == 200 && figures["last_status"] == 200)
        #expect(try #require(figures["malformed_answered"]) > 9000)
        for prefix in ["", "tls_"] {
            #expect(figures["\(prefix)ended_well"] == 1)
            #expect(try #require(figures["\(prefix)peak_ratio"]) <= 1.5)
        }
    }
}
