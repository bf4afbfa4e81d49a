import RealGuests
import Testing

extension CheckModeTests {
    /// Every state that ranges and selections make of one and the same guests.
    @Suite("ranges") struct Ranges {
        @Test(arguments: [
            ("collector", [[], ["-w", "duration=0"], ["-c", "duration=0"], ["-d", "nobody"]]),
            ("domains", [[], ["-w", "running=:2"], ["-c", "shutoff=0"], ["-d", "nobody"]]),
            ("autostart", [[], ["--on-empty", "warning"], ["--min-count", "1"], ["-d", "nobody"]]),
            (
                "expected",
                [
                    ["--require", "vm0000"], ["--forbid", "vm0000"], ["--require", "off0000"],
                    ["--require", "vm0000", "--state-map", "running=unknown"],
                ]
            ),
            (
                "cpu",
                [
                    ["-d", "vm*"], ["-d", "busy*", "-w", "used=0", "-c", "used=1000"], ["-d", "busy*", "-c", "0"],
                    ["-d", "nobody"],
                ]
            ),
            ("balloon", [[], ["-w", "@100"], ["-c", "@100"], ["-d", "nobody"]]),
            ("disk", [[], ["-w", "read_ops=0"], ["-c", "write_latency=0"], ["-d", "nobody"]]),
            ("net", [["-x", "busy*"], ["-w", "tx=@0"], ["-c", "tx=@0"], ["-d", "nobody"]]),
            ("host", [[], ["-w", "vcpu_ratio=0"], ["-c", "memory_used=0"], ["-w", "bogus=0"]]),
        ])
        func eachStateOf(mode: String, arguments: [[String]]) async throws {
            let lab = try Lab.shared
            for (status, arguments) in arguments.enumerated() {
                let run = try await CheckRun(mode, arguments, lab)
                let word = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][status]
                #expect(run.status == Int32(status) && run.first.hasPrefix("LIBVIRT \(word): "), "\(arguments): \(run)")
            }
        }
    }
}
