import CLoader

/// libvirt's library, which is loaded when it is first needed.
enum Library {
    /// Loads it on first use.
    ///
    /// - Returns: why it cannot be, or `nil` if it is there.
    static let failure: LibvirtError? = CLoader_loadLibvirt().map { reason in
        LibvirtError(
            code: .internalError, domain: .none,
            message: "libvirt's library cannot be loaded: \(String(cString: reason)); install it (Debian: libvirt0)",
            call: "dlopen", subject: "libvirt.so.0")
    }
}
