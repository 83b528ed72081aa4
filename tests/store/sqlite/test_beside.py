"""Other processes look into the database beside the bot, and take nothing of what it writes."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from store.feed import FeedSpec
from store.sqlite.inspection import inspect
from store.sqlite.open import open_feeds

NOW = datetime(2026, 1, 5, tzinfo=UTC)
_LOOK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute("SELECT count(*) FROM feed").fetchone()[0])
connection.close()
"""


def look(path: Path) -> int:
    """How many feeds another process sees, which then closes the file properly."""
    done = subprocess.run([sys.executable, "-c", _LOOK, str(path)], capture_output=True, text=True, check=True)
    return int(done.stdout)


async def test_what_is_written_after_the_file_was_looked_at_and_another_process_closed_it_is_there(
    tmp_path: Path,
) -> None:
    """A handle opened and closed in this process must not drop its locks (sqlite.org/howtocorrupt.html, 2.2)."""
    path = tmp_path / "jarchy.db"
    async with open_feeds(path) as feeds:
        for number in range(1, 4):
            await feeds.add(FeedSpec("A", f"https://a.example/{number}"), now=NOW)
            assert inspect(path).trouble == ""
            async with open_feeds(path):
                assert look(path) == number
