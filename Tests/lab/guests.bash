# Guest definitions for `lab`: domain XML and disk images. Sourced; needs $dir.
# shellcheck shell=bash disable=SC2154

# Sets $id: eight hexadecimal digits from the bytes of a guest's name, for file names and MAC addresses (FNV-1a).
name_id() {
  local LC_ALL=C hash=2166136261 i code
  for ((i = 0; i < ${#1}; i++)); do
    printf -v code %d "'${1:i:1}"
    hash=$((((hash ^ (code & 255)) * 16777619) & 0xffffffff))
  done
  printf -v id %08x "$hash"
}

# Sets $escaped: a text as XML character data or attribute value.
xml_escape() {
  escaped=$1
  escaped=${escaped//'&'/'&amp;'}
  escaped=${escaped//'<'/'&lt;'}
  escaped=${escaped//'>'/'&gt;'}
  escaped=${escaped//\'/'&apos;'}
  escaped=${escaped//\"/'&quot;'}
}

# Writes a 64 MiB raw image whose boot sector does what KIND says.
boot_image() { # KIND FILE
  local cylinder='\x00'
  truncate -s 64M "$2"
  {
    # xor ax,ax; mov ds,ax; mov es,ax; mov ss,ax; mov sp,0x7c00; sti
    printf '\x31\xc0\x8e\xd8\x8e\xc0\x8e\xd0\xbc\x00\x7c\xfb'
    case $1 in
      idle)
        # cli; mov al,0x30; out 0x43,al (stops the timer); again: hlt; jmp again
        # nothing wakes it, where a BIOS with nothing to boot takes 1% of a CPU
        printf '\xfa\xb0\x30\xe6\x43\xf4\xeb\xfd'
        ;;
      busy | full)
        # what takes room of its own lies far from the boot sector
        [[ $1 == busy ]] || cylinder='\x01'
        # again: hlt (18.2 wake-ups a second); int 13h: read sector 2 to 0x7e00; int 13h: write it to sector 3
        printf '\xf4\xb8\x01\x02\xbb\x00\x7e\xb9\x02\x00\xba\x80\x00\xcd\x13'
        printf '\xb8\x01\x03\xb9\x03%b\xcd\x13' "$cylinder"
        # mov ecx,250000; spin: dec ecx; jnz spin; jmp again
        printf '\x66\xb9\x90\xd0\x03\x00\x66\x49\x75\xfc\xeb\xdd'
        ;;
      dirtying)
        # cld; again: mov bx,0x1000; segment: mov es,bx; xor di,di; mov cx,0x8000; inc ax; rep stosw (64 KiB)
        printf '\xfc\xbb\x00\x10\x8e\xc3\x31\xff\xb9\x00\x80\x40\xf3\xab'
        # add bx,0x1000; cmp bx,0x9000; jb segment; hlt; jmp again
        printf '\x81\xc3\x00\x10\x81\xfb\x00\x90\x72\xec\xf4\xeb\xe6'
        ;;
      panic)
        # mov dx,0x505; mov al,1; out dx,al (pvpanic: the guest has panicked); again: hlt; jmp again
        printf '\xba\x05\x05\xb0\x01\xee\xf4\xeb\xfd'
        ;;
      ending)
        # mov dx,0x604; mov ax,0x2000; out dx,ax (ACPI: soft off); again: hlt; jmp again
        printf '\xba\x04\x06\xb8\x00\x20\xef\xf4\xeb\xfd'
        ;;
    esac
  } | dd of="$2" conv=notrunc status=none
  printf '\x55\xaa' | dd of="$2" bs=1 seek=510 conv=notrunc status=none
}

# Makes the images that guests' disks are copies of, once per lab.
make_templates() {
  local kind
  mkdir -p "$dir/templates"
  for kind in idle busy dirtying panic ending; do
    boot_image "$kind" "$dir/templates/$kind.raw"
    qemu-img convert -f raw -O qcow2 "$dir/templates/$kind.raw" "$dir/templates/$kind.qcow2"
    rm "$dir/templates/$kind.raw"
  done
}

# Makes the first disk of a guest with --full, makes room on its file system or takes it.
#
# Of the two pages of that file system the boot sector has one. A file has the other, or else what the guest writes.
full_disk() { # make|free|fill NAME
  local id
  name_id "$2"
  [[ $1 != make ]] || boot_image full "$dir/$id.raw"
  # shellcheck disable=SC2016 # expanded by the inner shell
  { [[ $1 != make ]] || head -c 4096 "$dir/$id.raw"; } | inside bash -c '
    set -eu
    folder=/var/lib/libvirt/images/$2-full
    if [[ $1 == make ]]; then
      mkdir "$folder"
      mount -t tmpfs -o size=8k,mode=0755 lab "$folder"
    fi
    cd "$folder"
    case $1 in
      make)
        cat >disk.raw
        truncate -s 64M disk.raw
        head -c 4096 /dev/zero >room
        ;;
      free) rm -f room ;;
      fill)
        # a guest that runs may be quicker
        until [[ $(stat -c %b room 2>/dev/null) == 8 ]]; do
          fallocate -p -o 4096 -l 64M disk.raw
          head -c 4096 /dev/zero 2>/dev/null >room || true
        done
        ;;
    esac' full "$1" "$id" 2>/dev/null || fail "'$2' is no guest with --full"
  rm -f "$dir/$id.raw"
}

# Makes a disk of a guest with --agent: one file system of 16 MiB, the first disk's almost empty, the others' 92% full.
linux_disk() { # NUMBER FILE
  local files
  # zeros would take no room
  files=$(mktemp -d -p "$dir")
  (($1 == 0)) || head -c 13900000 /dev/zero | tr '\0' x >"$files/fill"
  truncate -s 16M "$2"
  # no journal and no blocks set aside: the guest sees all of it
  mke2fs -q -t ext4 -O ^has_journal -m 0 -d "$files" "$2" || fail "cannot make a file system"
  rm -r "$files"
}

# What a guest with --agent boots, which lies beside its disks.
linux_boot_xml() {
  local images=/var/lib/libvirt/images file
  for file in vmlinuz initrd; do
    [[ -e $dir/root$images/$file ]] || cp "$linux/$file" "$dir/root$images/$file"
  done
  printf "<os><type arch='x86_64' machine='pc'>hvm</type><kernel>%s/vmlinuz</kernel><initrd>%s/initrd</initrd>" $images $images
  printf "<cmdline>console=ttyS0 quiet panic=-1</cmdline></os><features><acpi/></features>"
}

# Its serial ports, of which `tell` has the second, and the channel of its agent.
linux_devices_xml() { # ID
  local images=/var/lib/libvirt/images
  [[ -e $dir/root$images/$1.in ]] || mkfifo "$dir/root$images/$1.in" "$dir/root$images/$1.out"
  printf "<serial type='file'><source path='%s/%s.console'/><target port='0'/></serial>" $images "$1"
  printf "<serial type='pipe'><source path='%s/%s'/><target port='1'/></serial>" $images "$1"
  printf "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
}

# Runs a shell command in a guest with --agent and prints what it prints; returns its status.
tell_linux() { # NAME COMMAND
  local id token=$RANDOM$RANDOM line='' tries=0 answer status output images=$dir/root/var/lib/libvirt/images console
  name_id "$1"
  console=$images/$id.console
  [[ -p $images/$id.in ]] || fail "'$1' is no guest with --agent"
  exec 3<>"$images/$id.in" 4<>"$images/$id.out"
  flock 3
  # a guest that boots loses what it is told
  printf '%s.0 :\n' "$token" >&3
  until [[ $line == "$token".*' 0' ]]; do
    read -r -t 0.5 -u 4 line || {
      line=''
      ((++tries < 200)) || fail "'$1' does not listen; it said: $(tail -n 3 "$console" | tr '\n' ' ')"
      printf '%s.%d :\n' "$token" $tries >&3
    }
  done
  printf '%s %s\n' "$token" "$2" >&3
  while :; do
    read -r -t 100 -u 4 answer status output || fail "'$1' did not end what it was told"
    [[ $answer != "$token" ]] || break
  done
  base64 -d <<<"$output"
  return "$status"
}

# Prints the domain XML of a guest and makes its disks.
guest_xml() { # NAME VCPUS DISKS NICS KIND RICH
  local name=$1 vcpus=$2 disks=$3 nics=$4 kind=$5 rich=$6 id escaped i letter model=virtio statistics='' template
  local images=/var/lib/libvirt/images letters=abcdefghijklmnopqrstuvwxyz driver file memory=8
  name_id "$name"
  xml_escape "$name"
  [[ $kind != linux ]] || memory=128
  # the same whenever it is made again, so that a running guest can be defined
  printf "<domain type='qemu'><name>%s</name><uuid>9e575eed-0000-4000-8000-0000%s</uuid><memory unit='MiB'>%d</memory><vcpu>%d</vcpu>" "$escaped" "$id" "$memory" "$vcpus"
  if [[ $rich == yes ]]; then
    printf "<iothreads>2</iothreads>"
    if [[ $(printf '%s\n' 12.1.0 "$(<"$dir/version")" | sort -V | head -1) == 12.1.0 ]]; then
      statistics="<statistics><statistic interval='1'/><statistic interval='10'/><latency-histogram><bin start='0'/>"
      statistics+="<bin start='10000'/><bin start='100000'/><bin start='1000000'/><bin start='10000000'/>"
      statistics+="</latency-histogram></statistics>"
    fi
  fi
  printf "<metadata><nova:instance xmlns:nova='http://openstack.org/xmlns/libvirt/nova/1.1'><nova:name>web-%s</nova:name>" "$id"
  printf "<nova:flavor name='m1.tiny'/><nova:owner><nova:user uuid='u-1'>alice</nova:user>"
  printf "<nova:project uuid='p-1'>acme</nova:project></nova:owner></nova:instance></metadata>"
  if [[ $kind == linux ]]; then linux_boot_xml; else printf "<os><type arch='x86_64' machine='pc'>hvm</type></os>"; fi
  printf "<on_poweroff>destroy</on_poweroff>"
  [[ $kind != ending ]] || printf "<features><acpi/></features>"
  [[ $kind != panic ]] || printf "<on_crash>preserve</on_crash>"
  printf "<devices><controller type='usb' model='none'/><emulator>/usr/bin/qemu-system-x86_64</emulator>"
  for ((i = 0; i < disks; i++)); do
    template=idle
    [[ $i != 0 && $kind != linux ]] || template=$kind
    if [[ $template == full ]]; then
      full_disk make "$name"
      driver="type='raw' error_policy='enospace'" file=$images/$id-full/disk.raw
    elif [[ $template == linux ]]; then
      driver="type='raw'" file=$images/$id-$i.raw
      linux_disk "$i" "$dir/root$file"
    else
      driver="type='qcow2'" file=$images/$id-$i.qcow2
      cp "$dir/templates/$template.qcow2" "$dir/root$file"
    fi
    letter=${letters:i:1}
    printf "<disk type='file' device='disk'><driver name='qemu' %s>%s</driver>" "$driver" "$statistics"
    printf "<source file='%s'/><target dev='vd%s' bus='virtio'/><serial>s%s-%d</serial></disk>" \
      "$file" "$letter" "$id" "$i"
  done
  # a virtio NIC takes no packet before its driver is up; the RTL8139 swallows them in a guest without an OS too
  [[ $kind != busy && $kind != full ]] || model=rtl8139
  for ((i = 0; i < nics; i++)); do
    printf "<interface type='ethernet'><mac address='52:54:00:%s:%s:%02x'/><model type='%s'/><rom enabled='no'/></interface>" \
      "${id:0:2}" "${id:2:2}" $(((16#${id:4:2} & 0xf0) ^ i)) "$model"
  done
  [[ $kind != panic ]] || printf "<panic model='isa'/>"
  [[ $kind != linux ]] || linux_devices_xml "$id"
  printf "<memballoon model='virtio'><stats period='5'/></memballoon></devices></domain>\n"
}
