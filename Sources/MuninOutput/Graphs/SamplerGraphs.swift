import Snapshot

/// How the sample went.
enum SamplerGraphs {
    static func sampler(_ name: String, of host: MuninHost) -> MuninGraph {
        let status = host.snapshot.status
        return MuninGraph(
            name, "Sample of the guests", "seconds",
            "How long libvirt took for the sample, and how long ago it last answered one.",
            [
                MuninField("duration", "duration", .real(status.isUp ? status.duration / .seconds(1) : nil)),
                MuninField("age", "age", .real(host.age.map { $0 / .seconds(1) })),
            ])
    }

    static func faults(_ name: String, of host: MuninHost) -> MuninGraph {
        let status = host.snapshot.status
        let failed = status.collectors.values.count { !$0.succeeded }
        var down = MuninField("down", "libvirt is down", .whole(status.isUp ? 0 : 1))
        down.critical = ":0"
        var fields = [down]
        for (name, label, number) in [
            ("failed", "parts of the sample that failed", failed),
            ("stuck", "guests that are stuck", host.guests.count { $0.domain.isStuck }),
            ("held", "calls that did not return", status.heldCalls),
        ] {
            var field = MuninField(name, label, .whole(status.isUp ? UInt64(max(0, number)) : nil))
            field.warning = ":0"
            fields.append(field)
        }
        return MuninGraph(
            name, "Faults in the sample of the guests", "faults",
            "What went wrong when libvirt was asked: 0 everywhere is as it should be.", fields)
    }
}
