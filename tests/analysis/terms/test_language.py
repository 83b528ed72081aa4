"""The language of a text, from a full entry down to a headline of four words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.jobs import own_lexicon
from bot.analysis.language import detect_language
from tests.bench.terms import language_accuracy, read_labelled

LEXICON = own_lexicon()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Court in Bishkek frees blogger", "en"),
        ("Суд в Бишкеке освободил блогера", "ru"),
        ("Бишкекте сот блогерди бошотту", "ky"),
        ("Оштун мэри кызматтан кетти", "ky"),
        ("Президент подписал указ", "ru"),
        ("Қазақстан президенті жаңа заңға қол қойды", "kk"),
        ("Ўзбекистон президенти янги қонунни имзолади", "uz"),
        ("O'zbekiston prezidenti yangi qonunni imzoladi va e'lon qildi", "uz"),
        ("Президенти Тоҷикистон қонуни навро имзо кард", "tg"),
        ("Президент України підписав новий закон", "uk"),
        ("Прэзідэнт Беларусі падпісаў новы закон", "be"),
        ("Die Regierung hat das Gesetz nicht unterzeichnet", "de"),
        ("Le président a signé la loi sur les agents étrangers", "fr"),
        ("El presidente firmó la ley sobre los agentes extranjeros", "es"),
        ("Cumhurbaşkanı yeni yasayı imzaladı ve yayımladı", "tr"),
        ("总统签署了新的法律", "zh"),
        ("الرئيس يوقع قانونا جديدا", "ar"),
        ("12.05.2024 — 100 %", "und"),
        ("", "und"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert detect_language(text, None, LEXICON.languages) == language


@pytest.mark.parametrize(
    "text",
    [
        "Омурбек Текебаев туурасында кенен маек",
        "Жаны мыйзамга каршы чыккандар кобойуп жатат",
        "Укук коргоочулар кечээ сотто кармалды",
    ],
)
def test_kyrgyz_typed_without_its_letters(text: str) -> None:
    assert detect_language(text, "ru", LEXICON.languages) == "ky"


def test_the_hint_decides_what_the_letters_do_not() -> None:
    assert detect_language("Жапаров — Токаев", "ky", LEXICON.languages) == "ky"
    assert detect_language("Жапаров — Токаев", "ru", LEXICON.languages) == "ru"


def test_the_hint_does_not_overrule_the_words() -> None:
    assert detect_language("Журналисты вышли на митинг у здания суда", "ky", LEXICON.languages) == "ru"
    assert detect_language("Журналисттер соттун алдында митингге чыгышты", "ru", LEXICON.languages) == "ky"


def test_a_latin_name_does_not_make_a_text_english() -> None:
    assert detect_language("Temirov Live журналисттери камакка алынды", None, LEXICON.languages) == "ky"


@pytest.mark.parametrize("part", ["tuned", "held-out", "fresh-a", "fresh-b", "fresh-c"])
def test_labelled_texts(part: str) -> None:
    texts = read_labelled(part)
    assert language_accuracy(texts, LEXICON) >= 0.99
    assert language_accuracy(texts, LEXICON, 7) >= 0.99
    assert language_accuracy(texts, LEXICON, 4) >= 0.95
    assert language_accuracy(texts, LEXICON, 4, plain=True) >= 0.95


@given(st.text(), st.none() | st.sampled_from(["en", "ru", "ky"]))
def test_any_text_has_a_code(text: str, hint: str | None) -> None:
    assert detect_language(text, hint, LEXICON.languages).isalpha()
