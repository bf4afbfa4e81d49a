import CommandLineInterface
import SNMPOutput

/// The processors of this machine.
enum HostProcessors {
    /// Those that are on; `nil` if the kernel does not say.
    static var online: CPUSet? {
        let text = try? ConfigurationFile.text("/sys/devices/system/cpu/online")
        return text.flatMap { CPUSet(String($0.prefix { !$0.isWhitespace })) }
    }
}
