"""Numbers written in words, in English, Russian and Kyrgyz. Pure."""

import re
from collections.abc import Iterator

from store.lexicon.events import EventWords

_WORD = re.compile(r"[^\W\d_]+")
_JOINT = re.compile(r"(?:\s+|\s*[-‑]\s*)(?:and\s+)?")
_TEN, _HUNDRED, _THOUSAND = 10, 100, 1_000


def find_worded_numbers(text: str, events: EventWords) -> frozenset[str]:
    """Numbers in words, as plain digits: twenty-two, двадцать два and жыйырма эки are all 22.

    A word that also means something else (он: ten, or he) counts only beside another number.
    """
    return frozenset(str(number) for run in _runs(text, events) for number in _compose(run))


def _runs(text: str, events: EventWords) -> Iterator[list[int]]:
    """The values of number words that stand next to each other."""
    run: list[str] = []
    end = 0
    for found in _WORD.finditer(text):
        word = found.group().lower()
        if word not in events.numbers:
            continue
        if run and not _JOINT.fullmatch(text, end, found.start()):
            yield from _counted(run, events)
            run = []
        run.append(word)
        end = found.end()
    yield from _counted(run, events)


def _counted(run: list[str], events: EventWords) -> Iterator[list[int]]:
    if run and not (len(run) == 1 and run[0] in events.numbers_beside):
        yield [events.numbers[word] for word in run]


def _compose(values: list[int]) -> Iterator[int]:
    """The numbers that a run of words makes: 3, 100, 20, 2 is 322; 2, 3 are two numbers."""
    whole, part = 0, 0
    for value in values:
        if value == _THOUSAND and part:
            whole, part = whole + part * _THOUSAND, 0
        elif value == _HUNDRED and 0 < part < _TEN:
            part *= _HUNDRED
        elif part and not _fits(value, part):
            yield whole + part
            whole, part = 0, value
        else:
            part += value
    if whole + part:
        yield whole + part


def _fits(value: int, part: int) -> bool:
    """Whether a value completes what stands before it: units after tens, tens after hundreds."""
    free = _HUNDRED if part % _HUNDRED == 0 else _TEN if part % _TEN == 0 else 0
    return value < free
