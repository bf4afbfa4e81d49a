/// What is said where no libvirt daemon runs.
public enum FallbackWarning {
    /// One line, without its end.
    public static let text = """
        no libvirt daemon was found, so this is libvirt's built-in test driver (test:///default); \
        name a host with --libvirt.uri or LIBVIRT_DEFAULT_URI
        """

    /// The same of a daemon whose feed is read, which may have been told so.
    public static let ofDaemon = """
        the daemon samples libvirt's built-in test driver (test:///default), which is no host; \
        name one with its --libvirt.uri
        """
}
