import Catalogue
import Snapshot

/// What a topic shows of guests: one line or two for each of them on one graph, and more on a graph of each one's own.
struct GuestGraphs: Sendable {
    /// The titles: of the graph of all guests, and how that of one begins.
    let titles: (all: String, one: String)
    /// What the vertical axis measures.
    let axis: String
    /// One sentence about it.
    let info: String
    var base = 1000
    /// What is summed up of each guest.
    let overview: [Trace]
    /// What there is of a guest, or of each of its devices, where that is more.
    var more: [Trace] = []
    /// Whether the guests' lines add up to something.
    var isSummable = false

    private var detail: [Trace] { more.isEmpty ? overview : more }

    /// The graph of all guests.
    func all(_ name: String, of host: MuninHost) -> MuninGraph {
        var fields: [MuninField] = []
        for guest in host.active {
            for trace in overview {
                var field = trace.field(guest.name, guest.label, trace.total(guest.values))
                if isSummable, host.settings.isStacked { field.draw = fields.isEmpty ? "AREA" : "STACK" }
                fields.append(field)
            }
        }
        return MuninGraph(name, titles.all, axis, info, base: base, fields)
    }

    /// The graph of one guest; what is known of it without the guest, if that is `nil`.
    func one(_ name: String, _ title: String, _ guest: MuninHost.Guest?) -> MuninGraph {
        MuninGraph(name, "\(titles.one) of \(title)", axis, info, base: base, fields(guest?.values ?? ValueSet()))
    }

    private func fields(_ values: ValueSet) -> [MuninField] {
        guard let scope = detail.first?.metrics.first?.metric.scope, scope != .domain else {
            return detail.map { $0.field("", "", $0.total(values)) }
        }
        let devices = values.entities.indices.filter { values.entities[$0].scope == scope }
        let labels = devices.map { values.entities[$0].labels.first ?? "" }
        let names = scope.muninNames(labels)
        return zip(devices, labels.indices).flatMap { entity, position in
            detail.map { trace in
                let label = TenantText.label(scope == .vcpu ? names[position] : labels[position])
                return trace.field(names[position], label, trace.number(values, entity: entity))
            }
        }
    }
}

extension Scope {
    /// The names in munin of a guest's devices with these names.
    fileprivate func muninNames(_ labels: [String]) -> [String] {
        switch self {
        case .vcpu: return labels.map { "vcpu\($0)" }
        // the host's name of an interface is another one at each start of the guest
        case .interface: return labels.indices.map { "net\($0)" }
        default:
            let names = MuninNames(labels.map { MuninNames.Thing(named: $0) })
            return names.indices.map { names[$0] }
        }
    }
}
