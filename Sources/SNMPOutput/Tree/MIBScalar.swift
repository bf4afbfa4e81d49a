/// An object of which there is one, with the instance 0.
struct MIBScalar: Sendable {
    /// The object.
    let object: MIBObject
    /// Its value; `nil` where there is none.
    let value: @Sendable (RequestMoment) -> SNMPValue?

    init(
        _ name: String, _ oid: OID, _ syntax: MIBSyntax, value: @escaping @Sendable (RequestMoment) -> SNMPValue?
    ) {
        object = MIBObject(name: name, oid: oid, syntax: syntax)
        self.value = value
    }
}
