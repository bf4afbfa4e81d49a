import CMemory

/// The memory of this process.
public enum ProcessMemory {
    /// Lets threads share eight arenas of the heap; to be called before any thread starts.
    ///
    /// Every connection has a thread, and answers of libvirt are large and short-lived: with an arena of its own each
    /// thread of many would keep its own garbage, and with fewer the usual ones wait for each other.
    public static func limitArenas() { CMemory_limitArenas(8) }

    /// Gives back the pages of code and of the heap that only starting needed; those of code in use come back by themselves.
    ///
    /// They are most of an idle agent's memory: libvirt alone brings some forty libraries, and its first answers are read
    /// by all connections at once.
    public static func forgetStart() {
        CMemory_forgetReadOnlyPages()
        CMemory_returnFreeHeap()
    }
}
