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

extension Connection {
    /// Refuses a call that libvirt's library may be too old for.
    ///
    /// - Throws: ``LibvirtError/Code/noSupport`` as if the driver lacked it.
    func require(_ call: String, since version: LibvirtVersion, on subject: String) throws(LibvirtError) {
        guard CLoader_libvirtHas(call) == 0 else { return }
        throw LibvirtError(
            code: .noSupport, domain: .none,
            message: "libvirt's library \(LibvirtVersion.library) lacks the function, which \(version) has", call: call,
            subject: subject)
    }
}
