"""Places of Kyrgyzstan in texts of three languages, and what only looks like one."""

import pytest

from bot.analysis.places import find_places
from store.lexicon.terms import TermLexicon


def places_in(text: str, language: str, terms: TermLexicon) -> tuple[str, ...]:
    return find_places("", text, language, terms)


@pytest.mark.parametrize(
    ("text", "language", "places"),
    [
        ("A rally in Osh and one in Jalal-Abad.", "en", ("osh", "jalal-abad")),
        ("A rally in Osh region.", "en", ("osh-region",)),
        ("Osh oblast, Kyrgyzstan", "en", ("osh-region",)),
        ("Митинг прошел в Оше.", "ru", ("osh",)),
        ("Ошская область, Кара-Сууский район", "ru", ("osh-region", "kara-suu-district")),
        ("Жители Баткенской области приехали в Бишкек", "ru", ("batken-region", "bishkek")),
        ("бишкекские активисты", "ru", ("bishkek",)),
        ("Ошто, Өзгөндө жана Жалал-Абадда", "ky", ("osh", "uzgen", "jalal-abad")),
        ("Оштун жана Караколдун тургундары", "ky", ("osh", "karakol")),
        ("Ысык-Көл облусундагы Чолпон-Атадан", "ky", ("issyk-kul-region", "cholpon-ata")),
        ("Озгондо жана Жалалабадда", "ky", ("uzgen", "jalal-abad")),
        ("They met on Ala-Too Square in Bishkek.", "en", ("ala-too-square", "bishkek")),
        ("на площади Ала-Тоо в Бишкеке", "ru", ("ala-too-square", "bishkek")),
        ("Ала-Тоо аянтында", "ky", ("ala-too-square",)),
        ("собрались в сквере имени Горького", "ru", ("gorky-square",)),
        ("Бишкекский городской суд", "ru", ("bishkek-city-court", "bishkek")),
        ("Osh Bazaar is closed", "en", ("osh-bazaar",)),
        ("в СИЗО ГКНБ", "ru", ("gknb-sizo",)),
        ("УКМКнын абагында", "ky", ("gknb-sizo",)),
        ("PROTEST IN BISHKEK", "en", ("bishkek",)),
        ("ПРОТЕСТ В ОШЕ", "ru", ("osh",)),
    ],
)
def test_places_in_all_their_forms(text: str, language: str, places: tuple[str, ...], terms: TermLexicon) -> None:
    assert places_in(text, language, terms) == places


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("OSH training for builders", "en"),
        ("the OSH officer", "en"),
        ("это ошибка", "ru"),
        ("ош и плов", "ru"),
        ("the naryn of the steppe", "en"),
        ("the epic of Manas", "en"),
        ("Immanuel Kant and his city. Kant never married.", "en"),
        ("Тохтогулов и Нарынбаев", "ru"),
        ("жительница дома на улице Токтогула", "ru"),
        ("Токтогул көчөсүндө", "ky"),
        ("Московский район Петербурга", "ru"),
        ("Первомайский районный суд Новосибирска, Россия", "ru"),
        ("Акжол Махмудов", "ru"),
    ],
)
def test_what_only_looks_like_a_place(text: str, language: str, terms: TermLexicon) -> None:
    assert places_in(text, language, terms) == ()


def test_places_come_in_the_order_of_first_standing_and_once(terms: TermLexicon) -> None:
    assert find_places("Талас жана Нарын", "Нарында, Таласта, Кочкордо.", "ky", terms) == ("talas", "naryn", "kochkor")


def test_every_place_is_found_by_each_of_its_names(terms: TermLexicon) -> None:
    missed = [
        (place.key, language)
        for place in terms.places.values()
        for language, name in place.names.items()
        if place.key not in find_places("", f"Кыргызстан Kyrgyzstan: {name}.", language, terms)
    ]
    assert missed == []
