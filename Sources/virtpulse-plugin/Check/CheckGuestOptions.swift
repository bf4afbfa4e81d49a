import ArgumentParser
import NagiosOutput

/// Which guests a check is of.
///
/// What stands behind such an option is a guest's name, whatever it begins with: tenants choose names.
struct CheckGuestOptions: ParsableArguments {
    @Option(
        name: [.short, .long], parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Only the guest of this name or UUID, or those of a pattern such as 'web*'; may be repeated.",
            valueName: "name"))
    var domain: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Only guests whose name this regular expression matches; may be repeated.", valueName: "regex"))
    var regex: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Only guests whose XML has this: XPATH, or XPATH=VALUE, such as "
                + "/domain/metadata/nova:instance/nova:name/text()=web; may be repeated.", valueName: "term"))
    var metadata: [String] = []

    @Option(
        name: [.customShort("x"), .long], parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Not this guest, pattern or /regex/; may be repeated.", valueName: "name"))
    var exclude: [String] = []

    @Flag(help: "Only guests that run.") var active = false
    @Flag(help: "List guests that are shut off as well.") var inactive = false
    @Flag(help: "Only guests that have a configuration, and so outlive their end.") var persistent = false

    /// Those of them that are given.
    var given: [CheckOption] {
        let all: [(CheckOption, Bool)] = [
            (.domain, !domain.isEmpty), (.regex, !regex.isEmpty), (.metadata, !metadata.isEmpty),
            (.exclude, !exclude.isEmpty), (.active, active), (.inactive, inactive), (.persistent, persistent),
        ]
        return all.filter(\.1).map(\.0)
    }

    func selection() throws(CheckMistake) -> GuestSelection {
        var selection = try GuestSelection(
            names: domain, expressions: regex, excluded: exclude, metadata: metadata)
        selection.isOfActive = active
        selection.listsInactive = inactive
        selection.isOfPersistent = persistent
        return selection
    }
}
