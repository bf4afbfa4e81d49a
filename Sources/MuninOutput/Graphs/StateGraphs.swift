import Catalogue
import Snapshot

/// In which states the guests are.
enum StateGraphs {
    static func all(_ name: String, of host: MuninHost) -> MuninGraph {
        let isUp = host.snapshot.status.isUp
        var fields = Catalogue.domainStates.map { state in
            let number = host.guests.count { $0.state == state }
            return MuninField(state, state, .whole(isUp ? UInt64(number) : nil))
        }
        let stuck = host.guests.count { $0.domain.isStuck }
        fields.append(MuninField("stuck", "stuck", .whole(isUp ? UInt64(stuck) : nil)))
        return MuninGraph(
            name, "States of the guests", "guests",
            "How many guests are in each state; stuck are those whose monitor does not answer.", fields)
    }

    static func one(_ name: String, _ title: String, _ guest: MuninHost.Guest?) -> MuninGraph {
        var fields = Catalogue.domainStates.map { state in
            MuninField(state, state, .whole(guest?.state.map { $0 == state ? 1 : 0 }))
        }
        let isStuck = guest.flatMap { $0.isFresh ? $0.domain.isStuck : nil }
        fields.append(MuninField("stuck", "stuck", .whole(isStuck.map { $0 ? 1 : 0 })))
        return MuninGraph(
            name, "State of \(title)", "1 or 0",
            "1 for the state that the guest is in, 0 for the others; stuck is one whose monitor does not answer.",
            fields)
    }
}

extension MuninHost.Guest {
    /// The name of its state now; `nil` where libvirt gave none.
    fileprivate var state: String? { isFresh ? domain.state?.name : nil }
}
