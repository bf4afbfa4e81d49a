import Foundation

/// What is fuzzed, as FUZZ_TARGET says; libFuzzer has the command line, and `main`.
private let target: @Sendable ([UInt8]) -> Void = {
    switch ProcessInfo.processInfo.environment["FUZZ_TARGET"] {
    case "request": return RequestFuzz.run
    case "web-configuration": return ConfigurationFuzz.run
    case "feed": return FeedFuzz.run
    case "collectd-configuration": return CollectdConfigurationFuzz.run
    default:
        FileHandle.standardError.write(
            Data(
                "virtpulse-fuzz: set FUZZ_TARGET to request, web-configuration, feed or collectd-configuration\n".utf8))
        exit(2)
    }
}()

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

/// libFuzzer's own beginning.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// An executable of the package manager's has a beginning of its own.
@main
struct Fuzz {
    static func main() {
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        exit(runDriver(&count, &arguments, fuzzOneInput))
    }
}
