"""Quality of telling what an entry is about: language, relevance, civic or not, topics, places; per language and part.

The whole analysis runs, people and listed figures included. Held-out parts are only counted here; nobody tunes by them.
`python -m tests.bench.terms [--errors] [--topics]`: errors of the tuned parts only; precision and recall of each topic.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.analysis.analysis import Lexicon, analyse
from bot.analysis.language import detect_language
from bot.analysis.places import find_places
from bot.analysis.relevance import country_gate, is_civic, judge_relevance
from bot.analysis.topics import find_topics
from bot.lexicon import load_lexicon
from store.entry import About, Analysis

DATA = Path(__file__).parent.parent / "data" / "texts"
PARTS = ("tuned", "held-out", "fresh-a", "fresh-b", "fresh-c", "fresh-d", "fresh-e", "briefs-a", "briefs-b", "plain")
TUNED = ("tuned", "fresh-a", "fresh-d", "briefs-a", "plain")
LANGUAGES = ("en", "ru", "ky")
FIRST_WORDS = (4, 7)
_PLAIN_LETTERS = str.maketrans("үөңҮӨҢ", "уонУОН")


@dataclass(frozen=True, slots=True)
class LabelledText:
    id: str
    language: str
    title: str
    text: str
    about: str
    civic: bool
    topics: frozenset[str]
    places: frozenset[str]
    country: str | None

    @property
    def whole(self) -> str:
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled text, what the analysis says of it, and whether it passed the gate."""

    label: LabelledText
    got: Analysis
    let_in: bool


def read_labelled(part: str) -> list[LabelledText]:
    lines = (DATA / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_labelled(json.loads(line)) for line in lines]


def judge_all(texts: Iterable[LabelledText], lexicon: Lexicon) -> list[Judged]:
    return [
        Judged(
            label,
            analyse(label.title, label.text, lexicon, country=label.country),
            country_gate(label.title, label.text, label.country, lexicon.terms, lexicon.is_figure),
        )
        for label in texts
    ]


def language_accuracy(
    texts: list[LabelledText], lexicon: Lexicon, words: int | None = None, *, plain: bool = False
) -> float:
    """Share of right languages, on the first `words` words, with or without the letters ү, ө and ң."""

    def said(label: LabelledText) -> str:
        start = " ".join(label.whole.split()[:words])
        return detect_language(start.translate(_PLAIN_LETTERS) if plain else start, None, lexicon.languages)

    return sum(said(label) == label.language for label in texts) / len(texts)


def accuracy(judged: list[Judged], right: Callable[[Judged], bool]) -> float:
    return sum(map(right, judged)) / len(judged)


def primary_f1(judged: list[Judged]) -> float:
    return _f1((_primary(item.label.about), _primary(item.got.about)) for item in judged)


def topics_f1(judged: list[Judged]) -> float:
    """Micro-F1 over all topics of all texts."""
    return _f1((item.label.topics, frozenset(item.got.topics)) for item in judged)


def places_f1(judged: list[Judged]) -> float:
    return _f1((item.label.places, frozenset(item.got.places)) for item in judged)


def is_about_right(item: Judged) -> bool:
    return item.got.about == item.label.about


def is_civic_right(item: Judged) -> bool:
    return item.got.civic == item.label.civic


def is_let_in_right(item: Judged) -> bool:
    """Whether nothing that is about Kyrgyzstan was kept out."""
    return item.let_in or item.label.about == About.NONE


def milliseconds_per_thousand_words(texts: list[LabelledText], lexicon: Lexicon) -> float:
    """Language, places, topics, relevance and civic, on one long text after another."""
    long_texts = [" ".join(label.whole for label in texts if label.language == language) for language in LANGUAGES]
    words = sum(len(text.split()) for text in long_texts)
    for text in long_texts:
        _time_one(f"{text} .", lexicon)
    taken = sum(_time_one(text, lexicon) for text in long_texts)
    return taken * 1e6 / words


def main(arguments: list[str]) -> None:
    lexicon = load_lexicon()
    for part in PARTS:
        texts = read_labelled(part)
        judged = judge_all(texts, lexicon)
        for language in (*LANGUAGES, "all"):
            _print_figures(
                part, language, lexicon, [item for item in judged if language in {item.label.language, "all"}]
            )
        if "--topics" in arguments:
            _print_topics(part, judged)
        if "--errors" in arguments and part in TUNED:
            for item in judged:
                _print_errors(item)
    print(f"ms per thousand words: {milliseconds_per_thousand_words(read_labelled('tuned'), lexicon):.1f}")  # noqa: T201 a report


def _labelled(row: dict[str, object]) -> LabelledText:
    def keys(name: str) -> frozenset[str]:
        value = row[name]
        return frozenset(map(str, value)) if isinstance(value, list) else frozenset()

    country = row.get("country")
    return LabelledText(
        id=str(row["id"]),
        language=str(row["language"]),
        title=str(row["title"]),
        text=str(row["text"]),
        about=str(row["about"]),
        civic=bool(row["civic"]),
        topics=keys("topics"),
        places=keys("places"),
        country=str(country) if country else None,
    )


def _primary(about: str) -> frozenset[str]:
    return frozenset({"primary"} if about == About.PRIMARY else ())


def _f1(pairs: Iterable[tuple[frozenset[str], frozenset[str]]]) -> float:
    right = wrong = missed = 0
    for wanted, got in pairs:
        right, wrong, missed = right + len(wanted & got), wrong + len(got - wanted), missed + len(wanted - got)
    return 2 * right / max(2 * right + wrong + missed, 1)


def _time_one(text: str, lexicon: Lexicon) -> float:
    started = time.process_time()
    language = detect_language(text, None, lexicon.languages)
    places = find_places("", text, language, lexicon.terms)
    topics = find_topics("", text, language, lexicon.terms)
    is_civic("", text, language, topics, lexicon.terms)
    judge_relevance("", text, language, None, (), places, lexicon.terms, lexicon.is_figure)
    return time.process_time() - started


def _print_figures(part: str, language: str, lexicon: Lexicon, judged: list[Judged]) -> None:
    texts = [item.label for item in judged]
    starts = " ".join(f"{words}w {language_accuracy(texts, lexicon, words):.3f}" for words in FIRST_WORDS)
    print(  # noqa: T201 a report
        f"{part:8} {language:3} {len(judged):3} texts | language {language_accuracy(texts, lexicon):.3f} {starts}"
        f" plain 4w {language_accuracy(texts, lexicon, 4, plain=True):.3f}"
        f" | about {accuracy(judged, is_about_right):.3f} primary F1 {primary_f1(judged):.3f}"
        f" gate {accuracy(judged, is_let_in_right):.3f} | civic {accuracy(judged, is_civic_right):.3f}"
        f" | topics F1 {topics_f1(judged):.3f} | places F1 {places_f1(judged):.3f}"
    )


def _print_topics(part: str, judged: list[Judged]) -> None:
    for topic in sorted({topic for item in judged for topic in (*item.label.topics, *item.got.topics)}):
        wanted = [topic in item.label.topics for item in judged]
        found = [topic in item.got.topics for item in judged]
        right = sum(one and other for one, other in zip(wanted, found, strict=True))
        print(  # noqa: T201 a report
            f"{part:8} {topic:23} precision {right / max(sum(found), 1):.2f} recall {right / max(sum(wanted), 1):.2f}"
            f" of {sum(wanted)}"
        )


def _print_errors(item: Judged) -> None:
    label, got = item.label, item.got
    faults = [
        f"{name}: -{sorted(wanted - found)} +{sorted(found - wanted)}"
        for name, wanted, found in (
            ("topics", label.topics, frozenset(got.topics)),
            ("places", label.places, frozenset(got.places)),
        )
        if wanted != found
    ]
    faults += [f"about: {label.about} -> {got.about}"] if not is_about_right(item) else []
    faults += [f"civic: {label.civic} -> {got.civic}"] if not is_civic_right(item) else []
    faults += ["kept out"] if not is_let_in_right(item) else []
    if faults:
        print(label.id, label.title[:60], *faults, sep=" | ")  # noqa: T201 a report


if __name__ == "__main__":
    main(sys.argv[1:])
