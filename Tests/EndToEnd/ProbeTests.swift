import Exposition
import Foundation
import RealGuests
import TestCertificates
import Testing

@testable import virtpulse

/// Hosts that have no agent of their own, read through `/probe`.
@Suite("Probe") struct ProbeTests {
    private func get(_ agent: Agent, _ target: String, _ more: String...) async throws -> (code: String, text: String) {
        let answer = try await Program.run(
            "curl",
            [
                "--silent", "--max-time", "20", "--get", "--data-urlencode", "target=\(target)", "--write-out",
                "\n%{http_code}", "http://\(agent.address)/probe",
            ] + more)
        let lines = answer.out.split(separator: "\n", omittingEmptySubsequences: false)
        return (String(lines.last ?? ""), lines.dropLast().joined(separator: "\n"))
    }

    @Test(arguments: [
        ("test:///default", "200"), ("test:///defaults", "403"), ("xtest:///default", "403"), ("qemu:///system", "403"),
        ("test:///default?command=/bin/sh", "403"), ("test:///param?x=1", "200"), ("test:///default\nx", "400"),
        ("", "400"),
        ("default", "400"), ("qemu+ssh://alice:secret@kvm1/system", "400"), ("test:///default#x", "403"),
    ])
    func onlyAllowedTargetsAreRead(target: String, code: String) async throws {
        try await Agent.with([
            "--libvirt.uri", "test:///default", "--probe.allow", "test:///default.{0}", "--probe.allow",
            "qemu[+]ssh://[a-z0-9:@]+/system", "--probe.allow", "test:///param[?]x=1",
        ]) { agent in
            let answer = try await get(agent, target)
            #expect(answer.code == code, "\(answer.text)")
            #expect(!answer.text.contains("secret") && !agent.log.contains("secret"))
            if target == "test:///default" {
                let page = try Exposition(answer.text)
                #expect(page.value("probe_success") == 1 && page.value("libvirt_domains") == 1)
            }
        }
    }

    @Test(arguments: [
        // a plus that was not written as %2B
        ("target=qemu+tls://kvm1.example.org/system", "403"), ("target=test:///default&collect[]=nope", "400"),
        ("target=test:///default&collect[]=state&exclude[]=info", "400"),
        ("target=test:///default&collect[]=state", "200"),
    ])
    func queriesAreTakenAsTheyAreTyped(query: String, code: String) async throws {
        try await Agent.with(["--libvirt.uri", "test:///default", "--probe.allow", "test:///default"]) { agent in
            let answer = try await Program.run(
                "curl",
                [
                    "--silent", "--globoff", "--max-time", "20", "--write-out", "\n%{http_code}",
                    "http://\(agent.address)/probe?\(query)",
                ])
            #expect(answer.out.hasSuffix("\n\(code)"), "\(answer.out)")
            #expect(code != "200" || !answer.out.contains("libvirt_domain_block"))
            #expect(code != "200" || answer.out.contains("libvirt_domain_state{"))
        }
    }

    @Test func parametersNeedAPatternThatNamesThem() throws {
        let (careless, careful) = (try ProbePattern("qemu:.*"), try ProbePattern("qemu:.*[?]socket=.*"))
        let uri = "qemu:///system?socket=/run/x"
        #expect(throws: ProbeTarget.Refusal.parameters) { try ProbeTarget(uri, allowedBy: [careless]) }
        #expect(try ProbeTarget(uri, allowedBy: [careless, careful]).uri == uri)
        #expect(throws: ProbeTarget.Refusal.notAllowed) { try ProbeTarget("lxc:///", allowedBy: [careless]) }
    }

    @Test func withoutPatternsNothingIsRead() async throws {
        try await Agent.with(["--libvirt.uri", "test:///default"]) { agent in
            let answer = try await get(agent, "test:///default")
            #expect(answer.code == "403" && answer.text.contains("--probe.allow"))
        }
    }

    @Test func oneTargetIsAskedFor() async throws {
        try await Agent.with(["--libvirt.uri", "test:///default", "--probe.allow", "test:.*"]) { agent in
            let answer = try await get(agent, "test:///default", "--data-urlencode", "target=test:///default")
            #expect(answer.code == "400")
        }
    }

    /// A piece of ``LongWaitTests``.
    func idleConnectionsAreGivenBack() async throws {
        try await Agent.with([
            "--libvirt.uri", "test:///default", "--probe.allow", "test:.*", "--probe.idle-time", "1s",
        ]) { agent in
            _ = try await agent.pageWhenUp()
            let before = agent.figures.threads.count
            let answer = try await get(agent, "test:///default")
            #expect(answer.code == "200")
            #expect(agent.figures.threads.count > before)
            _ = try await eventually("the threads' end") { agent.figures.threads.count <= before ? true : nil }
        }
    }
}

extension GuestTests {
    @Suite("Probe of real hosts") struct ProbeOfHostsTests {
        /// Two hosts that are there, and one that is not.
        @Test(.timeLimit(.minutes(3))) func hostsAreReadApart() async throws {
            let first = try Lab.shared
            let second = try await Lab.start(Lab.Guests(running: 3, busy: 0, paused: 0, inactive: 0, areOdd: false))
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await read(first, second)) } catch { outcome = .failure(error) }
            await second.stop()
            try outcome.get()
        }

        /// A host that libvirt reaches through TLS, as on another machine.
        @Test(.timeLimit(.minutes(3))) func aHostIsReadThroughTLS() async throws {
            let certificates = try Certificates.shared
            // where libvirt's client looks for what it shows
            func client(_ name: String) throws -> String {
                let folder = certificates.folder.appendingPathComponent(
                    "libvirt-\(name)-\(UInt32.random(in: 0 ... .max))")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                for (from, to) in [
                    ("ca.crt", "cacert.pem"), ("\(name).crt", "clientcert.pem"), ("\(name).key", "clientkey.pem"),
                ] {
                    try FileManager.default.copyItem(
                        atPath: certificates.path(from), toPath: folder.appendingPathComponent(to).path)
                }
                return folder.path
            }
            let lab = try await Lab.start(
                Lab.Guests(running: 2, busy: 0, paused: 0, inactive: 0, areOdd: false),
                options: ["--tls", certificates.folder.path])
            let outcome: Result<Void, any Error>
            do {
                let daemon = try await lab.run("pid").trimmingCharacters(in: .whitespacesAndNewlines)
                let socket = certificates.path("probe-\(UInt32.random(in: 0 ... .max)).sock")
                // a network namespace hides TCP, not the file of a socket
                let agent = try await Agent(
                    [
                        "--libvirt.uri", "test:///default", "--probe.allow",
                        "qemu[+]tls://localhost/system[?]pkipath=/.*",
                    ],
                    launcher: ["nsenter", "--net", "--target", daemon],
                    listening: ["--web.listen-address", "unix:\(socket)"])
                defer { agent.kill() }
                for (name, isKnown) in [("client", true), ("stranger", false)] {
                    let page = try Exposition(
                        try await Program.output(
                            of: "curl",
                            [
                                "--silent", "--fail", "--max-time", "20", "--get", "--unix-socket", socket,
                                "--data-urlencode", "target=qemu+tls://localhost/system?pkipath=\(try client(name))",
                                "http://localhost/probe",
                            ]))
                    #expect(page.value("probe_success") == (isKnown ? 1 : 0), "\(agent.log)")
                    let names = Set(page.samples.compactMap { $0.labels["domain"] })
                    #expect(names == (isKnown ? ["vm0000", "vm0001"] : []))
                }
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            await lab.stop()
            try outcome.get()
        }

        private func read(_ first: Lab, _ second: Lab) async throws {
            let absent = "qemu+unix:///system?socket=/nonexistent/libvirt-sock-ro"
            try await Agent.with([
                "--libvirt.uri", "test:///default", "--probe.allow", "qemu[+]unix:///system[?]socket=/.*",
            ]) { agent in
                func probe(_ uri: String) async throws -> Exposition {
                    try Exposition(
                        try await Program.output(
                            of: "curl",
                            [
                                "--silent", "--fail", "--max-time", "20", "--get", "--data-urlencode", "target=\(uri)",
                                "http://\(agent.address)/probe",
                            ]))
                }
                async let one = probe(first.uri)
                async let other = probe(second.uri)
                async let none = probe(absent)
                let pages = try await [one, other, none]
                #expect(pages.map { $0.value("probe_success") } == [1, 1, 0])
                #expect(pages.map { $0.value("libvirt_up") } == [1, 1, 0])
                let names = pages.map { Set($0.samples.compactMap { $0.labels["domain"] }) }
                #expect(names[0].isSuperset(of: Lab.hostileNames) && names[2].isEmpty)
                #expect(names[1] == ["vm0000", "vm0001", "vm0002"])
                // what the agent says of its own host is not touched
                #expect(try await agent.page().value("libvirt_domains") == 1)
                #expect(try await agent.page().series("probe_success").isEmpty)
            }
        }
    }
}
