import Snapshot

extension CheckInput {
    /// What is said of a guest of which a question brought nothing; `nil` if something else says why.
    ///
    /// A guest that is there still, and of which there is neither an answer nor a failure, is not to pass for well.
    func unanswered(_ guest: DomainSample, _ questions: DirectQuestion..., settings: CheckSettings) -> CheckItem? {
        guard !answers.gone.contains(guest.identity.uuid), answers.unsupported.isDisjoint(with: questions),
            !answers.failures.contains(where: { failure in
                questions.contains(failure.question) && failure.subject.map { $0 == guest.identity.name } ?? true
            })
        else { return nil }
        return CheckItem(settings.name(of: guest.identity), verdicts: [.init(.unknown, "was not read")])
    }
}
