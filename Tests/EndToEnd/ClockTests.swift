import Exposition
import Foundation
import RealGuests
import Testing

extension GuestTests {
    /// A time of day that jumps, as when a host's clock is set.
    struct ClockTests {
        /// A piece of ``LongWaitTests``.
        func aJumpOfTheTimeOfDayMovesNoAgeAndNoDeadline() async throws {
            let lab = try Lab.shared
            let guest = "vm0000"
            let offset = FileManager.default.temporaryDirectory.appendingPathComponent(
                "vp-clock-\(UInt32.random(in: 0 ... .max))")
            defer { try? FileManager.default.removeItem(at: offset) }
            try "+0".write(to: offset, atomically: true, encoding: .utf8)
            let environment = [
                "LD_PRELOAD": try library(), "FAKETIME_TIMESTAMP_FILE": offset.path, "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
            ]
            let agent = try await Agent(
                ["--libvirt.uri", lab.uri, "--sample.interval", "1s"], environment: environment, launcher: ["env"])
            defer { agent.kill() }
            _ = try await agent.pageWhenUp()
            for days in [0, -400, 400] {
                try "\(days < 0 ? "" : "+")\(days)d".write(to: offset, atomically: true, encoding: .utf8)
                let before = try await samples(agent)
                for verb in ["suspend", "resume"] { try await lab.virsh(verb, guest) }
                // the jump has come: what is shown as a time of day has it
                let now = Date().timeIntervalSince1970 + Double(days) * 86_400
                let page = try await eventually("the guest's new state") { () -> Exposition? in
                    let page = try await agent.page()
                    let changed = page.value("libvirt_domain_state_change_time_seconds", ["domain": guest]) ?? 0
                    return abs(changed - now) < 100 ? page : nil
                }
                #expect(page.value("libvirt_up") == 1)
                let ages = page.series("libvirt_domain_sample_age_seconds").map(\.value)
                #expect(!ages.isEmpty && ages.allSatisfy { $0 >= 0 && $0 < 30 }, "\(days) days: \(ages)")
                // samples in the background go on
                try await eventually("two more samples") { try await samples(agent) >= before + 2 ? () : nil }
            }
        }

        private func samples(_ agent: Agent) async throws -> Double {
            try await agent.page().value("virtpulse_samples_total") ?? 0
        }

        /// libfaketime, which Debian keeps in a folder of the machine's name.
        private func library() throws -> String {
            let folder = "/usr/lib/" + machine + "-linux-gnu/faketime/libfaketimeMT.so.1"
            guard FileManager.default.fileExists(atPath: folder) else {
                throw Program.Failure(description: "no \(folder); install the package libfaketime")
            }
            return folder
        }

        private var machine: String {
            #if arch(x86_64)
            "x86_64"
            #else
            "aarch64"
            #endif
        }
    }
}
