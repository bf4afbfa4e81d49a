extension Catalogue {
    /// `libvirt_host_info`.
    public static let hostInfo = Family(
        "libvirt_host_info",
        .info,
        ["hostname", "uri", "cpu_model"],
        "Identity of the host.",
        from: "virConnectGetHostname, virConnectGetURI, virNodeInfo.model",
        in: .host
    )
    /// `libvirt_versions_info`.
    public static let versionsInfo = Family(
        "libvirt_versions_info",
        .info,
        ["driver", "hypervisor_running", "libvirtd_running", "libvirt_library"],
        "Versions of the hypervisor, of the libvirt daemon and of the library in this process.",
        from: "virConnectGetVersion, virConnectGetLibVersion, virGetVersion",
        in: .host
    )

    static let hostFamilies: [Family] = [hostInfo, versionsInfo]
}
