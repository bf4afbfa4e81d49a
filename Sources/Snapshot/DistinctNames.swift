/// Gives things names of their own, whatever they are called: what has no name, or one that is taken, gets its ordinal.
public struct DistinctNames {
    private var taken: Set<String> = []

    /// No name taken.
    public init() {}

    /// The name for a thing: the proposed one if it can be had, else with `#` and the ordinal behind.
    public mutating func name(_ proposed: String?, ordinal: Int) -> String {
        var name = proposed ?? ""
        while name.isEmpty || !taken.insert(name).inserted { name += "#\(ordinal)" }
        return name
    }
}
