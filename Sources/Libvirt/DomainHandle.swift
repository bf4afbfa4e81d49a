import CLibvirt

/// Owns one of libvirt's domain objects and frees it once; never leaves its connection's actor.
final class DomainHandle {
    let raw: virDomainPtr

    init(owning raw: virDomainPtr) { self.raw = raw }

    deinit { virDomainFree(raw) }
}

extension Connection {
    /// Makes a call about one domain.
    @discardableResult
    func perform<Answer>(
        _ call: String,
        on domain: DomainReference,
        _ body: (virDomainPtr) -> Answer?
    ) throws(LibvirtError) -> Answer {
        let handle = try handle(for: domain)
        do throws(LibvirtError) {
            return try withExtendedLifetime(handle) { () throws(LibvirtError) in
                try perform(call, on: domain.name) { _ in body(handle.raw) }
            }
        } catch {
            if error.code == .noDomain { session.handles[domain.uuid] = nil }
            throw error
        }
    }

    /// So many objects are kept where nothing tells which domains are no more; one that is dropped costs a look-up.
    static let mostUnlisted = 1024

    /// The kept object of a domain, else a looked-up one.
    func handle(for domain: DomainReference) throws(LibvirtError) -> DomainHandle {
        if let handle = session.handles[domain.uuid] { return handle }
        let raw = try perform("virDomainLookupByUUID", on: domain.name) { connection in
            domain.uuid.bytes.withUnsafeBufferPointer { virDomainLookupByUUID(connection, $0.baseAddress) }
        }
        let handle = DomainHandle(owning: raw)
        // a connection that never lists all domains would otherwise keep those of all guests that ever were
        if session.handles.count >= max(Self.mostUnlisted, 2 * session.listed) { session.handles = [:] }
        session.handles[domain.uuid] = handle
        return handle
    }

    /// The objects of many domains, at the price of one call at most; those that are gone are left out.
    func handles(for domains: [DomainReference]) throws(LibvirtError) -> [DomainHandle] {
        if domains.contains(where: { session.handles[$0.uuid] == nil }) { _ = try self.domains() }
        forget(allBut: domains)
        return domains.compactMap { session.handles[$0.uuid] }
    }

    /// Drops objects nobody asked for lately, once they are many: a connection that never lists all domains would
    /// otherwise keep those of all guests that ever were.
    private func forget(allBut domains: [DomainReference]) {
        guard session.handles.count > 4 * max(domains.count, 256) else { return }
        let wanted = Set(domains.lazy.map(\.uuid))
        session.handles = session.handles.filter { wanted.contains($0.key) }
    }
}
