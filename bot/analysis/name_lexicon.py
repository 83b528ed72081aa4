"""The lexicon of names, put together from the editors' tables."""

from collections.abc import Callable, Iterable, Mapping

from config.lexicon.names import NameTables
from store.lexicon.names import Figure, NameLexicon, RoleForm, SurnameEndings
from store.text.folding import fold, simplify


def build_name_lexicon(tables: NameTables) -> NameLexicon:
    """Puts the tables in the form in which a text is read. Costs about a tenth of a second; do it once."""
    figures = tuple(Figure(key, names) for key, names in tables.figures.items())
    rules, contexts = tables.rules, tables.contexts
    cyrillic = _given(tables.given_cyrillic, fold)
    return NameLexicon(
        figures=figures,
        given_cyrillic=cyrillic | _heard_in_cyrillic(tables.given_western, cyrillic),
        given_latin=_merge(cyrillic, _given(tables.given_latin, fold)),
        given_western=_given(tables.given_western, simplify),
        given_endings={ending: gender for gender in "mf" for ending in rules["given_endings"][gender]},
        given_ending_shortest=int(rules["given_endings"]["shortest"][0]),
        spelled_names=frozenset(name for name, _ in tables.given_cyrillic),
        ambiguous=frozenset(contexts["ambiguous"]["words"]),
        surnames_cyrillic=_surname_endings(rules["surnames"], "cyrillic"),
        surnames_latin=_surname_endings(rules["surnames"], "latin"),
        unlike_names=rules["unlike_names"],
        patronymic_endings=_patronymic_endings(rules["patronymics"]),
        links={link: gender for gender in "mf" for link in rules["links"][gender]},
        particles=frozenset(rules["particles"]["words"]),
        roles=_roles(contexts["roles"]),
        done_to=contexts["roles"]["done_to_ru"],
        kin=frozenset(_kin(contexts["kin"])),
        kin_after=frozenset(contexts["kin"]["after_ky"]),
        thing_before=frozenset(contexts["thing_before"]["words"]),
        thing_before_full=frozenset(contexts["thing_before"]["full"]),
        thing_after=frozenset(word.lower() for word in contexts["thing_after"]["words"]),
        groups=frozenset(contexts["thing_after"]["groups"]),
        prepositions=frozenset(contexts["beside_names"]["prepositions_ru"]),
        titles=frozenset(contexts["beside_names"]["titles"]),
        after_subject=frozenset(contexts["beside_names"]["after_subject"]),
        offices=frozenset(contexts["beside_names"]["offices"]),
        joining=frozenset(contexts["beside_names"]["and"]),
        never_beginnings=tuple(sorted(contexts["never_beginnings"]["words"])),
        never=frozenset(word for words in contexts["never"].values() for word in words),
        figure_names=_figure_names(figures),
        figure_words=frozenset(word for spelling in _spellings(figures) for word in spelling.split()),
        figure_keys={fold(s): figure.key for figure in figures for names in figure.names.values() for s in names},
        figure_roles={
            key: frozenset(role for role, keys in tables.figure_roles.items() if key in keys)
            for keys in tables.figure_roles.values()
            for key in keys
        },
        figure_surnames=frozenset(fold(spelling.split()[-1]) for spelling in _spellings(figures)),
    )


def _given(rows: Iterable[tuple[str, str]], spell: Callable[[str], str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, genders in rows:
        key = spell(name)
        given[key] = _both(given.get(key, ""), genders)
    return given


def _heard_in_cyrillic(rows: Iterable[tuple[str, str]], known: Mapping[str, str]) -> dict[str, str]:
    """Western names as they are heard, so that Памела is known from Pamela; short ones sound like too much else."""
    heard = _given(rows, fold)
    return {key: genders for key, genders in heard.items() if len(key) >= _SHORTEST_HEARD and key not in known}


def _merge(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    return {key: _both(first.get(key, ""), second.get(key, "")) for key in {*first, *second}}


def _both(first: str, second: str) -> str:
    return "".join(gender for gender in "mf" if gender in first or gender in second)


def _surname_endings(rules: Mapping[str, tuple[str, ...]], script: str) -> SurnameEndings:
    return SurnameEndings(
        male=rules[f"{script}_m"],
        female=rules[f"{script}_f"],
        weak_male=rules[f"{script}_m_weak"],
        weak_female=rules[f"{script}_f_weak"],
        either=rules[f"{script}_any"],
    )


def _patronymic_endings(rules: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {ending: entry[-1] for entry, endings in rules.items() for ending in endings}


def _spellings(figures: Iterable[Figure]) -> Iterable[str]:
    return (spelling for figure in figures for spellings in figure.names.values() for spelling in spellings)


def _figure_names(figures: Iterable[Figure]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, set[tuple[str, ...]]] = {}
    for spelling in _spellings(figures):
        first, *rest = (fold(word) for word in spelling.split())
        if rest:
            found.setdefault(first, set()).add(tuple(rest))
    return {first: tuple(sorted(rests, key=lambda rest: (-len(rest), rest))) for first, rests in found.items()}


_SHORTEST_HEARD = 5

# Endings of Russian nouns for people, by what the nominative ends in: what is taken off, the other forms' endings.
_RUSSIAN_FORMS = (
    ("ая", 2, ("ой", "ую", "ою", "ые", "ых", "ым", "ыми")),
    ("ый", 2, ("ого", "ому", "ым", "ом", "ые", "ых", "ыми")),
    ("щий", 2, ("его", "ему", "им", "ем", "ие", "их", "ими")),
    ("ец", 2, ("ца", "цу", "цем", "цом", "це", "цы", "цев", "цам", "цами")),
    ("а", 1, ("ы", "и", "е", "у", "ой", "ей", "ами", "ам", "")),
    ("я", 1, ("и", "е", "ю", "ей", "ями", "ям")),
    ("ь", 1, ("я", "ю", "ем", "е", "и", "ей", "ям", "ями", "ью")),
    ("й", 1, ("я", "ю", "ем", "е", "и", "ев", "ям", "ями")),
    ("", 0, ("а", "у", "ом", "ем", "е", "ы", "и", "ов", "ей", "ам", "ами")),
)


def _roles(rules: Mapping[str, tuple[str, ...]]) -> dict[str, RoleForm]:
    roles: dict[str, RoleForm] = {}
    relations = frozenset(rules["relations_ru"])
    for word in rules["ru"]:
        genders = (
            "f" if word.endswith(("а", "я", "ь")) and not word.endswith(("тель", "судья", "глава", "ья")) else "mf"
        )
        for form in _russian_forms(word):
            plural = genders == "mf" and form.endswith(("ы", "и"))
            roles.setdefault(form, RoleForm(genders, plural, word in relations))
        roles[word] = RoleForm(genders, nominative=True, relation=word in relations)
    for word in (*rules["en"], *rules["ky"]):
        roles.setdefault(word, RoleForm("mf", nominative=True))
    return roles


def _russian_forms(word: str) -> list[str]:
    for ending, cut, endings in _RUSSIAN_FORMS:
        if word.endswith(ending):
            stem = word[: len(word) - cut]
            return [stem + other for other in endings]
    return []


def _kin(rules: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    for word in rules["ru"]:
        yield word
        yield from _russian_forms(word)
    yield from rules["en"]
    yield from rules["ky"]
