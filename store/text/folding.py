"""One phonetic spelling for words written in Kyrgyz, Russian or English, and lighter ways to make text comparable."""

import re
import unicodedata
from collections.abc import Callable

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʻʹʽ`´′‛＇\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_NOT_WORD = re.compile(r"[\W_]+")
_OTHER_SPACES = dict.fromkeys(map(ord, "\u2800\u3164"), " ")

# The Latin letters that a Cyrillic word can hold unseen, and the other way round; some look alike only as capitals.
_CYRILLIC_FOR_LATIN = str.maketrans("aceopxyiABCEHKMOPTXYI", "асеорхуіАВСЕНКМОРТХУІ")
_LATIN_FOR_CYRILLIC = str.maketrans("асеорхуіАВСЕНКМОРТХУІЅѕЈј", "aceopxyiABCEHKMOPTXYISsJj")
_MIXED_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-zA-Z]")

# ч is kept apart as č and х as itself until the Latin digraphs are done.
_LETTERS = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфцыэёө", "abvgdeziiklmnoprstufsieeo", strict=True)),
        "ж": "j",
        "ч": "č",
        "ш": "x",
        "щ": "x",
        "ъ": "",
        "ь": "",
        "ю": "u",
        "я": "a",
        "ү": "u",
        "ң": "n",
        # Kazakh, Uzbek, Tajik, Ukrainian; є, ѳ and ї stand for ө and ү in old Kyrgyz fonts.
        "ә": "a",
        "ғ": "g",
        "қ": "k",
        "ұ": "u",
        "һ": "h",
        "і": "i",
        "ў": "o",
        "ҳ": "х",
        "ӣ": "i",
        "ӯ": "u",
        "ҷ": "j",
        "җ": "j",
        "ґ": "g",
        "є": "o",
        "ѳ": "o",
        "ї": "u",
        "ј": "j",
        # Latin letters that a plain stripping of marks would read wrongly.
        "x": "ks",
        "ş": "x",
        "š": "x",
        "ș": "x",
        "ç": "č",
        "ž": "j",
        "ı": "i",
        "ə": "a",
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "æ": "e",
        "œ": "o",
        "þ": "t",
        "ð": "d",
    }
)
# Order matters: the longer before the shorter, Cyrillic х last.
_DIGRAPHS = (
    *(("dzh", "j"), ("zh", "j"), ("dj", "j")),
    *(("shch", "x"), ("sch", "x"), ("sh", "x")),
    *(("tch", "č"), ("ch", "č")),
    *(("ts", "s"), ("tz", "s"), ("ph", "f"), ("q", "k"), ("w", "v")),
)
_SOFT_C = re.compile("c(?=[eiy])")
_FINAL_OV = re.compile(r"o(?:ff?|v)\b")
_LAST_DIGRAPHS = (("ou", "u"), ("oe", "o"), ("ue", "u"), ("kh", "h"), ("gh", "h"), ("х", "h"), ("č", "c"))
_GLIDE = re.compile("[iy]+(?=[aeou])")
_RUN_OF_I = re.compile("[iy]+")
_DOUBLED = re.compile(r"(.)\1+")

_VOWELS = re.compile("(?<=[a-z])[aeiou]+")
_FIRST_VOWEL = re.compile(r"\b[aeiou]+")
_LIKE_CONSONANTS = str.maketrans("hgdbz", "kktps")

# Letters with a mark that `simplify` reads without it although Unicode does not take them apart.
_PLAIN_LETTERS = str.maketrans("үөңұқғҳӯҷәһіїєѳґўı", "уонукгхужахиуоогуi")


def normalise_spaces(text: str) -> str:
    """`text` with every run of spaces, of whatever kind, made one plain space; none at the ends."""
    return " ".join(text.translate(_OTHER_SPACES).split())


def mend_lookalikes(text: str) -> str:
    """`text` in which a word that mixes Cyrillic and Latin letters is put into one script, where they only look alike.

    A word keeps its letters when it cannot be made whole.
    """
    if not (_CYRILLIC.search(text) and _LATIN.search(text)):
        return text
    return _MIXED_WORD.sub(lambda found: _mend_word(found.group()), text)


def simplify(text: str) -> str:
    """`text` in lower case, in its own script, without diacritics and apostrophes: ё е, ү у, ө о, ң н, й и are one.

    Compatibility forms are made plain (NFKC) and spaces become one. Not phonetic. Simplifying twice changes nothing.
    """
    if text.isascii():
        return normalise_spaces(_lower(text))
    plain = _lower(mend_lookalikes(text)).translate(_PLAIN_LETTERS)
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", plain))
    return normalise_spaces(unicodedata.normalize("NFKC", plain))


def fold(text: str) -> str:
    """The phonetic spelling of `text`: lower-case Latin words with single spaces between, nothing else.

    The same for Жапаров, Japarov and Zhaparov. Words in scripts other than Cyrillic and Latin stay as they are. Give it
    text as written: what has been folded is no longer spelled in English, so `x` and `sh` mean something else there.
    """
    folded = _lower(mend_lookalikes(text)).translate(_LETTERS)
    if not folded.isascii():
        folded = _MARKS.sub("", unicodedata.normalize("NFKD", _keep_placeholders(folded)))
        folded = folded.replace("\ue000", "č")
    folded = _NOT_WORD.sub(" ", folded).strip()
    for digraph, letter in _DIGRAPHS:
        folded = folded.replace(digraph, letter)
    folded = _SOFT_C.sub("s", folded).replace("c", "k")
    folded = _FINAL_OV.sub("ov", folded)
    for digraph, letter in _LAST_DIGRAPHS:
        folded = folded.replace(digraph, letter)
    return _smooth(folded)


def skeleton(folded: str) -> str:
    """The consonants of folded words, like-sounding ones made equal (h g k, d t, b p, z s).

    A vowel that begins a word stays, as `a`. A second key for spellings that differ in vowels or voicing.
    """
    bones = _VOWELS.sub("", _FIRST_VOWEL.sub("a", folded)).translate(_LIKE_CONSONANTS)
    return _DOUBLED.sub(r"\1", bones)


def _lower(text: str) -> str:
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    lowered = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return lowered.translate(_APOSTROPHES)


def _keep_placeholders(text: str) -> str:
    return text.replace("č", "\ue000")


def _smooth(folded: str) -> str:
    """Glides before vowels, ng, runs of y and i, doubled letters."""
    steps: tuple[Callable[[str], str], ...] = (
        lambda text: _GLIDE.sub("", text),
        lambda text: text.replace("ng", "n"),
        lambda text: _RUN_OF_I.sub("i", text),
        lambda text: _DOUBLED.sub(r"\1", text),
    )
    for step in steps:
        folded = step(folded)
    return folded


def _mend_word(word: str) -> str:
    cyrillic, latin = len(_CYRILLIC.findall(word)), len(_LATIN.findall(word))
    if not cyrillic or not latin:
        return word
    as_cyrillic, as_latin = word.translate(_CYRILLIC_FOR_LATIN), word.translate(_LATIN_FOR_CYRILLIC)
    whole = [
        (not _LATIN.search(as_cyrillic), cyrillic, as_cyrillic),
        (not _CYRILLIC.search(as_latin), latin, as_latin),
    ]
    complete = [(count, mended) for is_whole, count, mended in whole if is_whole]
    return max(complete)[1] if complete else word
