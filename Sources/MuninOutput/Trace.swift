import Catalogue
import Snapshot

/// One line that graphs draw of a guest, or of each of its devices.
struct Trace: Sendable {
    /// How munin is to compute what it draws.
    enum Drawing: Sendable {
        /// As it comes.
        case plain
        /// Nanoseconds of processors' time, as percent of one processor.
        case percentOfProcessor
        /// Nanoseconds, as seconds for each of the requests that the field with this ending counts.
        case secondsPer(String)
    }

    /// How its field's name ends.
    let ending: String
    /// What people read for it; `nil` where the guest's name says enough.
    let label: String?
    /// The metrics that it sums up, all of one scope.
    let metrics: [MetricID]
    var drawing = Drawing.plain
    /// The ending of the field that is drawn below zero, against this one.
    var negative: String?
    /// Whether munin keeps it without drawing it.
    var isHidden = false

    init(
        _ ending: String, _ label: String?, _ fields: String..., drawing: Drawing = .plain, negative: String? = nil,
        isHidden: Bool = false
    ) {
        self.ending = ending
        self.label = label
        metrics = fields.map { Catalogue.id(of: $0) }
        self.drawing = drawing
        self.negative = negative
        self.isHidden = isHidden
    }

    /// The field whose name begins so.
    func field(_ beginning: String, _ thing: String, _ number: UInt64?) -> MuninField {
        func name(_ ending: String) -> String { beginning.isEmpty ? ending : "\(beginning)_\(ending)" }
        let isCounter = metrics.allSatisfy { $0.metric.kind == .counter }
        let label = [thing, self.label ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
        var field = MuninField(name(ending), label, isCounter ? .derive(number) : .whole(number))
        field.negative = negative.map(name)
        field.isHidden = isHidden
        switch drawing {
        case .plain: break
        case .percentOfProcessor: field.cdef = "\(field.name),10000000,/"
        case .secondsPer(let requests): field.cdef = "\(field.name),\(name(requests)),/,1000000000,/"
        }
        return field
    }

    /// The sum over one entity, or `nil` if libvirt did not give all of it.
    func number(_ values: ValueSet, entity: Int) -> UInt64? {
        var sum: UInt64 = 0
        for metric in metrics {
            guard let bits = values.bits(of: metric, entity: entity), let number = metric.metric.whole(bits) else {
                return nil
            }
            sum &+= number
        }
        return sum
    }

    /// The sum over all entities that have it, or `nil` if none has.
    func total(_ values: ValueSet) -> UInt64? {
        guard let scope = metrics.first?.metric.scope else { return nil }
        var total: UInt64?
        for (position, entity) in values.entities.enumerated() where entity.scope == scope {
            if let number = number(values, entity: position) { total = (total ?? 0) &+ number }
        }
        return total
    }
}

extension Metric {
    /// A value as a whole number: in the base unit, but times in nanoseconds; `nil` for what is none.
    func whole(_ bits: UInt64) -> UInt64? {
        guard representation == .unsigned else { return nil }
        guard case .times(let factor) = unit.scale else { return bits }
        let (product, overflow) = bits.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }
}
