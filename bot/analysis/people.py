"""The people that a text names: where, in which words, and who is meant."""

import re

from bot.analysis.persons.agreement import gather_evidence
from bot.analysis.persons.bare import BareNames
from bot.analysis.persons.composing import FullName
from bot.analysis.persons.contexts import Contexts
from bot.analysis.persons.full import FullNames
from bot.analysis.persons.readings import Reader
from bot.analysis.persons.words import NameWord, read_words
from store.entry import PersonMention
from store.lexicon.names import NameLexicon

_SPACES = re.compile(r"\s+")
_KYRGYZ_LETTERS = re.compile("[үөңҮӨҢ]")


def find_people(title: str, text: str, language: str, names: NameLexicon) -> tuple[PersonMention, ...]:
    """Every mention of a person in title + newline + text, in order of standing.

    `name` is the nominative in the script and word order of the text; a surname or given name alone has the full name
    as its `name` when the same text gives it of one person only. `language` decides which case endings are known (`en`,
    `ru`, `ky`; any other counts as Russian, or as Kyrgyz where the letters say so). Takes time in proportion to the
    length of the text and raises nothing.
    """
    whole = f"{title}\n{text}"
    words = read_words(whole)
    reader = Reader(names, _endings_of(language, whole))
    evidence = gather_evidence(words, reader)
    contexts = Contexts(whole, words, names)
    full_names, things = FullNames(words, reader, contexts, evidence).find()
    bare = BareNames(words, reader, contexts, evidence, full_names=full_names, things=frozenset(things))
    return tuple(_read_in_order(whole, words, full_names, bare))


def _endings_of(language: str, whole: str) -> str:
    if language in {"ru", "ky"}:
        return language
    return "ky" if _KYRGYZ_LETTERS.search(whole) else "ru"


def _read_in_order(
    whole: str, words: list[NameWord], full_names: list[FullName], bare: BareNames
) -> list[PersonMention]:
    starts = {name.first: name for name in full_names}
    mentions = []
    index = 0
    while index < len(words):
        name = starts.get(index)
        if name:
            meant = (bare.explain_initials(name) if name.initial else None) or name
            mentions.append(_mention(whole, words, index, name.last, spell(whole, words, meant)))
            index = name.last + 1
            continue
        linked = bare.read_linked(index) if words[index].capital else None
        found = linked or bare.read_single(index)
        last = index + 1 if linked else index
        if found:
            nominative, full = found
            mentions.append(_mention(whole, words, index, last, spell(whole, words, full) if full else nominative))
        index = last + 1
    return mentions


def _mention(whole: str, words: list[NameWord], first: int, last: int, name: str) -> PersonMention:
    start, end = words[first].start, words[last].end
    if words[last].initial and last > first:
        end += 1
    return PersonMention(name=name, surface=whole[start:end], start=start, end=end)


def spell(whole: str, words: list[NameWord], name: FullName) -> str:
    """The nominative of a full name, its words parted as in the text, each run of spaces made one."""
    spelled = name.bases[0]
    for index in range(name.first + 1, name.last + 1):
        gap = whole[words[index - 1].end : words[index].start]
        spelled += _SPACES.sub(" ", gap) + name.bases[index - name.first]
    return spelled + ("." if words[name.last].initial else "")
