"""Finding many phrases at once."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.phrases import PhraseIndex, keep_longest, split_tokens

WRITTEN = ["hunger strike", "strike", "protest*", "=OSH", "reporter", "media law", "law"]


def keys_in(text: str, patterns: list[str], language: str = "en", *, longest: bool = False) -> list[str]:
    index = PhraseIndex(((pattern, pattern) for pattern in patterns), language)
    found = index.find(split_tokens("", text))
    return [item.key for item in (keep_longest(found) if longest else found)]


@pytest.mark.parametrize(
    ("pattern", "text", "language"),
    [
        ("hunger strike", "went on hunger strikes", "en"),
        ("protest*", "post-war protesters", "en"),
        ("задержан журналист", "Задержаны журналисты", "ru"),
        ("укук коргоочу", "укук коргоочуларга", "ky"),
        ("тергөө абагы", "тергоо абагында", "ky"),
        ("тынч митинг", "тынч митингдерди", "ky"),
        ("Ош~", "в Оше", "ru"),
        ("Талас~", "Таластагы", "ky"),
        ("kloop", "Kloop's editor", "en"),
    ],
)
def test_forms_of_words(pattern: str, text: str, language: str) -> None:
    assert keys_in(text, [pattern], language) == [pattern]


@pytest.mark.parametrize(
    ("pattern", "text", "language"),
    [
        ("=OSH", "in Osh", "en"),
        ("reporter", "they report", "en"),
        ("Нарын~", "Нарынбаев", "ky"),
        ("Талас~", "Таласбекова", "ru"),
        ("hunger strike", "They suffer hunger. Strike begins.", "en"),
    ],
)
def test_what_is_another_word(pattern: str, text: str, language: str) -> None:
    assert keys_in(text, [pattern], language) == []


def test_the_longest_phrase_wins_where_asked() -> None:
    assert keys_in("a hunger strike", WRITTEN) == ["hunger strike", "strike"]
    assert keys_in("a hunger strike", WRITTEN, longest=True) == ["hunger strike"]


def test_sentences_are_counted_from_the_title() -> None:
    tokens = split_tokens("One. Two", "Three four. Five U.S. six! Seven")
    assert [(token.text, token.sentence) for token in tokens][:3] == [("One", 0), ("Two", 0), ("Three", 1)]
    assert tokens[-1].sentence == 3


@given(st.text())
def test_tokens_stand_where_they_say(text: str) -> None:
    whole = f"title\n{text}"
    assert all(whole[t.start : t.start + len(t.text)] == t.text for t in split_tokens("title", text))


@pytest.mark.parametrize("piece", ["strike ", "hunger ", "a" * 200 + " ", "-", ". A", "«", "protest-", "\n"])
def test_hostile_texts_take_linear_time(piece: str) -> None:
    index = PhraseIndex(((pattern, pattern) for pattern in WRITTEN), "en")

    def took(times: int) -> float:
        started = time.perf_counter()
        index.find(split_tokens("", piece * times))
        return time.perf_counter() - started

    took(100)
    assert min(took(30_000) for _ in range(3)) < 0.3 + 30 * took(3_000)


def test_a_gap_is_any_one_word() -> None:
    assert keys_in("They put her on buses", ["put _ on buses"]) == ["put _ on buses"]
    assert keys_in("They put on buses", ["put _ on buses"]) == []
    assert keys_in("They put her friends on buses", ["put _ on buses"]) == []


def test_who_is_based_somewhere_names_the_place() -> None:
    assert keys_in("an Osh-based station", ["=Osh"]) == ["=Osh"]
