public import ArgumentParser

/// Where a sample comes from.
public enum SampleOrigin: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// The daemon's feed where there is one that samples the host, else libvirt.
    case auto
    /// The daemon's feed.
    case feed
    /// libvirt.
    case libvirt
}
