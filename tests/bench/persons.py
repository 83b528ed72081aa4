"""Quality of finding people: precision, recall and F1 of exact mentions, per language, on the labelled texts.

A mention is right when its place, its words and its nominative are all right. The held-out part is only counted here;
nobody tunes by it. `python -m tests.bench.persons [--errors]` (errors of the tuned part only).
"""

import json
import re
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.analysis.name_lexicon import build_name_lexicon
from bot.analysis.people import find_people
from config.lexicon.names import read_names
from store.entry import PersonMention
from store.lexicon.names import NameLexicon

DATA = Path(__file__).parent.parent / "data" / "persons"
TEXTS = DATA.parent / "texts"
PARTS = ("tuned", "heldout", "fresh", "fresh-d", "fresh-e")
AMONG_TEXTS = ("fresh-d", "fresh-e")
LOOKED_AT = ("tuned", "fresh", "fresh-d")
LANGUAGES = ("en", "ru", "ky")


@dataclass(frozen=True, slots=True)
class LabelledText:
    id: str
    language: str
    title: str
    text: str
    people: tuple[PersonMention, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of mentions: right, found but wrong, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)


def read_labelled(part: str) -> list[LabelledText]:
    """The texts of one part. Surfaces stand in the file in the order of the text; their places are found here."""
    folder = TEXTS if part in AMONG_TEXTS else DATA
    lines = (folder / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_labelled(json.loads(line)) for line in lines]


def _labelled(row: dict[str, object]) -> LabelledText:
    title, text = str(row["title"]), str(row["text"])
    people = row["people"]
    assert isinstance(people, list)
    mentions = tuple(mentions_in_order(f"{title}\n{text}", people))
    return LabelledText(str(row["id"]), str(row["language"]), title, text, mentions)


def mentions_in_order(whole: str, people: Iterable[dict[str, str]]) -> Iterator[PersonMention]:
    """Each named person at the next place where its surface stands."""
    position = 0
    for person in people:
        surface = person["surface"]
        found = re.compile(rf"(?<!\w){re.escape(surface)}(?!\w)").search(whole, position)
        if found is None:
            raise ValueError(f"{surface} does not stand in {whole[:60]!r} where it should")
        position = found.end()
        yield PersonMention(person["name"], surface, *found.span())


def score_text(labelled: LabelledText, names: NameLexicon) -> tuple[Score, set[PersonMention], set[PersonMention]]:
    """The score of one text, with what was found wrongly and what was missed."""
    found = set(find_people(labelled.title, labelled.text, labelled.language, names))
    wanted = set(labelled.people)
    score = Score(len(found & wanted), len(found - wanted), len(wanted - found))
    return score, found - wanted, wanted - found


def score_part(part: str, language: str, names: NameLexicon) -> Score:
    texts = [text for text in read_labelled(part) if text.language == language]
    return sum((score_text(text, names)[0] for text in texts), Score())


def main() -> None:
    names = build_name_lexicon(read_names())
    for part in PARTS:
        total = Score()
        for language in LANGUAGES:
            score = score_part(part, language, names)
            total += score
            _print_row(part, language, score)
        _print_row(part, "all", total)
    _print_speed(names)
    if "--errors" in sys.argv:
        _print_errors(names)


def _print_row(part: str, language: str, score: Score) -> None:
    figures = f"P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}"
    print(f"{part:8} {language:4} {figures}  right {score.right} wrong {score.wrong} missed {score.missed}")  # noqa: T201 a bench prints


def _print_speed(names: NameLexicon) -> None:
    texts = [text for part in PARTS for text in read_labelled(part)]
    started = time.process_time()
    for text in texts:
        find_people(text.title, text.text, text.language, names)
    seconds = time.process_time() - started
    count = sum(len(text.text.split()) for text in texts)
    print(f"{1000 * seconds / count * 1000:.1f} ms a thousand words")  # noqa: T201 a bench prints


def _print_errors(names: NameLexicon) -> None:
    for text in (text for part in LOOKED_AT for text in read_labelled(part)):
        _, wrong, missed = score_text(text, names)
        for sign, mentions in (("+", wrong), ("-", missed)):
            for mention in sorted(mentions, key=lambda mention: mention.start):
                print(f"{text.id} {sign} {mention.surface!r} -> {mention.name!r}")  # noqa: T201 a bench prints


if __name__ == "__main__":
    main()
