"""What a reader is told about the people in a text."""

import pytest

from bot.analysis.people import find_people
from store.lexicon.names import NameLexicon


def found(names: NameLexicon, language: str, text: str, title: str = "") -> list[str]:
    """Mentions as `surface` or `surface > name` where they differ."""
    return [
        mention.surface if mention.surface == mention.name else f"{mention.surface} > {mention.name}"
        for mention in find_people(title, text, language, names)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Суд отпустил Азимжана Аскарова.", ["Азимжана Аскарова > Азимжан Аскаров"]),
        (
            "Азимжану Аскарову отказали, с Азимжаном Аскаровым говорили.",
            ["Азимжану Аскарову > Азимжан Аскаров", "Азимжаном Аскаровым > Азимжан Аскаров"],
        ),
        ("Активистку Риту Карасартову арестовали.", ["Риту Карасартову > Рита Карасартова"]),
        ("Об Асель Оторбаевой писали много.", ["Асель Оторбаевой > Асель Оторбаева"]),
        ("Письмо Наталии Ивановой вернули.", ["Наталии Ивановой > Наталия Иванова"]),
        ("Письмо Дмитрию Лихановскому вернули.", ["Дмитрию Лихановскому > Дмитрий Лихановский"]),
        ("Дело Алексея Петрова закрыто.", ["Алексея Петрова > Алексей Петров"]),
        ("Указ подписал Жапаров Садыр Нургожоевич.", ["Жапаров Садыр Нургожоевич"]),
        ("Указ о Жапарове Садыре Нургожоевиче подписан.", ["Жапарове Садыре Нургожоевиче > Жапаров Садыр Нургожоевич"]),
        ("Письмо С. Жапарову передали.", ["С. Жапарову > С. Жапаров"]),
        ("Обыскали дом Максата Тажибек уулу.", ["Максата Тажибек уулу > Максат Тажибек уулу"]),
        ("Посол Касым-Жомарта Токаева прибыл.", ["Касым-Жомарта Токаева > Касым-Жомарт Токаев"]),
        ("Мэри Лоулор и Фолькера Тюрка услышали.", ["Мэри Лоулор", "Фолькера Тюрка > Фолькер Тюрк"]),
    ],
)
def test_russian_names_come_in_the_nominative(names: NameLexicon, text: str, expected: list[str]) -> None:
    assert found(names, "ru", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Азимжан Аскаровдун иши.", "Азимжан Аскаровдун > Азимжан Аскаров"),
        ("Болот Темировго кат жазды.", "Болот Темировго > Болот Темиров"),
        ("Надира Нарматованын сөзү.", "Надира Нарматованын > Надира Нарматова"),
        ("Рита Карасартованы кармашты.", "Рита Карасартованы > Рита Карасартова"),
        ("Махабат Тажибек кызынын соту.", "Махабат Тажибек кызынын > Махабат Тажибек кызы"),
        ("Нурланбек Тургунбек уулуна добуш берди.", "Нурланбек Тургунбек уулуна > Нурланбек Тургунбек уулу"),
        ("Бул Садыр Жапаровдон көз каранды.", "Садыр Жапаровдон > Садыр Жапаров"),
        ("Али Шабдандын адвокаты.", "Али Шабдандын > Али Шабдан"),
    ],
)
def test_kyrgyz_endings_are_taken_off(names: NameLexicon, text: str, expected: str) -> None:
    assert found(names, "ky", text) == [expected]


def test_an_english_possessive_is_no_part_of_the_name(names: NameLexicon) -> None:
    assert found(names, "en", "Azimjan Askarov's cell, Askarov’s wife.") == [
        "Azimjan Askarov",
        "Askarov > Azimjan Askarov",
    ]


def test_a_bare_surname_gets_the_full_name_that_the_entry_gives(names: NameLexicon) -> None:
    text = "Адвокат Аскарова подал жалобу. В 2010 году Азимжан Аскаров был осуждён."
    assert found(names, "ru", text, title="Новое об Аскарове") == [
        "Аскарове > Азимжан Аскаров",
        "Аскарова > Азимжан Аскаров",
        "Азимжан Аскаров",
    ]


def test_a_feminine_surname_is_not_the_mans(names: NameLexicon) -> None:
    text = "Азимжан Аскаров умер. Хадича Аскарова просит правды. С Аскаровой говорил врач."
    assert found(names, "ru", text)[-1] == "Аскаровой > Хадича Аскарова"


def test_a_surname_that_two_people_share_stays_bare(names: NameLexicon) -> None:
    text = "Akylbek Japarov met Sadyr Japarov. Japarov smiled."
    assert found(names, "en", text)[-1] == "Japarov"


def test_an_unexplained_surname_keeps_its_bare_nominative(names: NameLexicon) -> None:
    assert found(names, "ru", "В эфире говорили о Ташиеве.") == ["Ташиеве > Ташиев"]


def test_a_changed_name_is_the_same_person(names: NameLexicon) -> None:
    text = "Rita Karasartova, also known as Rita Rahman, spoke. Rita thanked friends."
    assert found(names, "en", text)[-1] == "Rita > Rita Karasartova"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "They met at Manas airport, on Toktogul Street and in Chingiz Aitmatov Park in May."),
        ("en", "Temirov Live and the Adilet clinic left the American University of Central Asia."),
        ("en", "The park named after Toktogul Satylganov is near Ala-Too Square."),
        ("en", "The Barpy Alykulov Drama Theatre and Osh Humanitarian Pedagogical Institute reopened."),
        ("en", "Radio Maral, Sanjyra TV and the Matraimov family stayed away."),
        ("ru", "Премия Сахарова и Закон Магнитского упоминались; клан Матраимовых промолчал."),
        ("ru", "Ремонт идёт на улицах Ибраимова и Боконбаева и в парке имени Тоголока Молдо."),
        ("ru", "Телеканал «Мир», фонд «Эркин» и клиника «Адилет» в мае подпишут договор."),
        ("ru", "Депутатов попросили выйти. Журналистов не пустили. Фигурантов оправдали."),
        ("ru", "Первомайский районный суд Бишкека и Верховный суд молчат."),
        ("ky", "Чыңгыз Айтматов проспектиси, Токтогул көчөсү жана Алыкул Осмонов атындагы китепкана."),
        ("ky", "Адилет издеген эл. Эркин Тоо гезити. Ысык-Көлдө майда жамгыр жаайт."),
    ],
)
def test_streets_outlets_and_bodies_are_not_people(names: NameLexicon, language: str, text: str) -> None:
    assert found(names, language, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Милиция задержала Азиза Ниязалиева у дома.", ["Азиза Ниязалиева > Азиз Ниязалиев"]),
        ("Об этом рассказала Азиза Ниязалиева.", ["Азиза Ниязалиева"]),
        ("Пресс-секретарь Жапарова Аскат Алагозов молчит.", ["Жапарова > Жапаров", "Аскат Алагозов"]),
        ("Депутаты Сурабалдиева и Бекешев голосовали.", ["Сурабалдиева", "Бекешев"]),
        ("Её муж Токтогазы пасёт скот.", ["Токтогазы"]),
        ("Посол США Лесли Вигери выступила.", ["Лесли Вигери"]),
        ("Председательствовал Юрг Лаубер, посол Швейцарии.", ["Юрг Лаубер"]),
    ],
)
def test_the_words_around_a_name_tell_its_case(names: NameLexicon, text: str, expected: list[str]) -> None:
    assert found(names, "ru", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Сот Садырбаевдин арызын карады.", "Садырбаевдин > Садырбаев"),
        ("Эрлан Садырбаевдин айтымында, иш бүттү.", "Эрлан Садырбаевдин > Эрлан Садырбаев"),
        ("Бекнур Талас уулу келди.", "Бекнур Талас уулу"),
        ("Нурбек уулу Эрлан кепилдикке чыкты.", "Нурбек уулу Эрлан"),
    ],
)
def test_kyrgyz_endings_do_not_hide_a_surname(names: NameLexicon, text: str, expected: str) -> None:
    assert found(names, "ky", text) == [expected]


def test_a_surname_in_capitals_is_spelled_as_in_a_sentence(names: NameLexicon) -> None:
    assert found(names, "en", "The floor went to Sadyr JAPAROV and Mary LAWLOR.") == [
        "Sadyr JAPAROV > Sadyr Japarov",
        "Mary LAWLOR > Mary Lawlor",
    ]


def test_capitals_are_read_and_spelled_as_in_a_sentence(names: NameLexicon) -> None:
    title = "ПРЕЗИДЕНТ ПОМИЛОВАЛ АЗАМАТА ИШЕНБЕКОВА"
    assert found(names, "ru", "Об этом сообщили утром.", title=title) == ["АЗАМАТА ИШЕНБЕКОВА > Азамат Ишенбеков"]


def test_a_no_break_space_joins_a_name(names: NameLexicon) -> None:
    assert found(names, "en", "Police held Bolot\u00a0Temirov again.") == ["Bolot\u00a0Temirov > Bolot Temirov"]


def test_lists_of_names_come_apart(names: NameLexicon) -> None:
    text = "Азамат Ишенбеков, Актилек Капаров и Айке Бейшекеева вышли."
    assert found(names, "ru", text) == ["Азамат Ишенбеков", "Актилек Капаров", "Айке Бейшекеева"]


@pytest.mark.parametrize("name", ["António Guterres", "Mary Lawlor", "Volker Türk", "Ursula von der Leyen"])
def test_foreign_officials_are_found(names: NameLexicon, name: str) -> None:
    assert found(names, "en", f"In Geneva, {name} asked for answers.") == [name]


def test_offsets_count_title_newline_and_text(names: NameLexicon) -> None:
    title, text = "Bolot Temirov freed", "Temirov left."
    for mention in find_people(title, text, "en", names):
        assert f"{title}\n{text}"[mention.start : mention.end] == mention.surface
        assert mention.name == "Bolot Temirov"
