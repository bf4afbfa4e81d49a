import CommandLineInterface
import Testing

@Suite struct HostOptionsTests {
    @Test(arguments: [
        ("qemu:///system", true), ("qemu+unix:///system?socket=/run/x/libvirt-sock", true), ("test:///default", true),
        ("lxc:///", true), ("qemu:/system", true), ("qemu://host/system", false), ("qemu+ssh://host/system", false),
        ("qemu+ssh:///system", false), ("qemu+tls:///system", false), ("qemu+tcp://[::1]/system", false),
        ("qemu+unix://host/system", false), ("qemu://host?no_verify=1", false), ("", false),
    ])
    func whichHostsAreThisMachine(uri: String, isThisMachine: Bool) {
        #expect(HostOptions.isThisMachine(uri) == isThisMachine)
    }
}
