"""Which places of Kyrgyzstan an entry names."""

from bot.analysis.phrases import Found, Token, keep_longest
from bot.analysis.reading import HOME, Reading, read_terms_in
from store.lexicon.terms import TermLexicon
from store.text.folding import simplify

_NAMED_AFTER = {"ул", "улица", "улице", "улицы", "улицу", "переулок", "проспект", "проспекте", "им", "имени", "street"}
_NAMED_THING = {"street", "avenue", "university", "epic", "университет", "университета", "университети", "эпос",
                "эпосу", "университетинин", "кочосу", "кочосундо", "кочосунун"}  # fmt: skip
_OF_STREETS = frozenset({"street", "square", "park", "court", "building", "police-station"})
_HOLDS_ITS_CITY = frozenset({"court", "prison", "police-station", "building", "airport", "market"})
_NAMESAKES = {"kant": frozenset({"immanuel", "иммануил", "иммануила"})}


def find_places(title: str, text: str, language: str, terms: TermLexicon) -> tuple[str, ...]:
    """Keys of the places named, in order of first standing.

    The longest name counts (Osh Region is not Osh); a court or prison brings the city in its name with it. Streets and
    universities named after a place are not it. Names that other countries have too (villages, districts of a city) do
    not count in an entry that names only other countries.
    """
    reading = read_terms_in(title, text, language, terms)
    namesakes = {item.key for item in reading.places if _is_namesake(item, reading.tokens)}
    named = [item for item in reading.places if item.key not in namesakes and _is_meant(item, reading.tokens, terms)]
    longest = keep_longest(named)
    kept = sorted({*longest, *_cities_within(named, longest, terms)}, key=lambda item: (item.first, -item.last))
    keys = dict.fromkeys(item.key for item in kept)
    if _is_elsewhere(reading, terms):
        return tuple(key for key in keys if not terms.places[key].common)
    return tuple(keys)


def _is_meant(item: Found, tokens: tuple[Token, ...], terms: TermLexicon) -> bool:
    word = tokens[item.first].text
    if word[0].islower() and "ск" not in word and not _is_described(item, terms):
        return False
    if terms.places[item.key].kind in _OF_STREETS:
        return True
    before = tokens[item.first - 1].text.lower() if item.first else ""
    after = simplify(tokens[item.last + 1].text) if item.last + 1 < len(tokens) else ""
    return before not in _NAMED_AFTER and after not in _NAMED_THING


def _is_namesake(item: Found, tokens: tuple[Token, ...]) -> bool:
    """Whether somebody is named here who shares the place's name; then nothing in the entry is the place."""
    return bool(item.first) and tokens[item.first - 1].text.lower() in _NAMESAKES.get(item.key, ())


def _is_described(item: Found, terms: TermLexicon) -> bool:
    """A name of several words may begin with a small letter (площадь Ала-Тоо)."""
    return item.last > item.first or terms.places[item.key].kind == "prison"


def _cities_within(named: list[Found], longest: list[Found], terms: TermLexicon) -> list[Found]:
    outer = [item for item in longest if terms.places[item.key].kind in _HOLDS_ITS_CITY]
    cities = [item for item in named if terms.places[item.key].kind == "city"]
    return [item for item in cities if any(_holds(whole, item, terms) for whole in outer)]


def _holds(whole: Found, city: Found, terms: TermLexicon) -> bool:
    """Whether a city's name is part of the name of something that stands there (Osh Bazaar stands in Bishkek)."""
    parents = {city.key, terms.places[city.key].parent}
    return whole.first <= city.first and city.last <= whole.last and terms.places[whole.key].parent in parents


def _is_elsewhere(reading: Reading, terms: TermLexicon) -> bool:
    """Whether other countries are named and nothing that is Kyrgyzstan's alone."""
    if any(item.key == HOME for item in reading.countries) or not reading.countries:
        return False
    return not any("kg" in terms.concepts[item.key].roles for item in reading.concepts)
