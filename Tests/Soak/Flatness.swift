/// Whether what a process holds grows, by the medians of the first and the last third of the measurements.
struct Flatness: CustomStringConvertible {
    struct Holdings: Sendable {
        var mebibytes: Double
        var threads: Double
        var descriptors: Double
    }

    private var all: [Holdings] = []

    mutating func add(_ holdings: Holdings) { all.append(holdings) }

    var description: String {
        guard let last = all.last else { return "nothing measured" }
        return
            "\(figure(last.mebibytes, 1)) MiB, \(figure(last.threads)) threads, \(figure(last.descriptors)) descriptors"
    }

    /// Throws if the last third holds more than the first and what a moment may differ by.
    func check() throws {
        let third = all.count / 3
        guard third >= 3 else {
            return say("soak: too short to tell whether memory, threads and descriptors are flat")
        }
        try check("resident memory in MiB", \.mebibytes, third, allowed: { $0 * 1.1 + 2 })
        try check("threads", \.threads, third, allowed: { $0 + 2 })
        try check("descriptors", \.descriptors, third, allowed: { $0 + 2 })
    }

    private func check(
        _ what: String, _ value: (Holdings) -> Double, _ third: Int, allowed: (Double) -> Double
    ) throws {
        let thirds = [all.prefix(third), all.dropFirst(third).dropLast(third), all.suffix(third)]
        let medians = thirds.map { part in part.map(value).sorted()[part.count / 2] }
        say("soak: \(what), medians of thirds: \(medians.map { figure($0, 1) }.joined(separator: ", "))")
        guard medians[2] <= allowed(medians[0]) else {
            throw Violation(description: "\(what) grew from \(figure(medians[0], 1)) to \(figure(medians[2], 1))")
        }
    }
}
