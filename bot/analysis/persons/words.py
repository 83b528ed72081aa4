"""The words of a text as a reader of names sees them: what is capitalised, what stands side by side."""

import re
from typing import NamedTuple

from store.text.words import split_words

_POSSESSIVE = re.compile(r"(?i)(?:['’ʼ`]s|(?<=s)['’ʼ`])$")
_LINE = re.compile(r"[^\n]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_SPACE_ONLY = re.compile(r"[^\S\n]{1,3}")
_AFTER_INITIAL = re.compile(r"\.[^\S\n]{0,2}")
_SENTENCE_END = re.compile(r"[.!?…:\n«“„]")
_LONG_INITIALS = frozenset({"Zh", "Dzh", "Dj", "Sh", "Ch", "Kh", "Ya", "Yu", "Ts", "Дж"})
_OPENING = frozenset("«“„\"'‘(")
_CLOSING = frozenset("»”“\"'’)")
# Official letters set surnames in capitals: Sadyr JAPAROV.
_SHOUTED_SURNAME = re.compile(
    "[A-Z]{2,}(?:OV|EV|OVA|EVA|BEK)|[А-ЯЁӨҮҢ]{2,}(?:[ОЕЁ]ВА?|БЕК|[ОЕ]В(?:ДУН|ДИН|НЫН|ГО|ГЕ|У|А|ЫМ|ОЙ))"
)
_CAPITALS_SHARE = 0.8
_TITLE_CASE_SHARE = 0.75
_LONGEST_NAME_WORD = 40


class NameWord(NamedTuple):
    """A word at characters `start` to `end`.

    `text` is spelled as in the middle of a sentence: a word of a line in capitals comes as Capitalised. `joined` tells
    that only a space (or the dot of an initial) parts it from the next word, `quoted` that it stands alone in quotes.
    """

    text: str
    lower: str
    start: int
    end: int
    capital: bool
    initial: bool
    joined: bool
    begins_sentence: bool
    quoted: bool
    shouted: bool
    titled: bool

    @property
    def cyrillic(self) -> bool:
        return is_cyrillic(self.text)


def is_cyrillic(word: str) -> bool:
    return "\u0400" <= word[0] <= "\u052f"


def read_words(text: str) -> list[NameWord]:
    """The words of `text` in order. An English 's is no part of a word."""
    shouted, titled = _unusual_lines(text)
    spans = [_without_possessive(word.text, word.start, word.end) for word in split_words(text)]
    words: list[NameWord] = []
    previous_end, shouting, titling = 0, _Cursor(shouted), _Cursor(titled)
    for index, (raw, start, end, whole_end) in enumerate(spans):
        next_start = spans[index + 1][1] if index + 1 < len(spans) else len(text)
        if not raw[0].isupper() or len(raw) > _LONGEST_NAME_WORD:
            joined = whole_end == end and _is_joined(text, end, next_start, initial=False)
            words.append(NameWord(raw, raw.lower(), start, end, False, False, joined, False, False, False, False))
        else:
            initial = text[end : end + 1] == "." and (raw in _LONG_INITIALS or len(raw) == 1)
            is_shouted = len(raw) > 1 and (shouting.holds(start) or bool(_SHOUTED_SURNAME.fullmatch(raw)))
            spelled = _spell_in_sentence(raw) if is_shouted else raw
            words.append(
                NameWord(
                    text=spelled,
                    lower=spelled.lower(),
                    start=start,
                    end=end,
                    capital=True,
                    initial=initial,
                    joined=whole_end == end and _is_joined(text, end, next_start, initial=initial),
                    begins_sentence=index == 0
                    or (
                        not words[-1].initial and bool(_SENTENCE_END.search(text, max(previous_end, start - 6), start))
                    ),
                    quoted=start > 0 and text[start - 1] in _OPENING and text[whole_end : whole_end + 1] in _CLOSING,
                    shouted=is_shouted,
                    titled=titling.holds(start),
                )
            )
        previous_end = whole_end
    return words


def _is_joined(text: str, end: int, next_start: int, *, initial: bool) -> bool:
    gap = text[end:next_start] if end < next_start <= end + 4 and next_start < len(text) else ""
    return gap == " " if gap in {" ", ", "} else bool((_AFTER_INITIAL if initial else _SPACE_ONLY).fullmatch(gap))


class _Cursor:
    """Answers, for positions that only grow, whether they lie in one of the spans."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = spans
        self._next = 0

    def holds(self, position: int) -> bool:
        while self._next < len(self._spans) and self._spans[self._next][1] <= position:
            self._next += 1
        return self._next < len(self._spans) and self._spans[self._next][0] <= position


def _without_possessive(raw: str, start: int, end: int) -> tuple[str, int, int, int]:
    bare = _POSSESSIVE.sub("", raw) or raw
    return bare, start, start + len(bare), end


def _spell_in_sentence(raw: str) -> str:
    return "-".join(part.capitalize() for part in raw.split("-"))


def _unusual_lines(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Spans of the lines in capitals, and of those in which Most Words Are Capitalised."""
    shouted, titled = [], []
    for line in _LINE.finditer(text):
        words = [word for word in _LETTERS.findall(line.group()) if len(word) > 3]
        if len(words) < 2:
            continue
        if sum(word.isupper() for word in words) >= _CAPITALS_SHARE * len(words):
            shouted.append(line.span())
        elif len(words) > 3 and sum(_is_titled(word) for word in words) >= _TITLE_CASE_SHARE * len(words):
            titled.append(line.span())
    return shouted, titled


def _is_titled(word: str) -> bool:
    """Headlines In Title Case are an English habit."""
    return word[0].isupper() and not is_cyrillic(word)
