/// A module that the agent serves.
public enum SNMPModule: String, CaseIterable, Hashable, Sendable {
    /// VM-MIB (RFC 7666).
    case vm
    /// LIBVIRT-MIB's table of guests.
    case libvirt
    /// VIRTPULSE-MIB.
    case virtpulse

    /// Where its objects are.
    ///
    /// - Parameter base: Where ``virtpulse`` is.
    public func objects(base: OID) -> OID {
        switch self {
        case .vm: VMMIB.objects
        case .libvirt: LibvirtMIB.root + [1]
        case .virtpulse: base + [1]
        }
    }
}

extension NotificationQueue.Settings {
    /// Those of them that are of these modules.
    public func only(of modules: Set<SNMPModule>) -> NotificationQueue.Settings {
        var settings = self
        settings.sendsPerGuest = sendsPerGuest && modules.contains(.vm)
        settings.sendsBulk = sendsBulk && modules.contains(.vm)
        settings.sendsLibvirt = sendsLibvirt && modules.contains(.libvirt)
        return settings
    }
}

extension MIBTree {
    /// What these modules tell of a sample.
    public init(_ sample: SNMPSample, of modules: Set<SNMPModule> = Set(SNMPModule.allCases)) {
        let guests = sample.guestRows
        var scalars: [MIBScalar] = []
        var tables: [MIBTable] = []
        for module in modules {
            switch module {
            case .vm:
                scalars += VMMIB.scalars(of: sample)
                tables += VMMIB.tables(of: sample, guests: guests)
            case .libvirt: tables += LibvirtMIB.tables(guests: guests)
            case .virtpulse:
                scalars += VirtpulseMIB.scalars(of: sample)
                tables += VirtpulseMIB.tables(of: sample, guests: guests)
            }
        }
        self.init(scalars: scalars, tables: tables)
    }
}
