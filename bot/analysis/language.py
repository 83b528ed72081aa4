"""Which language a text is written in."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from store.lexicon.languages import LanguageLexicon

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼʻ‘`-][^\W\d_]+)*")
_PLAIN = str.maketrans("ёүөң", "еуон")
_CYRILLIC = re.compile("[\u0400-\u04ff]+")
_LATIN = re.compile("[a-zA-Z\u00c0-\u024f\u0259]+")
_ARABIC = re.compile("[\u0600-\u06ff]")
_URDU, _PERSIAN = re.compile("[ٹڈڑںےھ]"), re.compile("[پچژگیک]")
_LONGEST_ENDING = 8
_WORDS_ENOUGH = 400
# A bare surname is the same in Russian and Kyrgyz.
_SURNAME = re.compile("^[А-ЯЁӨҮҢ][а-яёөүң]{2,}(?:ов|ев|ова|ева)$")
_DOUBLE_VOWEL = re.compile("аа|ээ|оо|уу|ыы|ее")
_RUSSIAN_SPELLING = re.compile("[ьъщцё]|в[бгдзклмнрст]|ств|вш|вл")
_KYRGYZ_SPELLING = re.compile("^ы|жы|шы|чы|кы|гы|ныч")


Scores = dict[str, float]
"""How much speaks for each language."""


def detect_language(text: str, hint: str | None, languages: LanguageLexicon) -> str:
    """The ISO 639-1 code of the language of `text`, `und` where it has no letters. `hint` decides only ties."""
    words = _WORD.findall(text)[:_WORDS_ENOUGH]
    letters = "".join(words)
    if not letters:
        return hint if hint in {"en", "ru", "ky"} and text.strip() else "und"
    cyrillic, latin = (sum(map(len, script.findall(letters))) for script in (_CYRILLIC, _LATIN))
    if cyrillic * 2.5 >= latin and cyrillic * 2 >= len(letters) - latin:
        return _best(_score_cyrillic(words, languages), hint, "ru")
    if latin * 2 >= len(letters):
        return _best(_score_latin(words, languages), hint, "en")
    return _by_script(letters, languages)


def _best(scores: Scores, hint: str | None, default: str) -> str:
    scores = {language: score for language, score in scores.items() if score > 0}
    if not scores:
        return hint if hint and (default != "ru" or hint != "en") and (default != "en" or hint != "ru") else default
    top = max(scores.values())
    tied = sorted(language for language, score in scores.items() if top - score < 0.05)
    if hint in tied:
        return str(hint)
    return default if default in tied else tied[0]


def _score_cyrillic(words: list[str], languages: LanguageLexicon) -> Scores:
    scores: Scores = defaultdict(float)
    for position, word in enumerate(words):
        for language, weight in _weigh_cyrillic(word, languages):
            scores[language] += weight * (0.5 if position and word[0].isupper() and not word.isupper() else 1.0)
    _add_neighbours(scores, "".join(words).lower(), words, languages)
    return scores


def _add_neighbours(scores: Scores, letters: str, words: list[str], languages: LanguageLexicon) -> None:
    """Languages that are neither Russian nor Kyrgyz show themselves by letters of their own."""
    lowered = [word.lower() for word in words]
    for language, known in languages.neighbours.items():
        count = _count(known.letters, letters)
        if count and count * 60 >= len(letters):
            scores[language] += 2.0 * count + 2.0 * sum(word in known.words for word in lowered)
    for language in ("bg", "mn"):
        odd = letters.count("ъ") * 100 >= len(letters) if language == "bg" else "өө" in letters or "үү" in letters
        if not odd or ("ы" in letters and language == "bg"):
            continue
        common = sum(word in languages.neighbours[language].words for word in lowered)
        if common * 6 >= len(words):
            scores[language] += 3.0 * common


def _count(own: str, letters: str) -> int:
    """How many of `letters` are letters of a language's own."""
    return sum(letters.count(letter) for letter in own if letter in letters)


@lru_cache(maxsize=8192)
def _weigh_cyrillic(word: str, languages: LanguageLexicon) -> tuple[tuple[str, float], ...]:
    """What one word says for Russian and for Kyrgyz."""
    if not _CYRILLIC.search(word) or _SURNAME.search(word):
        return ()
    word = word.lower()
    own = min(3.0, 3.0 * sum(letter in "өүң" for letter in word))
    plain = word.translate(_PLAIN)
    known_russian, known_kyrgyz = languages.cyrillic["ru"], languages.cyrillic["ky"]
    russian, kyrgyz = 0.0, own
    if plain in known_russian.words:
        russian += 2.0
    if plain in known_kyrgyz.words:
        kyrgyz += 2.0
    if not (russian or kyrgyz - own):
        russian += _weigh_ending(plain, known_russian.endings)
        kyrgyz += _weigh_ending(plain, known_kyrgyz.endings)
        russian += 0.6 if _RUSSIAN_SPELLING.search(word) else 0.0
        kyrgyz += 1.0 if _DOUBLE_VOWEL.search(plain) else 0.0
        kyrgyz += 0.3 if _KYRGYZ_SPELLING.search(plain) else 0.0
    return tuple((language, weight) for language, weight in (("ru", russian), ("ky", kyrgyz)) if weight)


def _weigh_ending(word: str, endings: Mapping[str, float]) -> float:
    for length in range(min(_LONGEST_ENDING, len(word) - 2), 0, -1):
        weight = endings.get(word[-length:])
        if weight is not None:
            return weight
    return 0.0


def _score_latin(words: list[str], languages: LanguageLexicon) -> Scores:
    scores: Scores = defaultdict(float)
    for word in words:
        for language, weight in _weigh_latin(word, languages):
            scores[language] += weight
    letters = "".join(map(_plain_latin, words))
    for language, known in languages.latin.items():
        scores[language] += _count(known.letters, letters) * 0.8
    return scores


@lru_cache(maxsize=8192)
def _weigh_latin(word: str, languages: LanguageLexicon) -> tuple[tuple[str, float], ...]:
    """What one word says for each language in Latin letters."""
    plain = _plain_latin(word)
    weights = []
    for language, known in languages.latin.items():
        if plain in known.words:
            weights.append((language, 1.0))
        if len(plain) > 4 and plain.endswith(tuple(known.endings)):
            weights.append((language, 0.6))
    if "o'" in plain or "g'" in plain:
        weights.append(("uz", 1.5))
    return tuple(weights)


@lru_cache(maxsize=8192)
def _plain_latin(word: str) -> str:
    if word.isupper() and len(word) < 4:
        return word
    return word.lower().replace("ʻ", "'").replace("’", "'").replace("‘", "'")


def _by_script(letters: str, languages: LanguageLexicon) -> str:
    if _ARABIC.search(letters):
        return "ur" if _URDU.search(letters) else "fa" if _PERSIAN.search(letters) else "ar"
    for language, first, last in languages.scripts:
        if any(first <= letter <= last for letter in letters):
            return language
    return "und"
