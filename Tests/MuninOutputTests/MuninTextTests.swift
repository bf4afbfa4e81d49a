import Testing

@testable import MuninOutput

/// What munin reads.
@Suite struct MuninTextTests {
    @Test(arguments: [
        (MuninField.Measure.derive(UInt64.max), "18446744073709551615"), (.derive(nil), "U"), (.whole(0), "0"),
        (.whole(nil), "U"), (.real(0), "0"), (.real(-0.0), "0"), (.real(1.5), "1.5"), (.real(1e-9), "0"),
        (.real(0.000_001), "0.000001"), (.real(123_456.789), "123456.789"), (.real(-2.25), "-2.25"),
        (.real(99.999_999_9), "100"), (.real(.nan), "U"), (.real(.infinity), "U"), (.real(1e300), "U"),
        (.real(nil), "U"),
    ])
    func values(measure: MuninField.Measure, text: String) { #expect(MuninText.value(measure) == text) }

    @Test(arguments: [
        ("web01", "web01", "web01"), ("a\nb\r\u{0}", "a_b__", "a_b__"), ("x# timeout", "x#_timeout", "x#_timeout"),
        ("<b>&\"'", "<b>&\"'", "_b____"), (" ", "_", "_"), ("", "_", "_"), ("\u{202e}ab", "_ab", "_ab"),
        ("日本 🙂", "日本 🙂", "日本 🙂"),
    ])
    func textsOfTenants(text: String, label: String, title: String) {
        #expect(TenantText.label(text) == label)
        #expect(TenantText.title(text) == title)
    }

    @Test func aGraph() {
        var write = MuninField("web_wr", "web", .derive(5))
        write.negative = "web_rd"
        var read = MuninField("web_rd", "web", .derive(nil))
        read.isHidden = true
        let graph = MuninGraph("libvirt_disk", "Disks", "bytes", "Bytes.", base: 1024, [read, write])
        var text = MuninText()
        text.append([graph], [.configuration, .values], isMultigraph: true)
        #expect(
            text.text == """
                multigraph libvirt_disk
                graph_title Disks
                graph_vlabel bytes
                graph_args --base 1024 -l 0
                graph_category virtualization
                graph_info Bytes.
                web_rd.label web
                web_rd.type DERIVE
                web_rd.min 0
                web_rd.graph no
                web_wr.label web
                web_wr.type DERIVE
                web_wr.min 0
                web_wr.negative web_rd
                web_rd.value U
                web_wr.value 5

                """)
        var values = MuninText()
        values.append([graph], .values, isMultigraph: false)
        #expect(values.text == "web_rd.value U\nweb_wr.value 5\n")
    }
}
