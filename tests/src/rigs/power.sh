#!/usr/bin/env bash
# Power cuts while letters are taken in: power.sh PROGRAM CUTS [unsynced]
#
# The data folder lies on ext4 in an image file on XFS. A copy of that image by reflink is what the disk holds at one
# moment: what ext4 has not handed down is not in it. The copy is mounted (its journal is replayed) and looked at: every
# letter of which `ingest` had said before the cut that it is taken in must be there, and `verify` must find no fault.
# With `unsynced` the program's syncs do nothing (strace), and the rig must see losses.
# Needs root, xfsprogs, e2fsprogs, python3, for `unsynced` also strace, and 6 GB in TMPDIR.
set -euo pipefail
program=$1 cuts=$2 mode=${3:-synced}
[[ $EUID -eq 0 ]] || { echo "power.sh mounts file systems: run it as root" >&2; exit 2; }
here=$(mktemp -d)
writer=
finish() {
    touch "$here/enough"
    [[ -z $writer ]] || wait "$writer" 2> /dev/null || true
    for place in copy live disk; do umount -q "$here/$place" 2> /dev/null || true; done
    rm -rf "$here"
}
trap finish EXIT
mkdir "$here"/{disk,live,copy,mail}
truncate -s 12G "$here/disk.img"
mkfs.xfs -q -m reflink=1 "$here/disk.img"
mount -o loop "$here/disk.img" "$here/disk"
truncate -s 6G "$here/disk/live.img"
mkfs.ext4 -q "$here/disk/live.img"
mount -o loop "$here/disk/live.img" "$here/live"
data=$here/live/data
"$program" --data "$data" notice import "$(dirname "$0")/../../../config/notices/cast-2022-41.toml" > /dev/null
sync

say() { printf 'From: office@optics.example\r\nTo: kjstdw@office.example\r\nSubject: letter %s\r\nMessage-ID: <%s@optics.example>\r\nDate: Tue, 18 Oct 2022 10:00:00 +0800\r\n\r\nLetter %s.\r\n' "$1" "$1" "$1"; }

take_in() {
    local batch=0 number
    while [[ ! -e $here/enough ]]; do
        batch=$((batch + 1))
        mkdir "$here/mail/$batch"
        for number in $(seq 64); do say "$batch-$number" > "$here/mail/$batch/$number.eml"; done
        if [[ $mode = unsynced ]]; then
            strace -f -o /dev/null -e trace=fsync,fdatasync,syncfs -e inject=fsync,fdatasync,syncfs:retval=0 \
                "$program" --data "$data" ingest --mailbox kjstdw "$here/mail/$batch" > /dev/null
        else
            "$program" --data "$data" ingest --mailbox kjstdw "$here/mail/$batch" > /dev/null
        fi
        echo $((batch * 64)) > "$here/said.new" && mv "$here/said.new" "$here/said"
    done
}
echo 0 > "$here/said"
take_in & writer=$!

valid=0 losing=0 lost=0 faulty=0 said=0
while [[ $valid -lt $cuts ]]; do
    sleep "0.$((RANDOM % 9))$((RANDOM % 10))"
    kill -0 "$writer" || { echo "the program ended" >&2; exit 1; }
    said=$(cat "$here/said")
    [[ $said -gt 0 ]] || continue
    cp --reflink=always "$here/disk/live.img" "$here/disk/copy.img"
    mount -o loop "$here/disk/copy.img" "$here/copy"
    found=$(python3 - "$here/copy/data/zhengji.db" << 'PY'
import sqlite3, sys
try:
    print(sqlite3.connect(sys.argv[1]).execute("select count(*) from arrivals").fetchone()[0])
except sqlite3.Error:
    print(0)
PY
)
    "$program" --data "$here/copy/data" verify > "$here/verified" 2>&1 || true
    grep -q '问题 0' "$here/verified" || faulty=$((faulty + 1))
    if [[ $found -lt $said ]]; then losing=$((losing + 1)) lost=$((lost + said - found)); fi
    valid=$((valid + 1))
    umount "$here/copy"
    rm "$here/disk/copy.img"
done
echo "$mode: $valid power cuts, $said letters taken in; $losing cuts lost $lost of them; $faulty copies with faults"
if [[ $mode = unsynced ]]; then [[ $((losing + faulty)) -gt 0 ]]; else [[ $((losing + faulty)) -eq 0 ]]; fi
