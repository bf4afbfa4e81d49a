import DomainXML
import Snapshot
import Testing

/// What is read from whole documents as libvirt writes them.
@Suite struct DocumentTests {
    @Test func kvmUnderNova() throws {
        let facts = try DomainXML.facts(from: Fixture.kvm.bytes())
        #expect(facts.hypervisorType == "kvm")
        #expect(facts.title == "Front end \"A\" <production>")
        #expect(facts.osType == "hvm")
        #expect(facts.architecture == "x86_64")
        #expect(facts.machine == "pc-q35-7.2")
        #expect(facts.operatingSystem == "http://debian.org/debian/12")
        #expect(facts.iothreads == 2)
        #expect(facts.hasPerfEvents)
        #expect(facts.ovirt == nil)
        #expect(facts.filesystems.isEmpty)

        var nova = DomainFacts.NovaInstance()
        nova.name = "web-658137465"
        nova.flavor = "m1.large"
        nova.userName = "alice"
        nova.userID = "1d9b8f37b6b04f0a9a0f9c7d2f7e6a55"
        nova.projectName = "acme & sons"
        nova.projectID = "9c1a5a8b6c0e4c39b1a7d5e2f3b4c5d6"
        #expect(facts.nova == nova)

        #expect(facts.disks.map(\.target) == ["vda", "vdb", "vdc", "sda"])
        #expect(facts.disks.map(\.type) == ["file", "block", "volume", "file"])
        #expect(facts.disks.map(\.device) == ["disk", "disk", "disk", "cdrom"])
        #expect(facts.disks.map(\.bus) == ["virtio", "virtio", "virtio", "sata"])
        #expect(facts.disks.map(\.cache) == ["none", "none", nil, nil])
        #expect(facts.disks.map(\.discard) == ["unmap", nil, nil, nil])
        #expect(facts.disks.map(\.driverType) == ["qcow2", "raw", "raw", "raw"])
        #expect(facts.disks.map(\.serial) == [nil, "5b1e2b6a-93a6-4e6d-8b1f", nil, nil])
        #expect(
            facts.disks.map(\.source) == [
                "/var/lib/nova/instances/6a3f8e6c/disk", "/dev/mapper/mpatha", "fast/scratch.img",
                "/var/lib/nova/instances/6a3f8e6c/disk.config",
            ]
        )

        #expect(facts.interfaces.map(\.target) == ["tap2f1f0c3a-40", "tap2f1f0c3a-41", nil])
        #expect(facts.interfaces.map(\.type) == ["bridge", "bridge", "hostdev"])
        #expect(facts.interfaces.map(\.sourceBridge) == ["br-int", "br-int", nil])
        #expect(facts.interfaces.map(\.model) == ["virtio", "virtio", nil])
        #expect(facts.interfaces.map(\.mtu) == ["1450", "1450", nil])
        #expect(facts.interfaces[1].portID == "2f1f0c3a-4c8e-4b2f-9c0d-7f2a8b1d6e01")
        #expect(facts.interfaces[2].macAddress == "fa:16:3e:3a:61:79")
    }

    @Test func container() throws {
        let facts = try DomainXML.facts(from: Fixture.lxc.bytes())
        #expect(facts.hypervisorType == "lxc")
        #expect(facts.osType == "exe")
        #expect(facts.machine == nil)
        #expect(facts.iothreads == nil)
        #expect(!facts.hasPerfEvents)
        #expect(facts.disks.isEmpty)
        #expect(facts.filesystems.map(\.target) == ["/", "/data", "/scratch"])
        #expect(facts.filesystems.map(\.source) == ["/var/lib/lab/ct1", "/var/lib/lab/data.img", nil])
        #expect(facts.interfaces.map(\.target) == ["vnet6"])
        #expect(facts.interfaces.map(\.sourceNetwork) == ["default"])
        #expect(facts.interfaces.map(\.sourceBridge) == ["virbr0"])
    }

    @Test func ovirt() throws {
        let facts = try DomainXML.facts(from: Fixture.ovirt.bytes())
        var ovirt = DomainFacts.OvirtMachine()
        ovirt.clusterVersion = "4.7"
        ovirt.resumeBehavior = "auto_resume"
        #expect(facts.ovirt == ovirt)
        #expect(facts.nova == nil)
        #expect(facts.disks.map(\.target) == ["sdc", "sda"])
        #expect(facts.disks.map(\.source) == [nil, "/rhev/data-center/mnt/blockSD/6b1d/images/7f0c/9a0e"])
        #expect(facts.disks.map(\.device) == ["cdrom", "lun"])
    }

    @Test func inactive() throws {
        let facts = try DomainXML.facts(from: Fixture.inactive.bytes())
        #expect(facts.title == nil)
        #expect(facts.architecture == "aarch64")
        #expect(facts.disks.map(\.target) == ["vda"])
        #expect(facts.interfaces.map(\.target) == [nil])
        #expect(facts.interfaces.map(\.model) == ["e1000"])
    }

    @Test func networkDiskWithMirrorAndBackingChain() throws {
        let facts = try DomainXML.facts(from: Fixture.networkDisk.bytes())
        var disk = DomainFacts.Disk(target: "vda")
        disk.type = "network"
        disk.device = "disk"
        disk.bus = "virtio"
        disk.driverName = "qemu"
        disk.driverType = "raw"
        disk.cache = "writeback"
        disk.discard = "unmap"
        disk.source = "volumes/volume-3b6c"
        disk.sourceProtocol = "rbd"
        disk.serial = "3b6c"
        disk.isReadOnly = false
        #expect(facts.disks == [disk])
    }

    @Test func labGuest() throws {
        let facts = try DomainXML.facts(from: Fixture.lab.bytes())
        #expect(facts.hypervisorType == "qemu")
        #expect(facts.iothreads == 2)
        #expect(facts.nova?.flavor == "m1.tiny")
        #expect(facts.nova?.projectName == "acme")
        #expect(facts.disks.map(\.serial) == ["s658137465-0", "s658137465-1"])
        #expect(facts.interfaces.map(\.target) == ["vnet4", "vnet5"])
    }

    @Test(arguments: Fixture.allCases) func textReadsAsBytesDo(_ fixture: Fixture) throws {
        let bytes = try fixture.bytes()
        #expect(try DomainXML.facts(from: String(decoding: bytes, as: UTF8.self)) == DomainXML.facts(from: bytes))
    }
}
