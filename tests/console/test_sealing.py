"""Backups that only the holder of a key can read."""

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.console.sealing import back_up_sealed, is_sealed, restore_sealed
from store.errors import BackupFailed
from tests.console.conftest import Desk
from tests.console.test_backup import retitle, titles

REHEARSAL = Path(__file__).parents[2] / "config" / "deploy" / "rehearse-restore.sh"

pyrage = pytest.importorskip("pyrage", reason="the extra `encrypted` is not installed")


@pytest.fixture
def keys(tmp_path: Path) -> tuple[str, Path]:
    """A public key, and the file of its secret half."""
    identity = pyrage.x25519.Identity.generate()
    secret = tmp_path / "key.txt"
    secret.write_text(f"# public key: {identity.to_public()}\n{identity}\n", encoding="utf-8")
    return str(identity.to_public()), secret


def test_a_sealed_backup_holds_nothing_readable_and_leaves_nothing_beside(
    archive: Path, tmp_path: Path, keys: tuple[str, Path]
) -> None:
    before = sorted(tmp_path.iterdir())
    facts = back_up_sealed(archive, tmp_path / "night.age", [keys[0]])
    assert facts.entries == 3
    assert is_sealed(tmp_path / "night.age")
    assert b"Court closes a newspaper" not in (tmp_path / "night.age").read_bytes()
    assert stat.S_IMODE((tmp_path / "night.age").stat().st_mode) == 0o600
    assert sorted(tmp_path.iterdir()) == sorted([*before, tmp_path / "night.age"])


def test_it_is_opened_with_the_other_half_and_with_no_other_key(
    archive: Path, tmp_path: Path, keys: tuple[str, Path]
) -> None:
    back_up_sealed(archive, tmp_path / "night.age", [keys[0]])
    retitle(archive, "later")
    (tmp_path / "other.txt").write_text(str(pyrage.x25519.Identity.generate()), encoding="utf-8")
    with pytest.raises(BackupFailed, match="cannot be opened"):
        restore_sealed(tmp_path / "night.age", archive, tmp_path / "other.txt")
    assert set(titles(archive)) == {"later"}
    facts, kept = restore_sealed(tmp_path / "night.age", archive, keys[1])
    assert facts.entries == 3
    assert kept is not None
    assert "Court closes a newspaper" in titles(archive)
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_an_ssh_key_will_do(archive: Path, tmp_path: Path) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("there is no ssh-keygen on this machine")
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "id")], check=True, capture_output=True
    )
    back_up_sealed(archive, tmp_path / "night.age", [(tmp_path / "id.pub").read_text(encoding="utf-8")])
    assert restore_sealed(tmp_path / "night.age", archive, tmp_path / "id")[0].entries == 3


@pytest.mark.parametrize("key", ["", "age1nonsense", "ssh-ed25519 AAAA"])
def test_what_is_no_key_is_refused_before_anything_is_written(archive: Path, tmp_path: Path, key: str) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(BackupFailed, match="no public key"):
        back_up_sealed(archive, tmp_path / "night.age", [key])
    assert sorted(tmp_path.iterdir()) == before


def test_a_damaged_one_changes_nothing(archive: Path, tmp_path: Path, keys: tuple[str, Path]) -> None:
    back_up_sealed(archive, tmp_path / "night.age", [keys[0]])
    content = bytearray((tmp_path / "night.age").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "night.age").write_bytes(content)
    with pytest.raises(BackupFailed):
        restore_sealed(tmp_path / "night.age", archive, keys[1])
    assert len(titles(archive)) == 3
    assert not list(tmp_path.glob("*.before-restore*"))


def test_the_commands_seal_and_open(desk: Desk, archive: Path, keys: tuple[str, Path]) -> None:
    assert "and sealed" in desk.told("backup", "night.age", "--seal-for", keys[0])
    assert "is there already" in desk.refused("backup", "night.age", "--seal-for", keys[0])
    assert "is sealed" in desk.refused("restore", "night.age")
    rehearsal = [str(REHEARSAL), "night.age", str(keys[1])]
    environment = {**desk.environment, "JARCHY": f"{sys.executable} -m bot"}
    subprocess.run(rehearsal, env=environment, cwd=desk.folder, check=True, capture_output=True, timeout=100)
    desk.told("restore", "night.age", "--key-file", str(keys[1]))
    assert len(titles(archive)) == 3
