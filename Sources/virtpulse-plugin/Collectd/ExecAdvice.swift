import Feed

extension FeedError {
    /// What failed, and what to do where collectd starts the program: it leaves no groups but the user's own and one that is
    /// named, whatever others the user is a member of.
    var underCollectd: String {
        guard case .denied(let path) = self else { return description }
        return """
            this user may not read \(path); collectd leaves a program no other groups than the one it names: Exec "USER:GROUP" \
            with the group of that socket
            """
    }
}
