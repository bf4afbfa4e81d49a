import Glibc
import NIOCore
import Testing

@testable import FeedServer

/// Who gives way where all places are taken.
@Suite("Feed places") struct FeedPlacesTests {
    private typealias Holder = FeedPlaces.Holder

    private static func moment(_ second: UInt64) -> NIODeadline { .uptimeNanoseconds(second * 1_000_000_000) }

    private static func silent(_ user: uid_t, since second: UInt64) -> Holder {
        Holder(user: user, occupation: .silent(since: moment(second)))
    }

    private static func waiting(_ user: uid_t?, since second: UInt64) -> Holder {
        Holder(user: user, occupation: .waiting(since: moment(second)))
    }

    private static func busy(_ user: uid_t) -> Holder { Holder(user: user, occupation: .busy) }

    @Test(
        arguments: [
            // who has been silent for longest, whoever it is
            ([silent(0, since: 8), silent(0, since: 3), waiting(5, since: 1)], 5, 1),
            // but not who was just answered
            ([silent(0, since: 10)], 0, nil),
            // one user's waiters do not keep out another user
            ([waiting(5, since: 4), waiting(5, since: 2), waiting(5, since: 3)], 0, 1),
            ([waiting(5, since: 4), waiting(5, since: 2), waiting(0, since: 1)], 7, 1),
            ([waiting(nil, since: 4), waiting(nil, since: 2)], 0, 1),
            // who has as many gets no more
            ([waiting(5, since: 4), waiting(5, since: 2), waiting(0, since: 1)], 0, nil),
            ([waiting(5, since: 4), waiting(5, since: 2)], 5, nil), ([waiting(5, since: 4)], 0, nil),
            // who is being answered keeps its place
            ([busy(5), busy(5), waiting(5, since: 9)], 0, 2), ([busy(5), busy(5)], 0, nil), ([], 0, nil),
        ] as [([FeedPlaces.Holder], uid_t, Int?)])
    private func whoGivesWay(among holders: [FeedPlaces.Holder], to newcomer: uid_t, position: Int?) {
        #expect(FeedPlaces.givingWay(among: holders, to: newcomer, silentBefore: Self.moment(9)) == position)
    }
}
