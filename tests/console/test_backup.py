"""Backups and restores, as an operator does them at night."""

import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from store.errors import BackupFailed, DatabaseInUse
from store.sqlite.backup import back_up, examine
from store.sqlite.lock import hold_lock
from store.sqlite.migrate import newest_version
from store.sqlite.restore import restore
from tests.console.conftest import Desk

ROOT = Path(__file__).parents[2]


def titles(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT title FROM entry ORDER BY id")]


def retitle(path: Path, title: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE entry SET title = ?", (title,))
        connection.commit()


def test_a_backup_is_one_file_for_its_owner_alone(archive: Path, tmp_path: Path) -> None:
    facts = back_up(archive, tmp_path / "copy.db")
    assert (facts.entries, facts.subscribers, facts.version) == (3, 1, newest_version())
    assert titles(tmp_path / "copy.db") == titles(archive)
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("copy.db*")] == ["copy.db"]


def test_what_is_only_in_the_log_is_in_the_backup(archive: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(archive)) as busy:
        busy.execute("UPDATE entry SET title = 'written a moment ago'")
        busy.commit()
        assert b"written a moment ago" not in archive.read_bytes()
        back_up(archive, tmp_path / "copy.db")
    assert set(titles(tmp_path / "copy.db")) == {"written a moment ago"}


def test_a_backup_made_while_another_process_writes_holds_one_moment(archive: Path, tmp_path: Path) -> None:
    """A writer keeps two numbers equal, many times a second; a torn copy would show them unequal."""
    with closing(sqlite3.connect(archive)) as connection:
        connection.executescript(
            "CREATE TABLE pair (side INTEGER, number INTEGER, filling BLOB);"
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
            "INSERT INTO pair SELECT i, 0, zeroblob(4000) FROM n;"
        )
    code = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], timeout=30)\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    connection.execute('UPDATE pair SET number = number + 1 WHERE side IN (1, 3000)')\n"
        "    connection.commit()\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", code, str(archive)], stdout=subprocess.PIPE)
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        for number in range(5):
            back_up(archive, tmp_path / f"{number}.db")
    finally:
        writer.kill()
        writer.communicate()
    seen = []
    for number in range(5):
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as connection:
            first, last = connection.execute("SELECT number FROM pair WHERE side IN (1, 3000)").fetchall()
        assert first == last
        seen.append(first[0])
    assert seen == sorted(seen)
    assert seen[-1] > 0


def test_progress_ends_at_the_whole(archive: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    back_up(archive, tmp_path / "copy.db", on_progress=lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1] > 0


def test_a_file_that_is_there_is_kept_unless_forced(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine", encoding="utf-8")
    with pytest.raises(BackupFailed, match="is there already"):
        back_up(archive, tmp_path / "precious")
    assert (tmp_path / "precious").read_text(encoding="utf-8") == "mine"
    back_up(archive, tmp_path / "precious", force=True)
    assert examine(tmp_path / "precious").entries == 3


@pytest.mark.parametrize("name", ["jarchy.db", "jarchy.db-wal", "jarchy.db.lock"])
def test_a_backup_never_lands_on_the_database_itself(archive: Path, name: str) -> None:
    with pytest.raises(BackupFailed, match="belongs to the database"):
        back_up(archive, archive.with_name(name), force=True)
    assert len(titles(archive)) == 3


def test_where_it_cannot_be_written_it_says_so(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="No such file or directory"):
        back_up(archive, tmp_path / "nowhere" / "copy.db")
    with pytest.raises(BackupFailed, match="there is no database"):
        back_up(tmp_path / "none.db", tmp_path / "copy.db")


def test_a_damaged_database_gives_no_backup_that_looks_good(archive: Path, tmp_path: Path) -> None:
    damage(archive)
    with pytest.raises(BackupFailed):
        back_up(archive, tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy.db*"))


def damage(path: Path) -> None:
    """Overwrite a page in the middle."""
    with path.open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(size // 2 // 4096 * 4096)
        file.write(b"\xa5" * 8192)


def test_a_restore_brings_back_what_was_there_and_keeps_what_is(archive: Path, tmp_path: Path) -> None:
    back_up(archive, tmp_path / "copy.db")
    retitle(archive, "written after the backup")
    facts, kept = restore(tmp_path / "copy.db", archive)
    assert facts.entries == 3
    assert "Court closes a newspaper" in titles(archive)
    assert kept == archive.with_name("jarchy.db.before-restore")
    assert set(titles(kept)) == {"written after the backup"}
    assert examine(tmp_path / "copy.db").entries == 3


def test_no_old_log_is_left_beside_a_restored_database(archive: Path, tmp_path: Path) -> None:
    """A log of the old file would be read into the new one."""
    back_up(archive, tmp_path / "copy.db")
    killed = (
        "import sqlite3, os, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA journal_mode = WAL');"
        "c.execute(\"UPDATE entry SET title = 'in the old log'\"); c.commit(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", killed, str(archive)], check=False)
    assert archive.with_name("jarchy.db-wal").stat().st_size > 0
    _, kept = restore(tmp_path / "copy.db", archive)
    assert not archive.with_name("jarchy.db-wal").exists()
    assert "in the old log" not in titles(archive)
    assert kept is not None
    assert set(titles(kept)) == {"in the old log"}


def test_a_second_restore_keeps_both_old_databases(archive: Path, tmp_path: Path) -> None:
    back_up(archive, tmp_path / "copy.db")
    kept = [restore(tmp_path / "copy.db", archive)[1] for _ in range(2)]
    assert len(set(kept)) == 2
    assert all(path is not None and examine(path).entries == 3 for path in kept)


def test_onto_a_new_machine_there_is_nothing_to_keep(archive: Path, tmp_path: Path) -> None:
    back_up(archive, tmp_path / "copy.db")
    fresh = tmp_path / "new" / "jarchy.db"
    fresh.parent.mkdir()
    assert restore(tmp_path / "copy.db", fresh)[1] is None
    assert len(titles(fresh)) == 3


def test_a_damaged_database_is_kept_as_it_is_and_replaced(archive: Path, tmp_path: Path) -> None:
    back_up(archive, tmp_path / "copy.db")
    archive.write_bytes(b"this was a database once" * 1000)
    _, kept = restore(tmp_path / "copy.db", archive)
    assert len(titles(archive)) == 3
    assert kept is not None
    assert kept.read_bytes().startswith(b"this was a database once")


@pytest.mark.parametrize("wrong", ["damaged", "foreign", "newer", "missing", "empty", "itself"])
def test_what_is_no_good_backup_changes_nothing(archive: Path, tmp_path: Path, wrong: str) -> None:
    back_up(archive, tmp_path / "copy.db")
    file = archive if wrong == "itself" else tmp_path / "copy.db"
    if wrong == "damaged":
        damage(file)
    elif wrong == "foreign":
        file.write_text("no database", encoding="utf-8")
    elif wrong == "newer":
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA user_version = 9999")
    elif wrong == "missing":
        file.unlink()
    elif wrong == "empty":
        file.write_bytes(b"")
    with pytest.raises(BackupFailed):
        restore(file, archive)
    assert len(titles(archive)) == 3
    assert not list(tmp_path.glob("*.before-restore*"))
    assert not list(tmp_path.glob("*.restoring*"))


def test_who_has_the_old_database_open_is_not_robbed_of_it(archive: Path, tmp_path: Path) -> None:
    back_up(archive, tmp_path / "copy.db")
    with closing(sqlite3.connect(archive)) as importing:
        importing.execute("SELECT count(*) FROM entry").fetchone()
        with pytest.raises(DatabaseInUse, match=r"has .* open"):
            restore(tmp_path / "copy.db", archive)
    assert len(titles(archive)) == 3


def test_the_commands_say_what_they_did(desk: Desk, archive: Path) -> None:
    assert "3 entries, 1 subscribers" in desk.told("backup", "night.db")
    assert "is there already" in desk.refused("backup", "night.db")
    desk.told("backup", "night.db", "--force")
    retitle(archive, "later")
    with hold_lock(archive):
        assert "another process runs the bot" in desk.refused("restore", "night.db")
    row = desk.rows("restore", "night.db", "--json")[0]
    assert row["entries"] == 3
    assert row["kept"].endswith("jarchy.db.before-restore")
    assert "later" not in titles(archive)


def test_a_reader_thread_sees_either_database_during_a_restore(archive: Path, tmp_path: Path) -> None:
    """The database's name never stands without a file."""
    back_up(archive, tmp_path / "copy.db")
    gone: list[str] = []
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            if not archive.exists():
                gone.append("gone")

    looking = threading.Thread(target=look)
    looking.start()
    for _ in range(10):
        restore(tmp_path / "copy.db", archive)
    over.set()
    looking.join()
    assert not gone


def test_killed_at_any_moment_a_restore_leaves_one_whole_database(archive: Path, tmp_path: Path) -> None:
    back_up(archive, tmp_path / "copy.db")
    code = (
        "import sys; from pathlib import Path; from store.sqlite.restore import restore\n"
        "while True:\n"
        "    restore(Path(sys.argv[1]), Path(sys.argv[2])); print('done', flush=True)\n"
    )
    for rounds in range(1, 9):
        command = [sys.executable, "-c", code, str(tmp_path / "copy.db"), str(archive)]
        restoring = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
        assert restoring.stdout is not None
        for _ in range(rounds):
            restoring.stdout.readline()
        restoring.kill()
        restoring.communicate()
        assert examine(archive).entries == 3
    restore(tmp_path / "copy.db", archive)
    assert not list(tmp_path.glob("*.restoring*"))


def test_a_backup_that_finds_no_room_leaves_nothing_behind(desk: Desk, archive: Path) -> None:
    """A limit on the size of files stands for a full disk."""
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))\n"
        "from bot.cli import main; sys.argv = ['jarchy', 'backup', 'night.db']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        # Measuring coverage writes a file of its own, which the limit forbids too.
        env={name: value for name, value in desk.environment.items() if not name.startswith("COVERAGE")},
        cwd=desk.folder,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    line = done.stderr.decode().strip()
    assert line.startswith("jarchy: the backup night.db cannot be made")
    assert "\n" not in line
    assert not list(desk.folder.glob("night.db*"))
    assert examine(archive).entries == 3
