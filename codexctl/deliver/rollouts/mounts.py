"""Whether a file is where others than this system's own processes may write to it."""

from __future__ import annotations

import re
from pathlib import Path

# File systems of other machines, and those with which a virtual machine sees its host's folders.
_SHARED = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "beegfs"),
        *("gpfs", "9p", "virtiofs", "vboxsf", "prl_fs", "vmhgfs", "drvfs"),
        *("fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.grpcfuse", "fuse.vmhgfs-fuse"),
        *("fuse.glusterfs", "fuse.ceph", "fuse.juicefs"),
    }
)
# Spaces and line breaks in names are written as octal numbers (proc(5)).
_OCTAL = re.compile(r"\\([0-7]{3})")


def is_shared(path: Path, mountinfo: str) -> bool:
    """Judge by the text of `/proc/self/mountinfo` (proc(5)); False where that is empty."""
    return kind_of(path.resolve(), mountinfo) in _SHARED


def kind_of(path: Path, mountinfo: str) -> str:
    """The type of the file system that an absolute path is on; empty if that is not said.

    Of mounts on the same folder the last one counts, and of all the deepest.
    """
    depth, kind = -1, ""
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        folder = Path(_OCTAL.sub(lambda found: chr(int(found[1], 8)), fields[4]))
        if len(folder.parts) >= depth and path.is_relative_to(folder):
            depth, kind = len(folder.parts), after.split(" ")[0]
    return kind
