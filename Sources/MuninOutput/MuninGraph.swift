/// A graph in munin: what stands around it, and its fields.
public struct MuninGraph: Sendable {
    /// Its name among the graphs of a plugin: `libvirt_disk`, or `libvirt_disk.web01` for one below it.
    public let name: String
    /// The heading: one line, without what HTML gives a meaning, for munin shows it unescaped.
    public let title: String
    /// What the vertical axis measures.
    public let axis: String
    /// One sentence about it; no tenant's text, for munin takes it for HTML.
    public let info: String
    /// 1000, or 1024 for sizes in bytes.
    public var base = 1000
    /// The fields, in the order in which they are drawn.
    public var fields: [MuninField]

    init(_ name: String, _ title: String, _ axis: String, _ info: String, base: Int = 1000, _ fields: [MuninField]) {
        self.name = name
        self.title = title
        self.axis = axis
        self.info = info
        self.base = base
        self.fields = fields
    }
}
