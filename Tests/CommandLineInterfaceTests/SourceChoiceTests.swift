import CommandLineInterface
import Feed
import Testing

/// Which of the daemon and libvirt is asked by a program that runs on.
@Suite struct SourceChoiceTests {
    private static let path = "/run/feed.sock"
    private let start = ContinuousClock.now

    private func daemon(_ uri: String) -> FeedDaemon { FeedDaemon(version: "1", interval: .seconds(10), uri: uri) }

    private func isOtherHost(_ choice: SourceChoice, _ uri: String) -> Bool {
        do throws(FeedError) { try choice.check(daemon(uri)) } catch { return true }
        return false
    }

    /// It is not another one for the time in which libvirt's socket is not there.
    @Test func theHostStays() {
        var found = SourceChoice(named: nil, path: Self.path)
        #expect(found.host == nil && !isOtherHost(found, "lxc:///system"))
        found.note(found: nil)
        found.note(found: "qemu:///system")
        found.note(found: nil)
        found.note(found: "lxc:///system")
        #expect(found.host == "qemu:///system" && isOtherHost(found, "lxc:///system"))
        var told = SourceChoice(named: nil, path: Self.path)
        #expect(told.note(told: "lxc:///system") == nil && told.host == "lxc:///system")
        told.note(found: "qemu:///system")
        #expect(isOtherHost(told, "qemu:///system") && !isOtherHost(told, "lxc:///system"))
        var named = SourceChoice(named: "qemu:///system", path: Self.path)
        named.note(found: "lxc:///system")
        #expect(named.host == "qemu:///system" && isOtherHost(named, "lxc:///system"))
    }

    @Test func aDaemonThatIsNotThereNeedsNoWords() {
        var choice = SourceChoice(named: nil, path: Self.path)
        #expect(choice.asksFeed(at: start))
        #expect(choice.note(.absent(path: Self.path), at: start) == nil)
        #expect(!choice.asksFeed(at: start + .seconds(9)) && choice.asksFeed(at: start + .seconds(10)))
        #expect(choice.note(told: "qemu:///system") == nil && choice.isTold)
    }

    /// At first it is likely to be started anew; when it is not back by the next interval, that is said once.
    @Test(arguments: [
        FeedError.absent(path: path), .broken(path: path, reason: "closed"), .refused(reason: "there is no sample yet"),
    ])
    func aDaemonThatGoes(error: FeedError) {
        var choice = SourceChoice(named: nil, path: Self.path)
        _ = choice.note(told: "qemu:///system")
        #expect(choice.note(error, at: start) == nil && choice.asksFeed(at: start) && !choice.isTold)
        #expect(choice.note(error, at: start) == "\(error); libvirt is asked itself")
        #expect(!choice.asksFeed(at: start + .seconds(9)) && choice.asksFeed(at: start + .seconds(10)))
        #expect(choice.note(error, at: start + .seconds(10)) == nil)
        #expect(choice.note(told: "qemu:///system") == "the daemon's samples are taken again")
        #expect(choice.note(told: "qemu:///system") == nil)
    }

    @Test func whatIsOfNoUseIsLeftAloneForLonger() {
        var choice = SourceChoice(named: nil, path: Self.path)
        #expect(choice.note(lack: "it hangs", at: start) == "it hangs; libvirt is asked itself")
        #expect(!choice.asksFeed(at: start + .seconds(59)) && choice.asksFeed(at: start + .seconds(60)))
        #expect(choice.note(lack: "it hangs", at: start + .seconds(60)) == nil)
        #expect(choice.note(.late(path: Self.path, .seconds(1)), at: start + .seconds(120)) != nil)
        #expect(!choice.asksFeed(at: start + .seconds(179)))
        let other = FeedError.otherHost(path: Self.path, wanted: "a:", sampled: "b:")
        #expect(choice.note(other, at: start) != nil)
        var named = SourceChoice(named: "a:", path: Self.path)
        #expect(named.note(other, at: start) == nil)
    }

    /// One that hangs makes no tick late but the first ones.
    @Test func onlyOneThatToldIsWaitedForLong() {
        var choice = SourceChoice(named: nil, path: Self.path)
        func patience(_ interval: Duration = .seconds(10)) -> Duration {
            choice.patience(min(.seconds(5), interval / 2), interval: interval)
        }
        #expect(patience() == .seconds(5))
        _ = choice.note(told: "qemu:///system")
        #expect(patience() == .seconds(5))
        _ = choice.note(lack: "it hangs", at: start)
        #expect(patience() == .seconds(1) && patience(.seconds(60)) == .seconds(1))
        #expect(patience(.seconds(5)) == .milliseconds(500) && patience(.seconds(1)) == .milliseconds(250))
        #expect(patience(.milliseconds(100)) == .milliseconds(50))
        _ = choice.note(told: "qemu:///system")
        #expect(patience() == .seconds(5))
    }
}
