"""What a sentence calls somebody whom it names: journalist, депутат, башкы редактор. Pure.

Only what stands right beside the name and cannot mean another: адвокат Болота Темирова is somebody else, his lawyer.
"""

import re

from store.text.folding import simplify
from store.text.stems import name_bases
from store.text.words import split_words

_ENGLISH = """
journalist reporter editor editor-in-chief blogger activist lawyer attorney president minister deputy mp lawmaker
politician judge prosecutor ombudsman ombudswoman mayor speaker director chairman chairwoman chairperson poet writer
defender photographer cameraman filmmaker columnist
"""
_RUSSIAN = """
журналист журналистка репортер корреспондент корреспондентка редактор редакторка главред блогер блогерка активист
активистка адвокат адвокатка юрист юристка правозащитник правозащитница президент министр премьер-министр депутат
депутатка политик судья прокурор генпрокурор омбудсмен мэр спикер директор председатель поэт поэтесса писатель
режиссер оператор фотограф экс-президент экс-депутат экс-министр экс-мэр
"""
_KYRGYZ = """
журналист журналисти кабарчы кабарчысы редактор редактору блогер блогери активист активисти жактоочу жактоочусу
адвокат адвокаты юрист юристи коргоочу коргоочусу президент президенти министр министри депутат депутаты саясатчы
саясатчысы сот судья судьясы прокурор прокурору омбудсмен омбудсмени мэр мэри төрага төрагасы спикери директор
директору акын акыны жазуучу жазуучусу режиссер режиссёру
"""
_ROLES = frozenset(simplify(word) for word in (_ENGLISH + _RUSSIAN + _KYRGYZ).split())
# Of these one may be somebody's: beside a name in another case than the nominative they tell nothing of it.
_LEGAL = """
адвокат адвокатка юрист юристка жактоочу редактор директор оператор
"""
_SOMEBODYS = frozenset(simplify(word) for word in _LEGAL.split())
# What may stand before a role as a part of it, and between it and the name.
_PARTS = """
human rights civil society investigative opposition independent former chief general prime editor in
башкы мурдагы укук жарандык көз карандысыз экс премьер
"""
_PLACES = """
жогорку кенеша жк парламента кр кыргызстана киргизии кыргызской республики страны города бишкека оша general
"""
_BEFORE = frozenset(simplify(word) for word in _PARTS.split())
_BETWEEN = frozenset(simplify(word) for word in _PLACES.split())
_ADJECTIVES = {
    "бывш": ("бывший", "бывшая"),
    "главн": ("главный", "главная"),
    "независим": ("независимый", "независимая"),
}
_FEMININE = ("ая", "ую", "ей", "ой", "яя")
_NEEDED_BEFORE = {"defender": "rights", "коргоочу": "укук", "коргоочусу": "укук"}
_MOST_BEFORE = 3
_MOST_BETWEEN = 2
_APPOSITION = re.compile(
    r"\s*,\s*(?:(?:an?|the)\s+)?((?:[^\W\d_]+[\s-]){0,3}?[^\W\d_]+)\s*(?=[,.;)—–]|$|и\s|and\s|of\s|at\s)"
)
_NOT = frozenset({"не", "not", "no", "эмес", "нет"})


def role_in(sentence: str, surface: str, name: str) -> str:
    """What the sentence calls whom it names as `surface`, `name` in the nominative; in the nominative where that is
    known, "" where nothing is said."""
    at = sentence.find(surface)
    if at < 0:
        return ""
    declined = simplify(surface) != simplify(name)
    return _role_before(sentence[:at], declined) or _role_after(sentence[at + len(surface) :])


def _role_before(before: str, declined: bool) -> str:
    if before and not before[-1].isspace():
        return ""
    words = [word.text for word in split_words(_last_clause(before))]
    skipped = 0
    while words and skipped < _MOST_BETWEEN and simplify(words[-1]) in _BETWEEN:
        words.pop()
        skipped += 1
    if not words:
        return ""
    role = _as_role(words[-1], declined)
    return _with_words_before(words[:-1], role) if role else ""


def _last_clause(before: str) -> str:
    """The words since the last mark other than a hyphen."""
    return re.split(r"[^\w\s’'-]", before)[-1]


def _as_role(word: str, declined: bool) -> str:
    """The role in the nominative; "" where the word is none, or may be somebody's of that name."""
    plain = simplify(word)
    if plain in _ROLES:
        return "" if declined and plain in _SOMEBODYS and not _is_kyrgyz_case(plain) else word
    if not declined:
        return ""
    bases = {simplify(base): base for base, _ in name_bases(word)}
    found = next((base for plain, base in bases.items() if plain in _ROLES), "")
    return "" if simplify(found) in _SOMEBODYS else found


def _is_kyrgyz_case(plain: str) -> bool:
    """Its possessive form is Kyrgyz, where only the name takes the ending of both."""
    return plain.endswith(("сы", "ты", "ти", "ру", "ри"))


def _with_words_before(words: list[str], role: str) -> str:
    kept: list[str] = []
    while words and len(kept) < _MOST_BEFORE and (part := _as_part(words[-1])):
        kept.insert(0, part)
        words.pop()
    needed = _NEEDED_BEFORE.get(simplify(role))
    if (needed and needed not in map(simplify, kept)) or (words and simplify(words[-1]) in _NOT):
        return ""
    return " ".join([*kept, role]).lower()


def _as_part(word: str) -> str:
    """A word that belongs to the role after it, Russian adjectives in the nominative; "" for others."""
    plain = simplify(word)
    if plain in _BEFORE:
        return word
    for stem, (man, woman) in _ADJECTIVES.items():
        if plain.startswith(stem):
            return woman if plain.endswith(_FEMININE) else man
    return ""


def _role_after(after: str) -> str:
    """In apposition: Bolot Temirov, a journalist, …; not where the next name follows the role."""
    found = _APPOSITION.match(after)
    if found is None:
        return ""
    words = found[1].split()
    return _with_words_before(words[:-1], words[-1]) if simplify(words[-1]) in _ROLES and _all_kept(words) else ""


def _all_kept(words: list[str]) -> bool:
    return all(_as_part(word) for word in words[:-1])
