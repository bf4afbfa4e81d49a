/// A large value that many hold and none changes: handing it on costs one reference.
public final class Shared<Value: Sendable>: Sendable {
    /// The value.
    public let value: Value

    /// A box around a value.
    public init(_ value: Value) { self.value = value }
}
