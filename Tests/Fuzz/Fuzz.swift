import Foundation

/// libFuzzer's entry; its own `main` is not linked, for the package manager has one.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// What is fuzzed: `request` or `web-configuration`, then libFuzzer's own options and folders.
@main
struct Fuzz {
    static func main() {
        let target: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
        switch CommandLine.arguments.dropFirst().first {
        case "request":
            target = { bytes, count in
                RequestFuzz.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
                return 0
            }
        case "web-configuration":
            target = { bytes, count in
                ConfigurationFuzz.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
                return 0
            }
        default:
            FileHandle.standardError.write(Data("usage: virtpulse-fuzz request|web-configuration [OPTION ...]\n".utf8))
            exit(2)
        }
        var count = CInt(CommandLine.argc - 1)
        // the target's name is none of libFuzzer's business
        let rest = [CommandLine.arguments[0]] + CommandLine.arguments.dropFirst(2)
        let arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: rest.count + 1)
        for (position, argument) in rest.enumerated() { arguments[position] = strdup(argument) }
        arguments[rest.count] = nil
        var pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = arguments
        exit(runDriver(&count, &pointer, target))
    }
}
