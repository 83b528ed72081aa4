"""Languages: the message catalogues, plural forms, dates, numbers and ages as each language writes them.

Catalogues are gettext `.po` files in `config/messages`, compiled in memory at start. The sentences in the code are the
English ones and double as keys.
"""

import calendar
import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.dates import format_date, format_datetime, format_interval, format_skeleton, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from store.entry import Period

LANGUAGES = ("en", "ru", "ky")
NATIVE_NAMES = {"en": "English", "ru": "Русский", "ky": "Кыргызча"}
Day = date | datetime
_AGES_UP_TO = timedelta(days=27)


@dataclass(frozen=True, slots=True)
class Words:
    """How one language says things. Everything it gives is escaped for Telegram HTML, arguments included."""

    language: str
    timezone: tzinfo
    catalogue: gettext.GNUTranslations

    def say(self, sentence: str, /, **values: object) -> Markup:
        """The sentence in this language; `{name}` is replaced by the escaped value (Markup stays as it is)."""
        return escape(self.catalogue.gettext(sentence)).format(**values)

    def say_many(self, one: str, many: str, /, *, n: int, **values: object) -> Markup:
        """The form that fits `n`; `{n}` is written as the language writes numbers."""
        return escape(self.catalogue.ngettext(one, many, n)).format(n=self.number(n), **values)

    def number(self, n: float) -> str:
        return str(format_decimal(n, locale=self.language))

    def date(self, when: Day) -> str:
        """The day in the bot's time zone, such as "Apr 30, 2021"."""
        return str(format_date(_day(when, self.timezone), "medium", locale=self.language))

    def day(self, when: Day) -> str:
        """The day without its year, such as "30 April", in the bot's time zone; `moments.read_moment` reads it."""
        return str(format_date(_day(when, self.timezone), "d MMMM", locale=self.language))

    def moment(self, when: datetime) -> str:
        """Day and minute in the bot's time zone."""
        return f"{self.date(when)}, {format_datetime(when.astimezone(self.timezone), 'HH:mm', locale=self.language)}"

    def age(self, when: datetime, now: datetime) -> Markup:
        """How long ago, such as "5 minutes ago"; the date once that says more, or when it lies ahead."""
        passed = now - when
        if passed > _AGES_UP_TO or passed < -timedelta(minutes=1):
            return escape(self.date(when))
        if passed < timedelta(minutes=1):
            return self.say("just now")
        return escape(format_timedelta(-passed, add_direction=True, locale=self.language))

    def lasting(self, seconds: int) -> str:
        """How long something takes, such as "3 minutes"."""
        return str(format_timedelta(timedelta(seconds=max(1, seconds)), locale=self.language, threshold=1.5))

    def period(self, period: Period) -> str:
        """The months where whole months are covered, else the days: "Jan - Apr 2021", "Aug 15 - Dec 15, 2018"."""
        last = calendar.monthrange(period.end.year, period.end.month)[1]
        whole = period.start.day == 1 and period.end.day == last
        if whole and (period.start.year, period.start.month) == (period.end.year, period.end.month):
            return str(format_skeleton("yMMM", period.start, locale=self.language))
        return str(format_interval(period.start, period.end, "yMMM" if whole else "yMMMd", locale=self.language))

    def in_language(self, code: str) -> Markup:
        """That something is written in the language `code`; empty where the code names none."""
        known = {"en": self.say("in English"), "ru": self.say("in Russian"), "ky": self.say("in Kyrgyz")}
        if code in known:
            return known[code]
        name = Locale.parse(self.language).languages.get(code) if code != "und" else None
        return self.say("language: {language}", language=name) if name else Markup()


@dataclass(frozen=True, slots=True)
class Translations:
    """All catalogues, by language code."""

    catalogues: Mapping[str, gettext.GNUTranslations]
    timezone: tzinfo

    def for_language(self, code: str) -> Words:
        """The words of that language; English where there is no catalogue for it."""
        known = code if code in self.catalogues else "en"
        return Words(language=known, timezone=self.timezone, catalogue=self.catalogues[known])


def read_translations(timezone: tzinfo) -> Translations:
    """Read and compile the shipped catalogues; dates are told in `timezone`."""
    folder = files("config.messages")
    return Translations(
        catalogues={code: compile_catalogue((folder / f"{code}.po").read_bytes(), code) for code in LANGUAGES},
        timezone=timezone,
    )


def compile_catalogue(source: bytes, language: str) -> gettext.GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), locale=language, abort_invalid=True))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def choose_language(language_code: str | None, default: str) -> str:
    """The language for a new chat: Telegram's code (an IETF tag such as "ru-RU") where we speak it, else `default`."""
    code = (language_code or "").replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else default


def _day(when: Day, timezone: tzinfo) -> date:
    return when.astimezone(timezone).date() if isinstance(when, datetime) else when
