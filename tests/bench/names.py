"""How well names are found: run `python -m tests.bench.names` (add `--misses` to see each tuned one that failed).

The set is tests/data/lookups.tsv; the people are the lexicon's public figures and tests/data/namesakes.tsv. A quarter
of the set is held out: its figures are printed, its misses never. tests/data/lookups-fresh.tsv is by another author;
there the people of tests/data/namesakes-fresh.tsv stand beside the others, and `fresh-e` is held out.
"""

import csv
import sys
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from store.people.index import PersonIndex
from store.people.name import parse_name
from store.text.folding import fold

ROOT = Path(__file__).parents[2]
NAMES = ROOT / "config" / "lexicon" / "names"
DATA = ROOT / "tests" / "data"
HELD_OUT = ("held-out", "fresh-e")
MUCH_NAMED = {
    "Sadyr Japarov": 300,
    "Kamchybek Tashiev": 120,
    "Azimjan Askarov": 80,
    "Almazbek Atambayev": 70,
    "Sooronbay Jeenbekov": 70,
    "Bolot Temirov": 60,
    "Raimbek Matraimov": 40,
    "Makhabat Tajibek kyzy": 40,
    "Rita Karasartova": 30,
    "Kurmanbek Bakiyev": 20,
    "Roza Otunbayeva": 12,
    "Akylbek Japarov": 25,
    "Alexander Alexandrov": 4,
    "Ravshan Jeenbekov": 12,
    "Asylbek Jeenbekov": 3,
    "Omurbek Tekebayev": 10,
}


@dataclass(frozen=True, slots=True)
class Lookup:
    """One labelled query; `expected` is a canonical name, empty when nobody is meant."""

    query: str
    expected: str
    language: str
    note: str
    held_out: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Names in the order offered; `stated` when the first is given as understood."""

    names: tuple[str, ...]
    stated: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares from 0 to 1: of lookups that mean somebody, how many have that one first, and among three; of those that
    mean nobody, and of all, how many are answered with a wrong person as understood."""

    asked: int
    first: float
    in_three: float
    stated: float
    false_among_misses: float
    false: float


def read_lookups(file_name: str = "lookups.tsv") -> list[Lookup]:
    with (DATA / file_name).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Lookup(
                row["query"],
                row["expected"].strip("-"),
                row["language"],
                row["note"],
                held_out=row["set"] in HELD_OUT,
            )
            for row in rows
        ]


def read_people() -> dict[str, tuple[str, ...]]:
    """Canonical names with all spellings, the canonical one first."""
    figures = tomllib.loads((NAMES / "figures.toml").read_text(encoding="utf-8"))
    people = {}
    for figure in figures.values():
        spellings = [spelling for language in ("en", "ru", "ky") for spelling in figure.get(language, ())]
        people[spellings[0]] = tuple(dict.fromkeys(spellings))
    return people


def read_namesakes(*, fresh: bool = False) -> dict[str, int]:
    """Names met in entries only, with the number of entries."""
    files = ("namesakes.tsv", "namesakes-fresh.tsv") if fresh else ("namesakes.tsv",)
    lines = [line for file in files for line in (DATA / file).read_text(encoding="utf-8").splitlines()[1:]]
    return {name: int(entries) for name, entries in (line.split("\t") for line in lines)}


def read_given_names() -> frozenset[str]:
    """Folded."""
    files = sorted((NAMES / "given").glob("*.tsv"))
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return frozenset(fold(line.split("\t")[0]) for line in lines if line and not line.startswith("#"))


def build_index(*, only_first: bool = False, fresh: bool = False) -> tuple[PersonIndex, list[str]]:
    """The index and, by person id, the canonical names."""
    index = PersonIndex(known_names=read_given_names())
    canonical: list[str] = []
    for name, spellings in read_people().items():
        for spelling in spellings[:1] if only_first else spellings:
            index.add(len(canonical), spelling, listed=True)
        index.count(len(canonical), MUCH_NAMED.get(name, 1))
        canonical.append(name)
    for name, entries in read_namesakes(fresh=fresh).items():
        index.add(len(canonical), name, listed=False)
        index.count(len(canonical), entries)
        canonical.append(name)
    return index, canonical


def ask_index(index: PersonIndex) -> Callable[[str], Answer]:
    def ask(query: str) -> Answer:
        found = index.look_up(query)
        stated = (found.match,) if found.match else ()
        return Answer(tuple(one.name for one in (*stated, *found.suggestions)), stated=bool(stated))

    return ask


def ask_wratio(people: dict[str, tuple[str, ...]]) -> Callable[[str], Answer]:
    """rapidfuzz's WRatio over all spellings; understood from 86 on."""
    spellings = {spelling: name for name, known in people.items() for spelling in known}

    def ask(query: str) -> Answer:
        found = process.extract(query, list(spellings), scorer=fuzz.WRatio, processor=str.casefold, limit=12)
        names = tuple(dict.fromkeys(spellings[spelling] for spelling, _, _ in found))
        return Answer(names, stated=bool(found) and found[0][1] >= 86)

    return ask


def ask_like(people: dict[str, tuple[str, ...]]) -> Callable[[str], Answer]:
    """What `LIKE '%query%'` over all spellings finds; understood when it is a single person."""

    def ask(query: str) -> Answer:
        wanted = query.casefold()
        names = tuple(name for name, known in people.items() if any(wanted in one.casefold() for one in known))
        return Answer(names, stated=len(names) == 1)

    return ask


def measure(lookups: Sequence[Lookup], ask: Callable[[str], Answer]) -> Figures:
    answers = [(lookup, ask(lookup.query)) for lookup in lookups]
    meant = [(lookup, answer) for lookup, answer in answers if lookup.expected]
    missed = [answer for lookup, answer in answers if not lookup.expected]
    wrong = sum(answer.stated and answer.names[0] != lookup.expected for lookup, answer in answers)
    return Figures(
        asked=len(lookups),
        first=_share(sum(answer.names[:1] == (lookup.expected,) for lookup, answer in meant), len(meant)),
        in_three=_share(sum(lookup.expected in answer.names[:3] for lookup, answer in meant), len(meant)),
        stated=_share(
            sum(answer.stated and answer.names[0] == lookup.expected for lookup, answer in meant), len(meant)
        ),
        false_among_misses=_share(sum(answer.stated for answer in missed), len(missed)),
        false=_share(wrong, len(answers)),
    )


def measure_linking() -> tuple[int, float, float]:
    """Only first spellings are known: how many of the other full spellings are tried, the share of them linked to their
    person, and the share of all links, near misses included, that are wrong."""
    index, canonical = build_index(only_first=True)
    tried = [
        (spelling, name)
        for name, spellings in read_people().items()
        for spelling in spellings[1:]
        if len(parse_name(spelling).core) > 1
    ]
    tried += [(lookup.query, "") for lookup in read_lookups() if not lookup.expected]
    links = [(name, index.link(spelling)) for spelling, name in tried]
    made = [(name, canonical[person]) for name, person in links if person is not None]
    right = sum(name == linked for name, linked in made)
    wanted = sum(bool(name) for _, name in tried)
    return wanted, _share(right, wanted), _share(len(made) - right, len(made))


def read_pairs() -> list[tuple[str, str, bool]]:
    """A known name, another one in a text, and whether they are one person's; all made up."""
    with (DATA / "linking.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["known"], row["other"], row["same"] == "yes") for row in rows]


def measure_pairs() -> tuple[int, float, float]:
    """As `measure_linking`, of unlisted people whom the index knows by one spelling, beside all public figures."""
    index, canonical = build_index()
    pairs = read_pairs()
    ids = {name: len(canonical) + place for place, name in enumerate(dict.fromkeys(known for known, _, _ in pairs))}
    for name, person_id in ids.items():
        index.add(person_id, name, listed=False)
    links = [(ids[known], same, index.link(other)) for known, other, same in pairs]
    right = sum(same and linked == known for known, same, linked in links)
    made = sum(linked is not None for _, _, linked in links)
    wanted = sum(same for _, same, _ in links)
    return wanted, _share(right, wanted), _share(made - right, made)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def main() -> None:
    misses = "--misses" in sys.argv
    print("lookups              asked  first  in three  stated  false of misses  false of all")  # noqa: T201 its purpose
    _print_figures(read_lookups(), ("tuned", "held out"), fresh=False, misses=misses)
    _print_figures(read_lookups("lookups-fresh.tsv"), ("fresh-d", "fresh-e"), fresh=True, misses=misses)
    tried, recall, wrong = measure_linking()
    print(f"linking: {tried} spellings, recall {recall:.3f}, false merges {wrong:.4f}")  # noqa: T201 its purpose
    tried, recall, wrong = measure_pairs()
    print(f"linking unlisted: {tried} spellings, recall {recall:.3f}, false merges {wrong:.4f}")  # noqa: T201 its purpose


def _print_figures(lookups: Sequence[Lookup], parts: tuple[str, str], *, fresh: bool, misses: bool) -> None:
    """Figures of both parts, the first one looked at, the second held out."""
    people = {**read_people(), **{name: (name,) for name in read_namesakes(fresh=fresh)}}
    index, _ = build_index(fresh=fresh)
    askers = {"ours": ask_index(index), "WRatio": ask_wratio(people), "LIKE": ask_like(people)}
    seen, unseen = ([one for one in lookups if one.held_out is held_out] for held_out in (False, True))
    for part, chosen in zip(parts, (seen, unseen), strict=True):
        for name, ask in askers.items():
            got = measure(chosen, ask)
            print(  # noqa: T201 its purpose
                f"{part:9} {name:9} {got.asked:7}  {got.first:5.3f}  {got.in_three:8.3f}  {got.stated:6.3f}"
                f"  {got.false_among_misses:15.3f}  {got.false:12.3f}"
            )
    if misses:
        _print_misses(seen, askers["ours"])


def _print_misses(lookups: Sequence[Lookup], ask: Callable[[str], Answer]) -> None:
    for lookup in lookups:
        answer = ask(lookup.query)
        right = answer.stated and answer.names[0] == lookup.expected if lookup.expected else not answer.stated
        if not right:
            print(f"  {lookup.query!r} ({lookup.note}): wanted {lookup.expected or 'nobody'}, got {answer}")  # noqa: T201 its purpose


if __name__ == "__main__":
    main()
