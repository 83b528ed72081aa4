"""The labelled lookups hold the bar, the part that nobody tunes on too."""

import pytest

from tests.bench.names import (
    ask_index,
    ask_wratio,
    build_index,
    measure,
    measure_linking,
    measure_pairs,
    read_lookups,
    read_people,
)


@pytest.mark.parametrize("held_out", [False, True], ids=["tuned", "held out"])
def test_lookups_hold_the_bar(held_out: bool) -> None:
    index, _ = build_index()
    lookups = [lookup for lookup in read_lookups() if lookup.held_out is held_out]
    got = measure(lookups, ask_index(index))
    assert got.first >= 0.98
    assert got.in_three >= 0.985
    assert got.false_among_misses <= 0.02
    assert got.first > measure(lookups, ask_wratio(read_people())).first


def test_no_spelling_is_linked_to_somebody_else() -> None:
    _, recall, wrong = measure_linking()
    assert wrong <= 0.005
    assert recall >= 0.9


def test_people_whom_no_list_names_are_linked_across_spellings_and_kept_from_their_kin() -> None:
    _, recall, wrong = measure_pairs()
    assert wrong <= 0.005
    assert recall >= 0.97


def test_the_set_is_whole() -> None:
    lookups = read_lookups()
    index, canonical = build_index()
    assert len(index) == len(canonical)
    assert len(lookups) >= 300
    assert sum(not lookup.expected for lookup in lookups) >= 60
    assert sum(lookup.held_out for lookup in lookups) >= len(lookups) // 5
    assert {lookup.expected for lookup in lookups} - {""} <= set(canonical)
    assert len({lookup.query for lookup in lookups}) == len(lookups)
