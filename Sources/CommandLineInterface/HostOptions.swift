public import ArgumentParser
import Glibc

/// Which host is meant.
public struct HostOptions: ParsableArguments, Sendable {
    /// `--libvirt.uri`.
    @Option(
        name: .customLong("libvirt.uri"),
        help: ArgumentHelp(
            "The libvirt URI of the host.",
            discussion: """
                Without it: LIBVIRT_DEFAULT_URI; else qemu:///system where its socket exists; else test:///default, \
                libvirt's built-in test driver, but not for plugins, whose values are kept.
                """,
            valueName: "uri"))
    public var uri: String?

    /// The host that nothing names.
    public init() {}

    /// Refuses what is no URI by its form.
    public func validate() throws { if let mistake { throw ValidationError(mistake) } }

    /// What is wrong with the URI that the options or the environment name, and the mend; `nil` if nothing is.
    public var mistake: String? {
        let (text, name) = uri.map { ($0, "--libvirt.uri") } ?? (Self.variable ?? "", "LIBVIRT_DEFAULT_URI")
        return text.isEmpty && uri == nil ? nil : Self.mistake(in: text, of: name)
    }

    /// What is wrong with a URI by its form, and the mend; `nil` if nothing is.
    ///
    /// - Parameter name: What it was given to.
    public static func mistake(in uri: String, of name: String) -> String? {
        if let colon = uri.firstIndex(of: ":"), colon > uri.startIndex { return nil }
        return "'\(uri)' is no libvirt URI; give \(name) a URI such as qemu:///system or lxc:///system"
    }

    private static var variable: String? { unsafe getenv("LIBVIRT_DEFAULT_URI").map { unsafe String(cString: $0) } }

    /// The URI that the options or the environment name.
    public var named: String? { uri ?? Self.variable.flatMap { $0.isEmpty ? nil : $0 } }

    /// The URI that is taken for want of anything else.
    public static let fallback = "test:///default"

    /// Whether a URI is of a daemon of this machine, as far as it says: it names no host, and the way there is a socket.
    public static func isThisMachine(_ uri: String) -> Bool {
        guard let colon = uri.firstIndex(of: ":") else { return false }
        let scheme = uri[..<colon].split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        guard scheme.count == 1 || scheme[1] == "unix" else { return false }
        let rest = uri[uri.index(after: colon)...]
        guard rest.hasPrefix("//") else { return true }
        return rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }.isEmpty
    }

    /// The URI; `nil` where nothing names one and no libvirt daemon runs here.
    public var found: String? {
        let (uri, isFallback) = resolved()
        return isFallback ? nil : uri
    }

    /// The URI, and whether it is the built-in test driver for want of anything else.
    public func resolved() -> (uri: String, isFallback: Bool) {
        if let named { return (named, false) }
        let sockets = ["/run/libvirt/libvirt-sock-ro", "/run/libvirt/virtqemud-sock-ro"]
        if sockets.contains(where: { unsafe access($0, F_OK) == 0 }) { return ("qemu:///system", false) }
        return (Self.fallback, true)
    }
}
