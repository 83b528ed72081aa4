"""`jarchy analyse`: JSON Lines in, what each text is about out."""

from bot.analysis.analysis import Lexicon, analyse
from bot.console.lines import TextLine
from store.entry import Analysis

Json = dict[str, object]


def analyse_line(line: TextLine, lexicon: Lexicon) -> Json:
    """One text analysed. Offsets count characters of title + newline + text; places are in the text's language."""
    found = analyse(line.title, line.text, lexicon, language=line.language, country=line.country)
    return {"id": line.id, **_describe(found, lexicon)}


def _describe(found: Analysis, lexicon: Lexicon) -> Json:
    return {
        "language": found.language,
        "about": found.about,
        "civic": found.civic,
        "freedoms": list(found.freedoms),
        "topics": list(found.topics),
        "people": [
            {"name": person.name, "surface": person.surface, "start": person.start, "end": person.end}
            for person in found.people
        ],
        "places": [lexicon.terms.place_name(key, found.language) for key in found.places],
    }
