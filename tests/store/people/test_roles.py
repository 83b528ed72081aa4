"""What a sentence calls somebody, and what it only seems to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.people.roles import role_in

STATED = [
    ("Журналист Болот Темиров задержан.", "Болот Темиров", "Болот Темиров", "журналист"),
    ("Задержали журналиста Болота Темирова.", "Болота Темирова", "Болот Темиров", "журналист"),
    ("В суде депутат Адахан Мадумаров молчал.", "Адахан Мадумаров", "Адахан Мадумаров", "депутат"),
    ("Депутат Жогорку Кенеша Адахан Мадумаров молчал.", "Адахан Мадумаров", "Адахан Мадумаров", "депутат"),
    ("Президент Кыргызстана Садыр Жапаров подписал закон.", "Садыр Жапаров", "Садыр Жапаров", "президент"),
    ("Об этом сообщила адвокат Айгуль Осмонова.", "Айгуль Осмонова", "Айгуль Осмонова", "адвокат"),
    ("Адвокат журналиста Болота Темирова подал жалобу.", "Болота Темирова", "Болот Темиров", "журналист"),
    ("Главный редактор Лейла Саралаева ушла.", "Лейла Саралаева", "Лейла Саралаева", "главный редактор"),
    ("Бывшего депутата Омурбека Текебаева ждут.", "Омурбека Текебаева", "Омурбек Текебаев", "бывший депутат"),
    ("«24.kg» сайтынын башкы редактору Махинур Ниязова.", "Махинур Ниязова", "Махинур Ниязова", "башкы редактору"),
    ("Журналист Болот Темировдун иши каралды.", "Болот Темировдун", "Болот Темиров", "журналист"),
    ("Анын адвокаты Нурбек Токтакунов айтты.", "Нурбек Токтакунов", "Нурбек Токтакунов", "адвокаты"),
    ("Укук коргоочу Рита Карасартова камалды.", "Рита Карасартова", "Рита Карасартова", "укук коргоочу"),
    ("Police detained investigative journalist Bolot Temirov.", "Bolot Temirov", "Bolot Temirov",
     "investigative journalist"),
    ("Human rights defender Rita Karasartova is free.", "Rita Karasartova", "Rita Karasartova",
     "human rights defender"),
    ("Bolot Temirov, a journalist, was deported.", "Bolot Temirov", "Bolot Temirov", "journalist"),
    ("Leyla Saralaeva, editor-in-chief of the site, left.", "Leyla Saralaeva", "Leyla Saralaeva", "editor-in-chief"),
    ("Temirov's lawyer Nurbek Toktakunov appealed.", "Nurbek Toktakunov", "Nurbek Toktakunov", "lawyer"),
]  # fmt: skip
NOT_STATED = [
    ("Адвокат Болота Темирова подал жалобу.", "Болота Темирова", "Болот Темиров"),
    ("Адвоката Болота Темирова не пустили.", "Болота Темирова", "Болот Темиров"),
    ("The lawyer of Bolot Temirov appealed.", "Bolot Temirov", "Bolot Temirov"),
    ("Болот Темировдун адвокаты айтты.", "Болот Темировдун", "Болот Темиров"),
    ("Болот Темиров, депутат Адахан Мадумаров и другие.", "Болот Темиров", "Болот Темиров"),
    ("Он не журналист. Болот Темиров это сказал.", "Болот Темиров", "Болот Темиров"),
    ("Это сделал не журналист Болот Темиров.", "Болот Темиров", "Болот Темиров"),
    ("Defender Bolot Temirov scored.", "Bolot Temirov", "Bolot Temirov"),
    ("Журналист, Болот Темиров и другие.", "Болот Темиров", "Болот Темиров"),
    ("Суд оставил в силе приговор, сообщил президент. Болот Темиров молчал.", "Болот Темиров", "Болот Темиров"),
    ("Директор Болота Темирова уволил.", "Болота Темирова", "Болот Темиров"),
    ("", "Болот Темиров", "Болот Темиров"),
]


@pytest.mark.parametrize(("sentence", "surface", "name", "role"), STATED)
def test_a_role_beside_the_name_is_read(sentence: str, surface: str, name: str, role: str) -> None:
    assert role_in(sentence, surface, name) == role


@pytest.mark.parametrize(("sentence", "surface", "name"), NOT_STATED)
def test_what_may_mean_another_is_not(sentence: str, surface: str, name: str) -> None:
    assert role_in(sentence, surface, name) == ""


@given(st.text(max_size=200), st.text(min_size=1, max_size=30))
def test_nothing_makes_it_fail(sentence: str, surface: str) -> None:
    assert isinstance(role_in(f"{sentence}{surface}", surface, surface), str)
