import History
import Snapshot

/// What the page says of one guest.
struct GuestRow {
    /// How a state is to be taken.
    enum Tone: String {
        case good
        case idle
        case warning
        case bad
    }

    /// Something the reader must know of a guest before its values.
    struct Mark {
        let text: String
        let note: String
    }

    let id: String
    let name: String
    let state: String
    let tone: Tone
    let marks: [Mark]
    let cells: [Column.Cell]

    init(_ domain: DomainSample, _ history: DomainHistory?, in snapshot: Snapshot, now: MonotonicTime) {
        id = domain.identity.uuid.description
        name = domain.identity.name
        state = domain.state?.summary ?? Figures.absent
        tone = Self.tone(domain.state)
        marks = Self.marks(domain, in: snapshot, now: now)
        let guest = Column.Guest(domain, history, through: snapshot.startedAt)
        cells = Column.all.map { $0.cell(guest) }
    }

    /// A row that says nothing.
    static let blank = GuestRow()

    private init() {
        (id, name, state, tone, marks) = ("", "", "", .idle, [])
        cells = Column.all.map { column in
            Column.Cell(content: column.head.isLine ? .line(Sparkline([], floor: 1), peak: nil) : .text(""), key: nil)
        }
    }

    private static func tone(_ state: NamedState?) -> Tone {
        switch state?.name {
        case "running": .good
        case "crashed": .bad
        case "paused": state?.reason == "ioerror" ? .bad : .warning
        case "blocked", "pmsuspended", "shutdown": .warning
        default: .idle
        }
    }

    private static func marks(_ domain: DomainSample, in snapshot: Snapshot, now: MonotonicTime) -> [Mark] {
        var marks: [Mark] = []
        if domain.isStuck {
            marks.append(Mark(text: "stuck", note: "Its monitor does not answer; only what the host knows is shown."))
        }
        // what a round reads it stamps after its own beginning
        if let sampledAt = domain.sampledAt, sampledAt < snapshot.startedAt {
            marks.append(
                Mark(text: "\(Figures.age(now - sampledAt)) old", note: "It could not be read in the last sample."))
        }
        return marks
    }
}
