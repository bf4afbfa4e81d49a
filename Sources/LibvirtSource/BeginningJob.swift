import Libvirt

/// The job of a domain that is asked for while a backup begins.
///
/// As long as QEMU's driver prepares one (10 ms on an idle host, 40 ms on a busy one) it has a job without data, and says
/// that something failed inside.
enum BeginningJob {
    /// How long to wait before asking again, each time.
    static let pauses: [Duration] = [.milliseconds(10), .milliseconds(20), .milliseconds(40)]

    /// What is answered, in the end.
    static func ask(
        isolation: isolated (any Actor)? = #isolation,
        _ question: () async throws(LibvirtError) -> JobStatistics
    ) async throws(LibvirtError) -> JobStatistics {
        for pause in pauses {
            do throws(LibvirtError) {
                return try await question()
            } catch  where error.code == .internalError && error.domain == .qemu {
                // nobody cancels the sampler's calls; one that is would only be asked again at once
                try? await Task.sleep(for: pause)
            }
        }
        return try await question()
    }
}
