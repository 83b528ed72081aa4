"""Topics, freedoms and whether an entry is about civic space."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.analysis.topics import find_topics, freedoms_of, is_civic
from bot.lexicon import load_lexicon
from store.entry import Freedom
from store.lexicon.terms import TermLexicon
from tests.bench.terms import accuracy, is_civic_right, judge_all, places_f1, read_labelled, topics_f1


@pytest.mark.parametrize(
    ("title", "language", "topic"),
    [
        ("Journalist detained in Bishkek", "en", "journalist-detained"),
        ("Задержана журналистка Kloop", "ru", "journalist-detained"),
        ("Журналист камакка алынды", "ky", "journalist-detained"),
        ("Жургуучу эмес, журналист кармалды", "ky", "journalist-detained"),
        ("Law on foreign representatives signed", "en", "restrictive-law"),
        ("Закон об иностранных агентах подписан", "ru", "restrictive-law"),
        ("Чет элдик өкүлдөр мыйзамына кол коюлду", "ky", "restrictive-law"),
        ("Police raid office of NGO", "en", "office-raid"),
        ("Правозащитнику угрожают", "ru", "hrd-threatened"),
        ("Укук коргоочуга коркутуулар келди", "ky", "hrd-threatened"),
    ],
)
def test_headlines(title: str, language: str, topic: str, terms: TermLexicon) -> None:
    assert topic in find_topics(title, "", language, terms)


@pytest.mark.parametrize(
    ("title", "text", "language", "topic"),
    [
        ("Editor was not detained, police say", "", "en", "journalist-detained"),
        ("Журналист не задержан", "", "ru", "journalist-detained"),
        ("Журналист кармалган эмес", "", "ky", "journalist-detained"),
        ("Rights groups demand release of journalist", "", "en", "positive-development"),
        ("Rainfall forecast", "The service will report more in March at a press conference.", "en", "protest"),
        ("Маселе жыйында каралды", "Депутаттар бул маселени карап чыгышты.", "ky", "public-vilification"),
        ("Министр кызматынан бошотулду", "Журналисттерге билдирди.", "ky", "positive-development"),
    ],
)
def test_what_is_denied_wished_or_only_sounds_alike(
    title: str, text: str, language: str, topic: str, terms: TermLexicon
) -> None:
    assert topic not in find_topics(title, text, language, terms)


def test_the_topic_of_the_title_comes_first(terms: TermLexicon) -> None:
    topics = find_topics("Surveillance of activists", "A rally was held, too. The protest was calm.", "en", terms)
    assert topics[0] == "surveillance"


def test_freedoms_follow_from_topics_each_once(terms: TermLexicon) -> None:
    topics = ("protest", "censorship", "protest-disruption", "elections", "unheard-of")
    assert freedoms_of(topics, terms) == (Freedom.ASSEMBLY, Freedom.EXPRESSION)


@pytest.mark.parametrize(
    ("title", "text", "language"),
    [
        ("Wrestler wins medal", "The Kyrgyz team came home from the championship.", "en"),
        ("В Бишкеке пройдет саммит", "Главы государств обсудят торговлю.", "ru"),
        ("Нарында кар жаады", "Абанын температурасы төмөндөйт.", "ky"),
        ("Cars collide near Tokmok", "Police said the driver was detained.", "en"),
    ],
)
def test_everyday_news_is_not_civic(title: str, text: str, language: str, terms: TermLexicon) -> None:
    assert not is_civic(title, text, language, find_topics(title, text, language, terms), terms)


def test_rights_without_a_topic_are_civic(terms: TermLexicon) -> None:
    assert is_civic("Ombudsman speaks of freedom of speech", "", "en", (), terms)


@pytest.mark.parametrize("part", ["tuned", "held-out", "fresh-a", "fresh-c"])
def test_labelled_texts(part: str) -> None:
    judged = judge_all(read_labelled(part), load_lexicon())
    assert topics_f1(judged) >= 0.85
    assert places_f1(judged) >= 0.95
    assert accuracy(judged, is_civic_right) >= 0.95


def test_a_law_acted_upon_is_not_the_news(terms: TermLexicon) -> None:
    told = "Providers cut off the site under the law on false information."
    assert "restrictive-law" not in find_topics("Newsroom unreachable", told, "en", terms)
    published = "The ministry published a draft law on false information."
    assert "restrictive-law" in find_topics("Deputies adopt bill on false information", published, "en", terms)


@pytest.mark.parametrize(
    "title",
    ["Kyrgyzstan: release the editor", "Кыргызстан: освободите журналиста", "Кыргызстан: журналистти бошоткула"],
)
def test_a_headline_that_asks_for_release_is_no_release(title: str, terms: TermLexicon) -> None:
    language = "en" if title.isascii() else "ky" if "ткула" in title else "ru"
    assert "positive-development" not in find_topics(title, "", language, terms)


def test_a_topic_yields_to_a_clearly_stronger_one(terms: TermLexicon) -> None:
    told = "Strangers attacked the correspondent, who was looking into vote buying."
    assert "elections" not in find_topics("Reporter beaten in Osh", told, "en", terms)
    assert "elections" in find_topics("Vote buying in Osh", told.replace("attacked", "greeted"), "en", terms)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(), text=st.text(), language=st.sampled_from(["en", "ru", "ky", "de", "und"]))
def test_any_text_can_be_asked_for_its_topics(title: str, text: str, language: str, terms: TermLexicon) -> None:
    assert set(find_topics(title, text, language, terms)) <= set(terms.topics)


ROUND_UP = (
    "During these months all rallies and pickets were banned by a court, and protesters were detained. Parliament "
    "passed a restrictive law on foreign representatives in the second reading, and NGOs said that they would have to "
    "close. Bloggers were threatened with prosecution and forced to apologise on camera. An independent outlet was "
    "sued for defamation by an official. A prisoner died in a remand prison."
)


def test_an_update_tells_of_many_things(terms: TermLexicon) -> None:
    topics = find_topics("Civic space update: April to June", ROUND_UP, "en", terms)
    wanted = {"protest-disruption", "restrictive-law", "intimidation", "defamation-suit", "death-in-custody"}
    assert wanted <= set(topics)
