"""The newest labelled parts keep their formats; what is found in them is for `make bench`."""

import json
from itertools import combinations
from pathlib import Path

import pytest

from config.lexicon.terms import read_terms
from tests.bench import persons, terms
from tests.bench.names import read_lookups, read_namesakes, read_people
from tests.store.search.archive import judged_queries

INCIDENTS = Path(__file__).parents[1] / "data" / "incidents"
LANGUAGES = {"en", "ru", "ky"}


@pytest.mark.parametrize("part", ["fresh-d", "fresh-e"])
def test_texts_use_known_keys_and_name_people_where_they_stand(part: str) -> None:
    known = read_terms()
    labelled = terms.read_labelled(part)
    for text in labelled:
        assert text.language in LANGUAGES, text.id
        assert text.topics <= set(known.topics), text.id
        assert text.places <= set(known.places), text.id
        assert text.civic or not text.topics, text.id
    assert [text.id for text in persons.read_labelled(part)] == [text.id for text in labelled]


@pytest.mark.parametrize("part", ["briefs-a", "briefs-b"])
def test_briefs_use_known_keys_and_ids_of_their_own(part: str) -> None:
    known = read_terms()
    labelled = terms.read_labelled(part)
    for text in labelled:
        assert text.id.endswith(f".{text.language}"), text.id
        assert text.topics <= set(known.topics), text.id
        assert text.places <= set(known.places), text.id
        assert text.civic or not text.topics, text.id
    assert len({text.id for text in labelled}) == len(labelled)


def test_lookups_expect_somebody_known() -> None:
    known = {*read_people(), *read_namesakes(fresh=True)}
    assert {lookup.expected for lookup in read_lookups("lookups-fresh.tsv") if lookup.expected} <= known


@pytest.mark.parametrize("queries", ["queries-fresh-d", "queries-fresh-e"])
def test_searches_are_judged_on_texts_of_their_letter(queries: str) -> None:
    judged = judged_queries(queries)
    assert len({one.query for one in judged}) == len(judged)
    assert all(one.grades for one in judged)


@pytest.mark.parametrize("part", ["fresh-d", "fresh-e"])
def test_reports_of_one_family_make_pairs(part: str) -> None:
    rows = [json.loads(line) for line in (INCIDENTS / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows)
    same = [one["event"] == two["event"] for one, two in combinations(rows, 2) if one["family"] == two["family"]]
    assert 10 < sum(same) < len(same) - 10
