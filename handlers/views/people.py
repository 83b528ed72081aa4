"""People as readers see them."""

import re

from store.person import Person

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_CYRILLIC_LANGUAGES = frozenset({"ru", "ky"})


def name_for(person: Person, language: str) -> str:
    """The name in the reader's script where such a spelling is known, else the canonical one."""
    wanted = language in _CYRILLIC_LANGUAGES
    spellings = (person.name, *person.aliases)
    return next((name for name in spellings if bool(_CYRILLIC.search(name)) == wanted), person.name)
