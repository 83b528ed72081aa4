"""What the machine has for the bot: disk, temporary folder, a free port."""

import shutil
import socket
import tempfile
from contextlib import suppress
from pathlib import Path

from bot.console.findings import Finding, doubtful, good, wrong
from config.settings import PREFIX, Settings
from store.errors import StoreError
from store.sqlite.lock import hold_lock

_MIB = 1024 * 1024
LEAST_FREE = 50 * _MIB
LITTLE_FREE = 500 * _MIB
LITESTREAM = Path("/etc/litestream.yml")
"""Where Litestream looks for its settings by itself."""


def check_disk(database: Path) -> Finding:
    """Whether the disk under the database has room for some weeks."""
    folder = next(folder for folder in database.absolute().parents if folder.exists())
    free = shutil.disk_usage(folder).free
    seen = f"{free // _MIB} MiB free at {folder}"
    if free < LEAST_FREE:
        return wrong("disk", seen, "make room: a full disk stops entries and deliveries, though it loses none")
    if free < LITTLE_FREE:
        return doubtful("disk", seen, "make room soon; old backups are the first to look at")
    return good("disk", seen)


def check_temporary_folder() -> Finding:
    """Whether a file of a mebibyte can be written where temporary files go."""
    try:
        folder = tempfile.gettempdir()
        with tempfile.TemporaryFile() as file:
            file.write(bytes(_MIB))
            file.flush()
    except OSError as error:
        seen = f"no temporary file can be written: {error.strerror}"
        return wrong("temporary folder", seen, "make room there, or name another folder in TMPDIR")
    return good("temporary folder", f"{folder} takes files")


def check_encryption(database: Path, litestream: Path = LITESTREAM) -> Finding:
    """Whether an encrypted database is left alone by Litestream, which cannot read it.

    It is known by the folder that it keeps beside a database, and by its file naming the database.
    """
    what, folder = "encryption", database.with_name(f".{database.name}-litestream")
    mend = "encryption or Litestream, not both: stop Litestream and remove its folder, or `jarchy decrypt`"
    if folder.exists():
        return wrong(what, f"Litestream has been at work on it: there is {folder}", mend)
    with suppress(OSError, UnicodeDecodeError):
        if str(database.absolute()) in litestream.read_text(encoding="utf-8"):
            return wrong(what, f"{litestream} names the database", mend)
    return good(what, "the database file is encrypted")


def check_address(settings: Settings) -> Finding:
    """Whether health and metrics can be served where they should be; a running bot serves them already."""
    what, (host, port) = "health and metrics", settings.http_address
    if _is_running(settings.database_path):
        return good(what, f"the bot is running and serves them on {settings.http_bind}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        seen = f"{settings.http_bind} cannot be used: {error.strerror}"
        return wrong(what, seen, f"name another address in {PREFIX}HTTP_BIND")
    if host not in ("127.0.0.1", "::1", "localhost"):
        return doubtful(what, f"{settings.http_bind} is not loopback", "they need no login: keep others away from them")
    return good(what, f"{settings.http_bind} is free")


def _is_running(database: Path) -> bool:
    if not database.with_name(database.name + ".lock").exists():
        return False
    try:
        with hold_lock(database):
            return False
    except StoreError:
        return True
