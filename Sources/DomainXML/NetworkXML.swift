/// Reads the XML of virtual networks.
public enum NetworkXML {
    /// The addresses that a network lends.
    public struct Addresses: Hashable, Sendable {
        /// How many of IPv4 there are, those that are kept for somebody too; `nil` if it lends none.
        public var ipv4: Int?
        /// How many of IPv6 there are, `Int.max` if more than that; `nil` if it lends none.
        public var ipv6: Int?
    }

    /// The addresses that a network lends, by its XML.
    ///
    /// - Throws: ``DomainXMLError`` for a document that is too long, declares a document type, is not well-formed or is no
    ///   `<network>`.
    public static func addresses(in xml: [UInt8]) throws(DomainXMLError) -> Addresses {
        var all: [ClosedRange<NumericAddress>] = []
        try Document.read(xml, root: "network") { (reader) throws(DomainXMLError) in
            try reader.forEachChild { () throws(DomainXMLError) in
                guard case "ip" = reader.name else { return }
                try reader.forEachChild { () throws(DomainXMLError) in
                    guard case "dhcp" = reader.name else { return }
                    try reader.forEachChild { () throws(DomainXMLError) in
                        switch reader.name {
                        case "range": if let range = reader.range(from: "start", to: "end") { all.append(range) }
                        case "host": if let host = reader.range(from: "ip", to: "ip") { all.append(host) }
                        default: break
                        }
                    }
                }
            }
        }
        return Addresses(
            ipv4: NumericAddress.count(all.filter { !$0.lowerBound.isIPv6 }),
            ipv6: NumericAddress.count(all.filter(\.lowerBound.isIPv6)))
    }
}

extension PullReader {
    fileprivate func range(from start: StaticString, to end: StaticString) -> ClosedRange<NumericAddress>? {
        guard let first = attribute(start).flatMap(NumericAddress.init),
            let last = attribute(end).flatMap(NumericAddress.init),
            first.isIPv6 == last.isIPv6, first <= last
        else { return nil }
        return first...last
    }
}
