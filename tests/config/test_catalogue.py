"""The feed catalogue as an editor writes it."""

from pathlib import Path

import pytest

from config.catalogue import CatalogueError, read_catalogue

SHIPPED_ON = {
    "https://monitor.civicus.org/feed/",
    "https://cpj.org/feed/",
    "https://www.hrw.org/rss/news",
    "https://www.amnesty.org/en/latest/feed/",
    "https://www.frontlinedefenders.org/en/rss",
    "https://rsf.org/en/rss.xml",
    "https://www.ohchr.org/en/rss.xml",
    "https://www.article19.org/feed/",
    "https://www.accessnow.org/feed/",
    "https://globalvoices.org/feed/",
    "https://www.rferl.org/api/zbqiml-vomx-tpeqkmy",
    "https://www.azattyk.org/api/zrqiteuuir",
    "https://rus.azattyk.org/api/z-$gpieey_o_",
    "https://24.kg/rss/",
    "https://kaktus.media/?rss",
    "https://kg.akipress.org/rss",
    "https://timesca.com/feed/",
    "https://factcheck.kg/feed/",
}


def write(folder: Path, text: str) -> Path:
    path = folder / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_catalogue_has_what_it_should() -> None:
    feeds = read_catalogue()
    assert {feed.url for feed in feeds if feed.enabled} == SHIPPED_ON
    assert all(feed.note for feed in feeds if not feed.enabled)


def test_an_outlet_that_is_risky_to_pass_on_says_why_and_is_off() -> None:
    (kloop,) = [feed for feed in read_catalogue() if feed.outlet == "Kloop"]
    assert not kloop.enabled
    assert "27 October 2025" in kloop.risk


@pytest.mark.parametrize("form", ['item = "li"\ntitle = "b"', 'selectors = { item = "li", title = "b" }'])
def test_selectors_stand_beside_the_other_keys_or_in_a_table(tmp_path: Path, form: str) -> None:
    path = write(tmp_path, f'[[feed]]\noutlet = "A"\nurl = "https://a.org/"\nkind = "listing"\n{form}\n')
    (feed,) = read_catalogue(path)
    assert feed.selectors is not None
    assert (feed.selectors.item, feed.selectors.title) == ("li", "b")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[feed", "not valid TOML"),
        ('[[feed]]\nurl = "https://a.org"', "feed 1 `outlet`"),
        ('[[feed]]\noutlet = "A"\nurl = "ftp://a.org"', "http or https"),
        ('[[feed]]\noutlet = "A"\nurl = "https://a.org"\nkind = "listing"', "selector `item`"),
        ('[[feed]]\noutlet = "A"\nurl = "https://a.org"\nintervall = 3', "feed 1 `intervall`"),
        ('[[feed]]\noutlet = "A"\nurl = "https://a.org"\n' * 2, "feed 2: https://a.org is listed twice"),
        ("[feed]\nx = 1", "[[feed]]"),
        ("[[outlet]]\nx = 1", "unknown table `outlet`"),
    ],
)
def test_a_mistake_is_told_in_one_line_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(CatalogueError) as error:
        read_catalogue(path)
    told = str(error.value)
    assert said in told
    assert str(path) in told
    assert "\n" not in told


def test_a_missing_catalogue_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"nowhere\.toml cannot be read"):
        read_catalogue(tmp_path / "nowhere.toml")
