import ArgumentParser
import DaemonLog
import Sampler

/// What `serve` does.
struct ServeOptions: ParsableArguments {
    @OptionGroup(title: "Host") var libvirt: LibvirtOptions
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions
    @OptionGroup(title: "Guests") var domains: DomainOptions
    @OptionGroup(title: "Web") var web: WebOptions
    @OptionGroup(title: "Feed") var feed: FeedServerOptions
    @OptionGroup(title: "Probe") var probe: ProbeOptions
    @OptionGroup(title: "Log") var log: LogOptions
    @OptionGroup(title: "Collectors") var collectors: CollectorOptions

    /// What the sampler is to do.
    var sampler: SamplerOptions {
        var options = SamplerOptions()
        options.collectors = collectors.enabled
        options.connections = libvirt.connections
        sampling.apply(to: &options)
        domains.apply(to: &options)
        return options
    }
}
