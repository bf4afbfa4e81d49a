import ArgumentParser

/// Where a sample comes from.
public enum SampleOrigin: String, WordChoice, Sendable {
    /// The daemon's feed where there is one that samples the host, else libvirt.
    case auto
    /// The daemon's feed.
    case feed
    /// libvirt.
    case libvirt
}
