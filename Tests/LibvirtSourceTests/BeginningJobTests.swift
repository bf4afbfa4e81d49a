import Libvirt
import Testing

@testable import LibvirtSource

/// A backup that just begins, of which QEMU's driver says that something failed inside.
struct BeginningJobTests {
    private static func failure(_ code: LibvirtError.Code, _ domain: LibvirtError.Domain) -> LibvirtError {
        LibvirtError(code: code, domain: domain, message: "no", call: "virDomainGetJobStats", subject: "a")
    }

    /// Asks a host that fails so often, and counts the calls.
    private static func ask(
        failing times: Int, with failure: LibvirtError
    ) async -> (answer: Result<JobStatistics, LibvirtError>, calls: Int) {
        var calls = 0
        do throws(LibvirtError) {
            let job = try await BeginningJob.ask { () async throws(LibvirtError) in
                calls += 1
                if calls <= times { throw failure }
                return JobStatistics(type: .unbounded, parameters: TypedParameters([]))
            }
            return (.success(job), calls)
        } catch {
            return (.failure(error), calls)
        }
    }

    @Test(arguments: [0, 1, BeginningJob.pauses.count])
    func itIsAskedAgain(times: Int) async {
        let (answer, calls) = await Self.ask(failing: times, with: Self.failure(.internalError, .qemu))
        #expect((try? answer.get().type) == .unbounded)
        #expect(calls == times + 1)
    }

    @Test func notForEver() async {
        let failure = Self.failure(.internalError, .qemu)
        let (answer, calls) = await Self.ask(failing: .max, with: failure)
        #expect(answer == .failure(failure))
        #expect(calls == BeginningJob.pauses.count + 1)
    }

    /// A connection that broke, and a guest that is gone, are not asked again.
    @Test(
        arguments: [(.internalError, .rpc), (.noDomain, .qemu), (.operationInvalid, .qemu)]
            as [(LibvirtError.Code, LibvirtError.Domain)])
    func whatElseFailsFails(code: LibvirtError.Code, domain: LibvirtError.Domain) async {
        let failure = Self.failure(code, domain)
        let (answer, calls) = await Self.ask(failing: .max, with: failure)
        #expect(answer == .failure(failure) && calls == 1)
    }
}
