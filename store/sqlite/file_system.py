"""Where a database may lie. SQLite's log lives in memory shared by processes of one machine, and needs true locks."""

import re
from dataclasses import dataclass
from pathlib import Path

from store.errors import DatabaseUnavailable

MOUNTS = Path("/proc/self/mounts")

_SHARES = re.compile(
    r"(?:nfs\d?|cifs|smb\d?|smbfs|afs|ceph|lustre|ncpfs|fuse\.(?:sshfs|glusterfs|rclone|s3fs|davfs2?|smbnetfs|ceph)|davfs)"
)
_OCTAL = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    """A file system and the folder it hangs at."""

    folder: Path
    kind: str

    @property
    def is_share(self) -> bool:
        """Whether it lies on another machine."""
        return _SHARES.fullmatch(self.kind) is not None


def mount_of(path: Path, mounts: str) -> Mount | None:
    """The mount that holds `path` (absolute, resolved), by the text of /proc/self/mounts; None when none is known."""
    found: Mount | None = None
    for line in mounts.splitlines():
        words = line.split(" ")
        if len(words) < 3:
            continue
        folder = Path(_OCTAL.sub(lambda octal: chr(int(octal[1], 8)), words[1]))
        # A later mount at the same folder lies over the earlier one.
        if path.is_relative_to(folder) and (found is None or folder.is_relative_to(found.folder)):
            found = Mount(folder, words[2])
    return found


def refuse_share(path: Path, mounts: Path = MOUNTS) -> None:
    """Raise DatabaseUnavailable when `path` lies on a network share; where mounts cannot be read, let it be."""
    try:
        text = mounts.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return
    mount = mount_of(path.absolute().resolve(), text)
    if mount is not None and mount.is_share:
        raise DatabaseUnavailable(
            f"the database {path} lies on a network share ({mount.kind} at {mount.folder}), where SQLite's locks do not"
            " hold and the file would be damaged: keep it on a disk of this machine"
        )
