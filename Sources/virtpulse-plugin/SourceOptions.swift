import ArgumentParser
import CommandLineInterface

/// Where a sample comes from.
struct SourceOptions: ParsableArguments {
    @OptionGroup var host: HostOptions
    @OptionGroup var patience: DeadlineOptions
}
