"""Whatever comes in, names are read without an error and in time."""

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.name_lexicon import build_name_lexicon
from bot.analysis.people import find_people
from config.lexicon.names import read_names
from store.lexicon.names import NameLexicon

NAMES = build_name_lexicon(read_names())
NAME_WORDS = [
    "Азимжан",
    "Аскаров",
    "Аскарова",
    "уулу",
    "кызы",
    "С.",
    "Ж",
    "Sadyr",
    "Japarov's",
    "АСКАРОВ",
    "von",
    "der",
]
OTHER_WORDS = [
    "улица",
    "имени",
    "адвокат",
    "и",
    "İstanbul",
    "ß",
    "ŉ",
    "ﬁ",
    "’s",
    "«",
    "»",
    ",",
    ".",
    "-",
    " ",
    "\u00a0",
    "\n",
]
PIECES = st.sampled_from([*NAME_WORDS, *OTHER_WORDS])


@settings(max_examples=300, deadline=None)
@given(
    title=st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=12).map(" ".join)),
    text=st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join)),
    language=st.sampled_from(["en", "ru", "ky", "und", "uz"]),
)
def test_any_text_is_read_and_every_surface_stands_where_it_says(title: str, text: str, language: str) -> None:
    mentions = find_people(title, text, language, NAMES)
    whole = f"{title}\n{text}"
    assert all(whole[mention.start : mention.end] == mention.surface for mention in mentions)
    assert all(first.end <= second.start for first, second in itertools.pairwise(mentions))
    assert all(mention.name.strip() for mention in mentions)


@pytest.mark.parametrize(
    "piece",
    [
        "Азамат Ишенбеков ",
        "Ишенбеков, ",
        "С. ",
        "A",
        "von der ",
        "уулу ",
        "«Эркин» ",
        "А. Аскаров, Аскарова, ",
        "’s",
        "-а",
    ],
)
def test_time_grows_with_length_and_no_faster(names: NameLexicon, piece: str) -> None:
    def spent(times: int) -> float:
        text = piece * times
        started = time.process_time()
        find_people("", text, "ru", names)
        return time.process_time() - started

    spent(100)
    short, long = min(spent(1_000) for _ in range(3)), spent(10_000)
    assert long < 25 * short + 0.5
