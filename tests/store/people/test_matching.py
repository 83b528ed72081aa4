"""Two names side by side."""

import pytest

from store.people.matching import Agreement, match_names
from store.people.name import parse_name


def compare(asked: str, other: str, *, known: frozenset[str] = frozenset()) -> Agreement:
    return match_names(
        parse_name(asked, declined=True), parse_name(other), weigh=lambda _: 1.0, is_known=known.__contains__
    )


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("Askarov Azimzhan", "Azimjan Askarov"),
        ("Азимжана Аскарова", "Азимжан Аскаров"),
        ("Азимжан Аскаровдун", "Azimjan Askarov"),
        ("Садыр Нургожоевич Жапаров", "Sadyr Japarov"),
        ("Sadyr N. Japarov", "Sadyr Japarov"),
        ("Садыр Жапаров", "Садыр Нургожоевич Жапаров"),
        ("Тажибек кызы Махабат", "Makhabat Tajibek kyzy"),
        ("Риты Карасартовой", "Рита Карасартова"),
    ],
)
def test_the_same_name_agrees_in_full(asked: str, other: str) -> None:
    agreement = compare(asked, other)
    assert agreement.full
    assert agreement.sure
    assert agreement.score >= 0.92


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("Акылбек Жапаров", "Садыр Жапаров"),
        ("Акылбек Жапаров", "Акылбек Сапаров"),
        ("Азимжан Аскарова", "Азимжан Аскаров"),
        ("Хадича Аскаров", "Хадича Аскарова"),
        ("Нурлан уулу Асылбек", "Асылбек уулу Нурлан"),
        ("Махабат Тажибек уулу", "Махабат Тажибек кызы"),
        ("Садыр Бакытович Жапаров", "Садыр Нургожоевич Жапаров"),
        ("Садык Жапаров", "Садыр Жапаров"),
        ("Болот Темирбеков", "Болот Темиров"),
        ("Askar Azimjanov", "Azimjan Askarov"),
        ("Sultanbek Temirlanov", "Temirlan Sultanbekov"),
    ],
)
def test_another_person_is_not_taken_for_this_one(asked: str, other: str) -> None:
    agreement = compare(asked, other)
    assert not agreement.sure
    assert not agreement.full


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("Azimjan Askraov", "Azimjan Askarov"),
        ("Рита Карасратова", "Рита Карасартова"),
        ("Askraov", "Azimjan Askarov"),
        ("Нкрбек Токтакунов", "Нурбек Токтакунов"),
        ("Karasartoav", "Rita Karasartova"),
        ("А. Аскаров", "Азимжан Аскаров"),
        ("А.А. Аскаров", "Азимжан Аскаров"),
        ("Аскаров", "Азимжан Аскаров"),
        ("Таалай Дуйшенбиев", "Таалайбек Дуйшенбиев"),
        ("Olzhobai Shakirov", "Olzhobai Shakir"),
        ("Bakyt Avtandil", "Bakyt Avtandil uulu"),
    ],
)
def test_a_part_or_a_typing_error_is_sure_but_not_full(asked: str, other: str) -> None:
    agreement = compare(asked, other)
    assert agreement.sure
    assert not agreement.full


def test_a_known_name_is_not_another_one_mistyped() -> None:
    assert compare("Темиржан Султанбеков", "Темирлан Султанбеков").sure
    assert not compare("Темиржан Султанбеков", "Темирлан Султанбеков", known=frozenset({"temirjan"})).sure


def test_patronymics_are_compared_by_the_father() -> None:
    assert compare("Нурлан Болотович Асанов", "Нурлан Болот уулу Асанов").patronymic is True
    assert compare("Нурлан Болотович Асанов", "Нурлан Эркинович Асанов").patronymic is False
    assert compare("Нурлан Асанов", "Нурлан Эркинович Асанов").patronymic is None
    assert compare("Н.Э. Асанов", "Нурлан Эркинович Асанов").patronymic is True
    assert compare("Н.Б. Асанов", "Нурлан Эркинович Асанов").patronymic is False


def test_nothing_agrees_with_no_name() -> None:
    assert compare("…", "Азимжан Аскаров").score == 0
