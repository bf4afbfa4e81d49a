import Testing

/// A variable of Icinga's for an option of the check, and what becomes of it.
struct IcingaVariable: CustomTestStringConvertible {
    /// Without `virtpulse_`.
    let name: String
    /// In Icinga's language; `FOLDER` is Icinga's.
    let value: String
    /// What the program is to be given.
    let call: String
    let mode: String
    /// Others that it needs.
    let others: [String: String]

    var testDescription: String { "\(name) = \(value)" }

    init(_ name: String, _ value: String, _ call: String, mode: String = "state", others: [String: String] = [:]) {
        self.name = name
        self.value = value
        self.call = call
        self.mode = mode
        self.others = others
    }

    /// A service in Icinga's language that has it.
    func service(named name: String, of host: String) -> String {
        let variables = ["mode": "\"\(mode)\""].merging(others) { $1 }.merging([self.name: value]) { $1 }
        return """
            object Service "\(name)" {
              host_name = "\(host)"
              check_command = "virtpulse"
            \(variables.sorted { $0.key < $1.key }.map { "  vars.virtpulse_\($0.key) = \($0.value)\n" }.joined())}

            """
    }

    /// Each option at least once.
    static let all = [
        IcingaVariable("mode", #""domains""#, "-m domains", mode: "domains"),
        IcingaVariable("uri", #""test:///default""#, "-u test:///default"),
        IcingaVariable("source", #""libvirt""#, "--source libvirt"),
        IcingaVariable("feed_socket", #""/none""#, "--feed.socket /none"),
        IcingaVariable("domain", #"[ "pipe*", "-dash" ]"#, "-d pipe* -d -dash"),
        IcingaVariable("regex", #""^busy[0-9]*$$""#, "--regex ^busy[0-9]*$"),
        IcingaVariable("exclude", #"[ "vm*", "pipe|semi;" ]"#, "-x vm* -x pipe|semi;"),
        IcingaVariable("metadata", #""/domain/name/text()=rich""#, "--metadata /domain/name/text()=rich"),
        IcingaVariable("active", "true", "--active"), IcingaVariable("persistent", "true", "--persistent"),
        IcingaVariable("inactive", "true", "--inactive", mode: "cpu"),
        IcingaVariable(
            "warning", #"[ "running=1:", "paused=-5:500" ]"#, "-w running=1: -w paused=-5:500", mode: "domains"),
        IcingaVariable("critical", #""running=@0:5""#, "-c running=@0:5", mode: "domains"),
        IcingaVariable("state_map", #""paused/user=ok""#, "--state-map paused/user=ok"),
        IcingaVariable("expect", #"[ "running", "paused" ]"#, "--expect running --expect paused"),
        IcingaVariable(
            "require", #"[ "two words", "rich" ]"#, "--require two words --require rich", mode: "expected"),
        IcingaVariable("require_file", #""FOLDER/here""#, "--require-file FOLDER/here", mode: "expected"),
        IcingaVariable("forbid", #""nobody""#, "--forbid nobody", mode: "expected"),
        IcingaVariable("forbid_file", #""FOLDER/not-here""#, "--forbid-file FOLDER/not-here", mode: "expected"),
        IcingaVariable("grace", #""10m""#, "--grace 10m"),
        IcingaVariable("stall", #""5m""#, "--stall 5m", mode: "job"),
        IcingaVariable("on_missing", #""warning""#, "--on-missing warning"),
        IcingaVariable("on_empty", #""warning""#, "--on-empty warning"),
        IcingaVariable("min_count", "1", "--min-count 1"), IcingaVariable("max_age", #""2m""#, "--max-age 2m"),
        IcingaVariable("of", #""host""#, "--of host", mode: "cpu"),
        IcingaVariable("since", #""10m""#, "--since 10m", mode: "events"),
        IcingaVariable("orphans", "true", "--orphans", mode: "volume"),
        IcingaVariable("ping", "true", "--ping", mode: "agent", others: ["allow_read_write": "true"]),
        IcingaVariable("allow_read_write", "true", "--allow-read-write", mode: "guest-fs"),
        IcingaVariable("perfdata", #""none""#, "--perfdata none", mode: "domains"),
        IcingaVariable("max_items", "5", "--max-items 5", mode: "cpu"),
        IcingaVariable("label", #""uuid""#, "--label uuid", mode: "cpu"),
        IcingaVariable("sample", #""200ms""#, "--sample 200ms", mode: "cpu"),
        IcingaVariable("state_directory", #""FOLDER/data/kept""#, "--state-directory FOLDER/data/kept", mode: "net"),
        IcingaVariable("timeout", #""20:warning""#, "-t 20:warning"),
        IcingaVariable("extra_opts", #""site@FOLDER/plugins.ini""#, "--extra-opts=site@FOLDER/plugins.ini"),
        IcingaVariable("verbose", "1", "-v"), IcingaVariable("verbose", "2", "-vv"),
        IcingaVariable("verbose", "3", "-vvv"),
        IcingaVariable("verbose", "true", "-v"),
    ]
}
