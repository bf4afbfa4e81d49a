import ArgumentParser
import Glibc

/// Which host is meant.
struct LibvirtOptions: ParsableArguments {
    @Option(
        name: .customLong("libvirt.uri"),
        help: ArgumentHelp(
            "The libvirt URI of the host.",
            discussion: """
                Without it: LIBVIRT_DEFAULT_URI; else qemu:///system where its socket exists; else test:///default, \
                libvirt's built-in test driver.
                """,
            valueName: "uri"))
    var uri: String?

    @Option(
        name: .customLong("libvirt.connections"),
        help: ArgumentHelp(
            "Over how many connections guests are read at a time, from 1 to 16 (default: 4); one more serves the rest.",
            valueName: "number"),
        transform: Self.connections)
    var connections = 4

    private static func connections(_ text: String) throws -> Int {
        guard let number = Int(text), (1...16).contains(number) else {
            throw ValidationError("give --libvirt.connections a number from 1 to 16")
        }
        return number
    }

    func validate() throws {
        let (text, name) = uri.map { ($0, "--libvirt.uri") } ?? (Self.variable ?? "", "LIBVIRT_DEFAULT_URI")
        guard !text.isEmpty || uri != nil else { return }
        guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else {
            throw ValidationError(
                "'\(text)' is no libvirt URI; give \(name) a URI such as qemu:///system or lxc:///system")
        }
    }

    private static var variable: String? { unsafe getenv("LIBVIRT_DEFAULT_URI").map { unsafe String(cString: $0) } }

    /// The URI, and whether it is the built-in test driver for want of anything else.
    func resolved() -> (uri: String, isFallback: Bool) {
        if let uri { return (uri, false) }
        if let uri = Self.variable, !uri.isEmpty { return (uri, false) }
        let sockets = ["/run/libvirt/libvirt-sock-ro", "/run/libvirt/virtqemud-sock-ro"]
        if sockets.contains(where: { unsafe access($0, F_OK) == 0 }) { return ("qemu:///system", false) }
        return ("test:///default", true)
    }
}
