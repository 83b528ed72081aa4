"""Backups sealed for an age key, so that whoever finds one reads nothing. Needs the extra `encrypted`.

What is sealed for a key is opened with its other half, which need not, and should not, be on the server.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from store.errors import BackupFailed
from store.sqlite.backup import BackupFacts, back_up, put_in_place, refuse_target
from store.sqlite.restore import restore

_HEADER = b"age-encryption.org/"  # the first line of every age file


def back_up_sealed(
    source: Path,
    target: Path,
    keys: Sequence[str],
    *,
    key: str = "",
    force: bool = False,
    on_progress: Callable[[int, int], None] = lambda *_: None,
) -> BackupFacts:
    """As `back_up`, sealed for the age or SSH public `keys`; it is proved before it is sealed. Raises BackupFailed.

    `key` is the database's. What is not sealed yet stands only in the database's own folder, for its owner alone, and
    only meanwhile.
    """
    recipients = [_recipient(key) for key in keys]
    refuse_target(source, target, force=force)
    partial = target.with_name(f"{target.name}.partial")
    with _beside(source) as plain:
        facts = back_up(source, plain, key=key, force=True, on_progress=on_progress)
        try:
            _create(partial)
            _age().encrypt_file(str(plain), str(partial), recipients)
            put_in_place(partial, target, force=force)
        except FileExistsError as error:
            raise BackupFailed(f"{target} is there already: name another file, or say --force") from error
        except (OSError, _age().EncryptError) as error:
            raise BackupFailed(f"the backup {target} cannot be made: {_reason(error)}") from error
        finally:
            partial.unlink(missing_ok=True)
    return facts


def restore_sealed(backup: Path, path: Path, key_file: Path, key: str = "") -> tuple[BackupFacts, Path | None]:
    """As `restore`, of a sealed backup, opened with the secret keys in `key_file`; `key` is the database's."""
    identities = _identities(key_file)
    with _beside(path) as plain:
        try:
            _age().decrypt_file(str(backup), str(plain), identities)
        except (OSError, _age().DecryptError) as error:
            raise BackupFailed(f"{backup} cannot be opened with {key_file}: {_reason(error)}") from error
        return restore(plain, path, key)


def is_sealed(file: Path) -> bool:
    """Whether a file is one of age's."""
    try:
        with file.open("rb") as content:
            return content.read(len(_HEADER)) == _HEADER
    except OSError:
        return False


def _age() -> Any:
    try:
        import pyrage  # noqa: PLC0415 (an extra that need not be there)
    except ImportError as error:
        raise BackupFailed("sealing needs pyrage: install jarchy[encrypted]") from error
    return pyrage


def _recipient(key: str) -> Any:
    age = _age()
    kinds = (age.x25519.Recipient, age.ssh.Recipient)
    for kind in kinds:
        with suppress(age.RecipientError):
            return kind.from_str(key.strip())
    raise BackupFailed(f"{key} is no public key of age (age1…) or SSH")


def _identities(key_file: Path) -> list[Any]:
    age = _age()
    try:
        text = key_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BackupFailed(f"{key_file} cannot be read: {_reason(error)}") from error
    if "PRIVATE KEY-----" in text:
        with suppress(age.IdentityError):
            return [age.ssh.Identity.from_buffer(text.encode())]
    lines = [line.strip() for line in text.splitlines() if line.startswith("AGE-SECRET-KEY-")]
    with suppress(age.IdentityError):
        if lines:
            return [age.x25519.Identity.from_str(line) for line in lines]
    raise BackupFailed(f"{key_file} holds no secret key of age (AGE-SECRET-KEY-…) or SSH")


@contextmanager
def _beside(database: Path) -> Iterator[Path]:
    """A name for a file in the database's folder, which is as safe as the database; gone afterwards."""
    try:
        folder = tempfile.TemporaryDirectory(prefix=f".{database.name}-", dir=database.parent)
    except OSError as error:
        raise BackupFailed(f"{database.parent} cannot be written: {error.strerror}") from error
    with folder as name:
        yield Path(name) / "plain.db"


def _create(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
