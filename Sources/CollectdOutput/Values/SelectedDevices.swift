import Catalogue
import Snapshot

extension CollectdSettings {
    /// What a device is called, and the name by which it is selected.
    private typealias Naming = (name: String, selected: String)

    /// What a disk is called, unless it is not selected; `nil` also for one without a source that has to be called by it.
    func name(ofDisk target: String, in guest: DomainSample) -> String? {
        guard let naming = naming(ofDisk: target, in: guest) else { return nil }
        return admits(disk: naming.selected, of: guest.identity.name) ? naming.name : nil
    }

    /// What an interface is called, unless it is not selected; `nil` also while its guest's XML is not known.
    func name(ofInterface target: String, in guest: DomainSample) -> String? {
        guard let naming = naming(ofInterface: target, in: guest) else { return nil }
        return admits(interface: naming.selected, of: guest.identity.name) ? naming.name : nil
    }

    private func naming(ofDisk target: String, in guest: DomainSample) -> Naming? {
        guard blockDeviceFormat == .source else { return (target, target) }
        let disk = guest.facts?.value.disks.first { $0.target == target }
        // a volume or a network's disk has no path
        guard let disk, let source = disk.source, disk.type == "file" || disk.type == "block" else { return nil }
        return (source, source)
    }

    private func naming(ofInterface target: String, in guest: DomainSample) -> Naming? {
        guard interfaceFormat != .name else { return (target, target) }
        let known = guest.facts?.value.interfaces.filter { $0.target != nil } ?? []
        guard let position = known.firstIndex(where: { $0.target == target }) else { return nil }
        guard interfaceFormat == .address else {
            return ("interface-\(position + 1)", String(position + 1))
        }
        return known[position].macAddress.map { ($0, $0) }
    }

    /// The option by which disks or interfaces are selected, if these guests have some and it admits none of them.
    func optionThatAdmitsNothing(_ scope: Scope, of guests: [DomainSample]) -> VirtOption? {
        let isBlock = scope == .block
        guard isBlock ? reportsBlockDevices : reportsInterfaces,
            !(isBlock ? blockDevices : interfaceDevices).isEmpty
        else { return nil }
        var hasSome = false
        for guest in guests {
            for entity in guest.values.entities where entity.scope == scope {
                guard let target = entity.labels.first else { continue }
                guard let naming = isBlock ? naming(ofDisk: target, in: guest) : naming(ofInterface: target, in: guest)
                else {
                    // one whose name is not known yet may be meant
                    if guest.facts == nil { return nil }
                    continue
                }
                hasSome = true
                let name = guest.identity.name
                let isAdmitted =
                    isBlock ? admits(disk: naming.selected, of: name) : admits(interface: naming.selected, of: name)
                if isAdmitted { return nil }
            }
        }
        guard hasSome else { return nil }
        return isBlock ? .blockDevice : .interfaceDevice
    }
}
