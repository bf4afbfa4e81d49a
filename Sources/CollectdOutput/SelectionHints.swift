import Catalogue
public import Snapshot

/// Says once what an operator hardly meant: settings by which nothing is told, or no guest has the name it should.
public struct SelectionHints: Sendable {
    private var hasSaidSelection = false
    private var hasSaidMetadata = false
    private var saidOptions: Set<VirtOption> = []

    /// Nothing said.
    public init() {}

    /// What is to be said of a sample; `nil` for nothing.
    ///
    /// - Parameter details: What is known of its guests beside it.
    public mutating func next(
        _ snapshot: Snapshot, _ details: [DomainIdentity.UUID: GuestDetails], _ settings: CollectdSettings
    ) -> String? {
        guard snapshot.status.isUp else { return nil }
        let guests = snapshot.domains.filter { settings.admits(guest: $0.identity.name) }
        if guests.isEmpty {
            guard !hasSaidSelection, !settings.domains.isEmpty else { return nil }
            hasSaidSelection = true
            return
                "there is no guest that Domain and IgnoreSelected admit; see that the names are those of `virsh list --all`"
        }
        for scope in [Scope.block, .interface] {
            guard let option = settings.optionThatAdmitsNothing(scope, of: guests), saidOptions.insert(option).inserted
            else { continue }
            let things = scope == .block ? "disk" : "network interface"
            return """
                there is no \(things) that \(option.rawValue) and IgnoreSelected admit; they are selected as GUEST:DEVICE, or by \
                a /regex/ that matches that
                """
        }
        guard !hasSaidMetadata, settings.needsMetadata else { return nil }
        let known = guests.compactMap { details[$0.identity.uuid] }.filter(\.hasMetadata)
        guard known.count == guests.count, known.allSatisfy({ $0.metadataName == nil }) else { return nil }
        hasSaidMetadata = true
        return """
            no guest has a name at \(settings.metadataPath) in its metadata of \(settings.metadataNamespaces[0]); see \
            HostnameMetadataXPath and HostnameMetadataNS: till then guests go without that part
            """
    }
}
