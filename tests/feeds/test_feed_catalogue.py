"""What an editor writes into the catalogue is what the poller goes by."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.feeds.catalogue import read_specs
from config.catalogue import CatalogueError
from store.feed import LinkRules


def write(folder: Path, text: str) -> Path:
    path = folder / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_intervals_ca_file_and_pages_are_read(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '[[feed]]\noutlet = "A"\nurl = "https://a.example/feed"\ninterval = 60\nmax_interval = 7200\n'
        'ca_file = "national.pem"\nread_pages = true\n',
    )
    (spec,) = read_specs(path)
    assert (spec.interval, spec.max_interval) == (timedelta(minutes=1), timedelta(hours=2))
    assert spec.ca_file == str(tmp_path / "national.pem")
    assert spec.read_pages


def test_link_rules_of_one_feed_hold_for_the_whole_outlet(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '[[feed]]\noutlet = "A"\nurl = "https://a.example/ru"\nlink_rules = { drop = ["From"], keep = ["share"] }\n'
        '[[feed]]\noutlet = "A"\nurl = "https://a.example/en"\nlink_rules = { hosts = ["a.example", "a2.example"] }\n'
        '[[feed]]\noutlet = "B"\nurl = "https://b.example/en"\n',
    )
    russian, english, other = read_specs(path)
    assert russian.link_rules == LinkRules(("from",), ("share",), ("a.example", "a2.example")) == english.link_rules
    assert other.link_rules is None


def test_a_longest_interval_shorter_than_the_shortest_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, '[[feed]]\noutlet = "A"\nurl = "https://a.example/"\ninterval = 60\nmax_interval = 30\n')
    with pytest.raises(CatalogueError, match="max_interval"):
        read_specs(path)
