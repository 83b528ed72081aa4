"""A name taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.people.name import Role, parse_name


def roles(text: str) -> list[tuple[str, str]]:
    return [(part.word, part.role.value) for part in parse_name(text).parts]


def test_surnames_and_patronymics_are_known_by_their_shape_in_any_order() -> None:
    assert roles("Жапаров Садыр Нургожоевич") == [
        ("Жапаров", "surname"),
        ("Садыр", "name"),
        ("Нургожоевич", "patronymic"),
    ]
    assert roles("Roza Isakovna Otunbayeva") == [
        ("Roza", "name"),
        ("Isakovna", "patronymic"),
        ("Otunbayeva", "surname"),
    ]


def test_a_patronymic_alone_is_a_name() -> None:
    assert roles("Янкович") == [("Янкович", "name")]


@pytest.mark.parametrize(
    "text",
    [
        "Tajibek kyzy Makhabat",
        "Makhabat Tajibek kyzy",
        "Махабат Тажибек кызы",
        "Махабат Тажибек-кызы",
        "Махабат Тажибек қызы",
        "Махабат Тажибек кызынын",
        "Махабат Тажибеккызы",
    ],
)
def test_whose_daughter_is_kept(text: str) -> None:
    parts = {part.role: part for part in parse_name(text).parts}
    assert set(parts) == {Role.NAME, Role.PARENT}
    assert parts[Role.PARENT].key == "tajibek"
    assert parts[Role.PARENT].child == "daughter"
    assert parts[Role.NAME].key == "mahabat"


@pytest.mark.parametrize("marker", ["uulu", "уулу", "ұлы", "o‘g‘li", "ўғли", "tegin", "уулунун", "уулуна"])
def test_whose_son_is_kept(marker: str) -> None:
    parent, name = parse_name(f"Болот {marker} Нурлан").parts
    assert (parent.key, parent.role, parent.child) == ("bolot", Role.PARENT, "son")
    assert name.role is Role.NAME


def test_a_parent_beside_given_name_and_surname_is_a_patronymic() -> None:
    name = parse_name("Тилекмат Кудайберген уулу Куренов")
    assert [part.word for part in name.core] == ["Тилекмат", "Куренов"]
    assert [part.word for part in name.patronymics] == ["Кудайберген"]


@pytest.mark.parametrize("text", ["А. Аскаров", "А.Аскаров", "Аскаров А.", "A Askarov"])
def test_initials(text: str) -> None:
    assert {part.role for part in parse_name(text).parts} == {Role.INITIAL, Role.SURNAME}


@pytest.mark.parametrize("initial", ["Ж. Карабаев", "Zh. Karabaev", "Дж. Карабаев", "J. Karabaev"])
def test_an_initial_of_two_letters_is_one_sound(initial: str) -> None:
    first = parse_name(initial).parts[0]
    assert (first.role, first.key) == (Role.INITIAL, "j")


@pytest.mark.parametrize(
    "text",
    [
        "журналист Болот Темиров",
        "журналиста Болота Темирова",
        "who is Bolot Temirov?",
        "правозащитнице Болот Темиров",
        "Болот Темиров жөнүндө",
        "иликтөөчү журналист Болот Темиров",
        "Kyrgyz journalist Bolot Temirov",
        "новости о Болоте Темирове",
    ],
)
def test_titles_are_left_out_of_what_was_asked(text: str) -> None:
    assert [part.word[:5] for part in parse_name(text, declined=True).parts] in (["Болот", "Темир"], ["Bolot", "Temir"])


def test_a_title_alone_stays() -> None:
    assert roles("журналист") == [("журналист", "name")]
    assert [part.word for part in parse_name("журналист", declined=True).parts] == ["журналист"]


def test_a_name_is_no_title_because_it_sounds_like_one() -> None:
    assert [part.word for part in parse_name("Анна Капушенко", declined=True).parts] == ["Анна", "Капушенко"]


def test_only_declined_names_are_read_as_case_forms() -> None:
    assert [key for key, _ in parse_name("Аскарова").parts[0].keys] == ["askarova"]
    assert [key for key, _ in parse_name("Аскарова", declined=True).parts[0].keys] == ["askarova", "askarov"]


@given(st.text(max_size=120), st.booleans())
def test_any_text_is_taken_apart(text: str, declined: bool) -> None:
    name = parse_name(text, declined=declined)
    assert name.text == text
    assert all(part.keys and part.key for part in name.parts)
    assert len(name.core) + len(name.patronymics) == len(name.parts)
