public import Catalogue

/// One value for each counter of a domain whose growth people look at.
public struct PerCounter<Value> {
    /// Of the CPU time.
    public var cpuTime: Value
    /// Of the bytes read from disks.
    public var diskRead: Value
    /// Of the bytes written to disks.
    public var diskWritten: Value
    /// Of the bytes received from networks.
    public var received: Value
    /// Of the bytes sent to networks.
    public var sent: Value

    /// The same value for every counter.
    public init(repeating value: Value) {
        cpuTime = value
        diskRead = value
        diskWritten = value
        received = value
        sent = value
    }

    init(cpuTime: Value, diskRead: Value, diskWritten: Value, received: Value, sent: Value) {
        self.cpuTime = cpuTime
        self.diskRead = diskRead
        self.diskWritten = diskWritten
        self.received = received
        self.sent = sent
    }

    func map<Other>(_ transform: (Value) -> Other) -> PerCounter<Other> {
        PerCounter<Other>(
            cpuTime: transform(cpuTime), diskRead: transform(diskRead), diskWritten: transform(diskWritten),
            received: transform(received), sent: transform(sent))
    }

    func merging<Second, Other>(_ second: PerCounter<Second>, _ merge: (Value, Second) -> Other) -> PerCounter<Other> {
        PerCounter<Other>(
            cpuTime: merge(cpuTime, second.cpuTime), diskRead: merge(diskRead, second.diskRead),
            diskWritten: merge(diskWritten, second.diskWritten), received: merge(received, second.received),
            sent: merge(sent, second.sent))
    }
}

extension PerCounter: Sendable where Value: Sendable {}
extension PerCounter: Equatable where Value: Equatable {}

extension PerCounter<MetricID> {
    /// The metrics of the counters.
    public static let metrics = PerCounter(
        cpuTime: Catalogue.id(of: "cpu.time"), diskRead: Catalogue.id(of: "block.#.rd.bytes"),
        diskWritten: Catalogue.id(of: "block.#.wr.bytes"), received: Catalogue.id(of: "net.#.rx.bytes"),
        sent: Catalogue.id(of: "net.#.tx.bytes"))
}
