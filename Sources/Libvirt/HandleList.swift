import Glibc

/// Owns the objects of a list that libvirt allocated, and frees each of them once; never leaves its connection's actor.
final class HandleList {
    private let handles: [OpaquePointer]
    private let release: (OpaquePointer) -> Void

    init(
        _ array: UnsafeMutablePointer<OpaquePointer?>?, count: Int32, release: @escaping (OpaquePointer) -> Void
    ) {
        handles = (0..<Int(max(count, 0))).compactMap { array?[$0] }
        self.release = release
        free(array)
    }

    deinit { handles.forEach(release) }

    func compactMap<Element, Failure>(
        _ body: (OpaquePointer) throws(Failure) -> Element?
    ) throws(Failure) -> [Element] {
        try withExtendedLifetime(self) { () throws(Failure) in
            var result: [Element] = []
            for handle in handles {
                if let element = try body(handle) { result.append(element) }
            }
            return result
        }
    }
}
