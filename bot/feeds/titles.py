"""Titles in capitals, set as sentences."""

import re

# Written in capitals in ordinary sentences too: organisations, offices and terms that this region's news uses.
_ACRONYM_LIST = """
NGO NGOS UN EU OSCE ODIHR OHCHR UNHCR UNESCO UNICEF UNDP HRW CPJ RSF IPHR ICNL HRD HRDS USA US UK UAE EAEU CSTO SCO CIS
EBRD IMF NATO ECHR ICC ICCPR LGBT LGBTI LGBTQ LGBTIQ COVID HIV AIDS TV BBC CNN VPN SMS GKNB SCNS MVD RFE RL CIVICUS
OCCRP CEC MP MPS
НПО ООН ЕС ОБСЕ БДИПЧ УВКПЧ УВКБ ЮНЕСКО ЮНИСЕФ ПРООН США КР РФ РК СНГ ОДКБ ШОС ЕАЭС СМИ МВД ГКНБ ГСИН ГУВД РУВД УВД
ЦИК ЖК НКО ЛГБТ ВИЧ СПИД ТВ ТЭЦ МИД МЧС ВОЗ ЕСПЧ ИВС СИЗО ГНС КТРК НТС АУЦА КНУ БУУ ЕККУ ЖМК ИИМ УКМК БШК АКШ КМШ
"""
_ACRONYMS = frozenset(_ACRONYM_LIST.split()) | {"II", "III", "IV", "VI", "VII", "VIII", "IX", "XIX", "XX", "XXI"}
_NAME_LIST = """
Kyrgyzstan Kyrgyz Kyrgyzstani Bishkek Osh Jalal-Abad Batken Naryn Talas Karakol Tokmok Chui Chuy Issyk-Kul Kazakhstan
Kazakh Uzbekistan Uzbek Tajikistan Tajik Turkmenistan Turkmen Russia Russian China Chinese Turkey Turkish Belarus
Ukraine Ukrainian Asia Asian Europe European Geneva Brussels Vienna Moscow Almaty Astana Tashkent Dushanbe Islam Islamic
Muslim Soviet Amnesty Azattyk Azattyq Kloop Kaktus Temirov PolitKlinika Jogorku Kenesh Japarov Tashiev January February
April June July August September October November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday
Кыргызстан Кыргызстана Кыргызстане Кыргызстану Кыргызстаном Кыргызстандын Кыргызстанда Киргизия Бишкек Бишкека Бишкеке
Бишкекте Ош Оше Ошто Джалал-Абад Баткен Баткене Нарын Нарыне Талас Таласе Каракол Караколе Токмок Чуй Иссык-Куль
Казахстан Казахстана Казахстане Узбекистан Узбекистана Узбекистане Таджикистан Таджикистана Таджикистане Россия России
Россией Россию Китай Китая Китае Турция Турции Европа Европы Азия Азии Москва Москве Москвы Азаттык Клооп Жогорку Кенеш
Кенеша Жапаров Жапарова Жапарову Ташиев Ташиева
"""
_NAMES = {name.casefold(): name for name in _NAME_LIST.split()}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDS_SENTENCE = re.compile(r"(?:[.!?…\n]|^)[\s\"'«“„(\[]*$")
_SHORTEST = 5
_EVIDENCE = 20_000


def present_title(title: str, text: str = "") -> str:
    """The title as it is, or, where all its letters are capitals, in sentence case.

    Known acronyms and names keep their form, and so does every word that `text`, the entry's own, writes in one way
    only. A single short word is taken for an acronym and stays.
    """
    letters = [character for character in title if character.isalpha()]
    words = _WORD.findall(title)
    if any(character.islower() for character in letters) or not any(character.isupper() for character in letters):
        return title
    if len(words) < 2 and len(letters) <= _SHORTEST:
        return title
    forms = _forms(text[:_EVIDENCE])
    return _WORD.sub(lambda match: _set_word(match, forms), title)


def _set_word(match: re.Match[str], forms: dict[str, str]) -> str:
    word = match[0]
    known = _known(word, forms)
    if known is not None:
        return known
    opens = _ENDS_SENTENCE.search(match.string[max(0, match.start() - 10) : match.start()])
    lower = word.lower()
    return lower[:1].upper() + lower[1:] if opens else lower


def _known(word: str, forms: dict[str, str]) -> str | None:
    folded = word.casefold()
    if word in _ACRONYMS:
        return word
    if folded in _NAMES:
        return _NAMES[folded]
    if folded in forms:
        return forms[folded]
    if "-" in word:
        parts = [_known(part, forms) or part.lower() for part in word.split("-")]
        return "-".join(parts) if any(part != part.lower() for part in parts) else None
    return None


def _forms(text: str) -> dict[str, str]:
    """How the text writes its words inside sentences, for those it writes in one way and not in small letters."""
    forms: dict[str, str] = {}
    unsure: set[str] = set()
    for match in _WORD.finditer(text):
        word, folded = match[0], match[0].casefold()
        if word == word.lower() or (_inside_sentence(text, match) and forms.setdefault(folded, word) != word):
            unsure.add(folded)
    return {folded: form for folded, form in forms.items() if folded not in unsure}


def _inside_sentence(text: str, match: re.Match[str]) -> bool:
    return not _ENDS_SENTENCE.search(text[max(0, match.start() - 4) : match.start()])
