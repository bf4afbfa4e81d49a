import CLibvirt

/// How libc divides the heap among threads.
public enum MemoryArenas {
    /// Lets threads share this many arenas; call it before any thread starts.
    ///
    /// Every connection has a thread, and answers of libvirt are large and short-lived: with an arena of its own each
    /// thread keeps its own garbage.
    public static func limit(to number: Int32) { _ = CLibvirt_limitArenas(number) }
}
