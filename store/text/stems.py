"""What is left of a word without its endings, and the nominatives that a name may stand for."""

import re
import threading
from functools import lru_cache

import Stemmer

from store.text.folding import simplify

STEP_COST = 0.02
"""What each ending taken off a name costs when names are compared."""

_SNOWBALL = {"en": "english", "ru": "russian"}
_KYRGYZ_LETTERS = re.compile("[үөңҮӨҢ]")
_CYRILLIC_LETTERS = re.compile("[\u0400-\u04ff]")
_LONGEST_WORD = 64


def stem(word: str, language: str) -> str:
    """The stem of one word, simplified (see `store.text.folding.simplify`), for comparing within a language.

    `language` is `en`, `ru` or `ky`; anything else is judged by the letters. Words of up to three letters stay whole
    (Ош is not stemmed), as do words longer than any real one.
    """
    plain = simplify(word)
    if len(plain) <= 3 or len(plain) > _LONGEST_WORD:
        return plain
    if language not in {"en", "ru", "ky"}:
        language = _language_of(word)
    if language == "ky":
        return _stem_kyrgyz(plain)
    snowball: str = _stemmer(_SNOWBALL[language], threading.get_ident()).stemWord(word.casefold())
    return simplify(snowball)


def name_bases(word: str) -> tuple[tuple[str, float], ...]:
    """The nominatives that one word of a name may stand for, each with its cost, the word itself first at 0.

    Knows the English 's, Russian case endings (surnames in -ов, -ев, -ин, -ский, given names) and Kyrgyz ones. Spelled
    in the word's own letters; a candidate keeps at least three of them. It proposes and does not judge: of Аскарова
    both Аскарова and Аскаров come back.
    """
    found: dict[str, float] = {word: 0.0}
    if len(word) > _LONGEST_WORD:
        return ((word, 0.0),)
    for base in _one_ending_less(word):
        found.setdefault(base, STEP_COST)
        for deeper in _kyrgyz_bases(base):
            found.setdefault(deeper, 2 * STEP_COST)
    return tuple(sorted(found.items(), key=lambda item: item[1]))


@lru_cache(maxsize=64)
def _stemmer(algorithm: str, thread: int) -> Stemmer.Stemmer:  # noqa: ARG001 a stemmer may not be shared by threads
    return Stemmer.Stemmer(algorithm)


def _language_of(word: str) -> str:
    if _KYRGYZ_LETTERS.search(word):
        return "ky"
    return "ru" if _CYRILLIC_LETTERS.search(word) else "en"


# Kyrgyz. Words arrive simplified, so ү counts as у and ө as о; э as it stands.
_HARMONY = {
    **dict.fromkeys("аыя", frozenset("аы")),
    **dict.fromkeys("еэи", frozenset("еи")),
    **dict.fromkeys("ую", frozenset("ауо")),
    **dict.fromkeys("оё", frozenset("оуа")),
}
_VOWELS = frozenset("аеёиоуыэюя")
_AFTER_IST = re.compile("(?<=ист)[иы]$")
_UNVOICED = {"г": "к", "б": "п"}
_VOICELESS = frozenset("кпстфхцчшщ")
_HARD = _VOICELESS | frozenset("бвгдз")
_SOFT = frozenset("бвгджзлмнр")


def _forms(*shapes: str) -> tuple[str, ...]:
    """Each shape with A replaced by а е о and I by ы и у."""
    forms: list[str] = []
    for shape in shapes:
        wide = "аео" if "A" in shape else "а"
        narrow = "ыиу" if "I" in shape else "ы"
        forms.extend(shape.replace("A", a).replace("I", i) for a in wide for i in narrow)
    return tuple(dict.fromkeys(forms))


# What may stand before an ending: vowels, voiceless consonants, or soft (voiced) ones.
_AFTER_POSSESSIVES = tuple((ending, _VOWELS) for ending in _forms("нA", "нAн", "нAй"))
_CASES = (
    *((ending, _VOWELS) for ending in _forms("нIн", "нI")),
    *((ending, _SOFT) for ending in _forms("дIн", "дI")),
    *((ending, _HARD) for ending in _forms("тIн", "тI", "тA", "тAн", "кA")),
    *((ending, _VOWELS | _SOFT) for ending in _forms("дA", "дAн", "гA")),
)
_PLURALS = (
    *((ending, _VOWELS | frozenset("р")) for ending in _forms("лAр")),
    *((ending, _SOFT) for ending in _forms("дAр")),
    *((ending, _HARD) for ending in _forms("тAр")),
)
_POSSESSIVES = (
    *((ending, _VOWELS) for ending in _forms("сI", "сIн", "бIз", "нIз")),
    *((ending, _SOFT | _HARD) for ending in _forms("I", "Iн", "Iм", "IбIз", "IнIз")),
)
_VERBS = (
    *((ending, _VOWELS | _SOFT) for ending in _forms("гAн", "гIла")),
    *((ending, _HARD) for ending in _forms("кAн", "тIрIлган")),
)
_LAYERS = (_AFTER_POSSESSIVES + _CASES, _POSSESSIVES, _PLURALS, _VERBS)
_NAME_LAYERS = (_CASES, _PLURALS)


def _stem_kyrgyz(word: str) -> str:
    """Case, possessive and plural taken off from the end inwards, each at most once.

    к and п, which endings turn into г and б (укук, укугу), are written the one way; журналисти is not журналис + ти.
    """
    word = _AFTER_IST.sub("", word)
    for layer in _LAYERS:
        word = _strip_kyrgyz(word, layer, shortest=4 if layer is _POSSESSIVES else 3)
    return word[:-1] + _UNVOICED.get(word[-1], word[-1])


def _strip_kyrgyz(word: str, layer: tuple[tuple[str, frozenset[str]], ...], *, shortest: int) -> str:
    fitting = [ending for ending, before in layer if _ends_with(word, ending, before, shortest)]
    return word.removesuffix(max(fitting, key=len)) if fitting else word


def _ends_with(word: str, ending: str, before: frozenset[str], shortest: int) -> bool:
    rest = len(word) - len(ending)
    if rest < shortest or not word.endswith(ending) or word[rest - 1] not in before:
        return False
    last_vowel = next((letter for letter in reversed(word[:rest]) if letter in _VOWELS), None)
    if last_vowel is None:
        return False
    first_vowel = next((letter for letter in ending if letter in _VOWELS), None)
    return first_vowel is None or first_vowel in _HARMONY[last_vowel]


# Names. Each Russian rule: the ending, what stands in its place.
_RUSSIAN_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ского", ("ский",)),
    ("скому", ("ский",)),
    ("ским", ("ский",)),
    ("ском", ("ский",)),
    ("скими", ("ский",)),
    ("ских", ("ский",)),
    ("ские", ("ский",)),
    ("ской", ("ская", "ской")),
    ("скую", ("ская",)),
    *((f"{v}{end}", bases) for v in ("ов", "ев", "ёв", "ин", "ын") for end, bases in (
        ("а", (v,)),
        ("у", (v, f"{v}а")),
        ("ым", (v,)),
        ("е", (v,)),
        ("ой", (f"{v}а",)),
        ("ою", (f"{v}а",)),
        ("ы", (v,)),
        ("ых", (v,)),
        ("ыми", (v,)),
    )),
    ("иевича", ("иевич",)),
    ("ией", ("ия",)),
    ("ии", ("ия", "ий")),
    ("ию", ("ия", "ий")),
    ("ия", ("ий",)),
    ("ием", ("ий",)),
    ("ью", ("ь",)),
    ("ы", ("а",)),
    ("ой", ("а",)),
    ("ою", ("а",)),
    ("ей", ("я", "а", "ь")),
    ("ом", ("",)),
    ("ем", ("й", "ь", "")),
    ("а", ("",)),
    ("у", ("", "а")),
    ("е", ("", "а", "я", "й", "ь")),
    ("и", ("а", "я", "ь")),
    ("я", ("й", "ь")),
    ("ю", ("й", "ь", "я")),
)  # fmt: skip
_ENGLISH_POSSESSIVE = re.compile(r"(?i)(?<=\w)(?:['’ʼ`´‘]s|(?<=s)['’ʼ`´‘])$")
_CONSONANT_BEFORE = re.compile("[бвгджзйклмнпрстфхцчшщ]$")


def _one_ending_less(word: str) -> list[str]:
    english = _ENGLISH_POSSESSIVE.sub("", word)
    if english != word:
        return [english]
    if not _CYRILLIC_LETTERS.search(word):
        return []
    bases = [*_russian_bases(word), *_kyrgyz_bases(word)]
    return [base for base in dict.fromkeys(bases) if base != word]


def _russian_bases(word: str) -> list[str]:
    lowered = word.lower()
    bases: list[str] = []
    for ending, replacements in _RUSSIAN_ENDINGS:
        rest = len(word) - len(ending)
        if rest < 2 or len(lowered) != len(word) or not lowered.endswith(ending):
            continue
        bases.extend(
            word[:rest] + (replacement.upper() if word.isupper() else replacement)
            for replacement in replacements
            if rest + len(replacement) >= 3 and _can_end(lowered[:rest], replacement)
        )
    return bases


def _can_end(rest: str, replacement: str) -> bool:
    """A consonant stands before а, ь and a bare end; a vowel before й; no rule for я."""
    ends_in_consonant = bool(_CONSONANT_BEFORE.search(rest))
    if replacement in {"", "а", "ь"}:
        return ends_in_consonant
    return replacement != "й" or not ends_in_consonant


def _kyrgyz_bases(word: str) -> list[str]:
    """The word without a Kyrgyz case or plural ending; harmony is not asked of names, spellings of them vary."""
    plain = simplify(word)
    if len(plain) != len(word):
        return []
    bases = []
    for layer in _NAME_LAYERS:
        for ending, before in layer:
            rest = len(word) - len(ending)
            if rest >= 3 and plain.endswith(ending) and plain[rest - 1] in before | frozenset("и"):
                bases.append(word[:rest])
    return bases
