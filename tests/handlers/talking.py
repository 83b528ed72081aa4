"""A chat with the handlers on a real store: what tests of the conversation share."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.feeds.health import health
from handlers.call import Button, Call, Message, Reply
from handlers.languages import read_translations
from handlers.routes import answer
from handlers.services import Services
from handlers.views.text import plain
from store.broadcast import MediaFile
from store.entry import About, AnalysedEntry, Analysis, Freedom, ParsedEntry, Period, PersonMention
from store.lexicon.terms import Place, TermLexicon, Topic
from store.listing import LatestFilter
from store.query import Query
from store.query_parser import parse_query
from store.sqlite.open import open_store
from store.subscriber import ChatKind, ChatRef

NOW = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
READER = ChatRef(1001)
ADMIN = 7
BISHKEK = ZoneInfo("Asia/Bishkek")
TERMS = TermLexicon(
    topics={
        "detention": Topic(
            key="detention",
            freedom=Freedom.ASSEMBLY,
            names={"en": "detention", "ru": "задержание", "ky": "кармоо"},
        ),
        "protest": Topic(
            key="protest", freedom=Freedom.ASSEMBLY, names={"en": "protest", "ru": "протест", "ky": "митинг"}
        ),
    },
    places={"osh": Place(key="osh", kind="city", names={"en": "Osh", "ru": "Ош", "ky": "Ош"})},
    concepts={},
)


def parse(text: str, now: datetime) -> Query:
    return parse_query(text, now=now, timezone=BISHKEK, terms=TERMS, outlets=("Example Monitor",))


@dataclass
class Chat:
    """One reader (or admin) in one chat."""

    services: Services
    ref: ChatRef = READER
    kind: ChatKind = ChatKind.PRIVATE
    user_id: int | None = READER.chat_id
    language_code: str | None = "en"
    chat_admin: bool = True
    woken: list[bool] = field(default_factory=list)

    async def write(self, text: str, *, formatted: Markup | None = None, media: MediaFile | None = None) -> Reply:
        command, _, arguments = text.removeprefix("/").partition(" ") if text.startswith("/") else ("", "", text)
        call = replace(self._call(), command=command, arguments=arguments, formatted=formatted, media=media)
        return await answer(call, self.services)

    async def press(
        self,
        action: str,
        *,
        under: Message | str = "",
        message_id: int | None = None,
        sent_at: datetime | None = None,
    ) -> Reply:
        origin = under if isinstance(under, str) else plain(under.text)
        call = replace(self._call(), action=action, origin_text=origin, message_id=message_id, sent_at=sent_at)
        return await answer(call, self.services)

    def of(self, user_id: int) -> "Chat":
        """Somebody else's private chat with the same bot."""
        return replace(self, ref=ChatRef(user_id), user_id=user_id, kind=ChatKind.PRIVATE)

    def at(self, now: datetime) -> "Chat":
        """The same chat at another time."""
        return replace(self, services=replace(self.services, clock=lambda: now))

    def _call(self) -> Call:
        return Call(
            chat=self.ref,
            kind=self.kind,
            user_id=self.user_id,
            language_code=self.language_code,
            chat_admin=self.chat_admin,
        )


@asynccontextmanager
async def open_chat(folder: Path) -> AsyncIterator[Chat]:
    """A reader's chat on an empty store."""
    async with open_store(folder / "jarchy.db", TERMS, timezone=BISHKEK) as store:
        woken: list[bool] = []
        services = Services(
            store=store,
            terms=TERMS,
            words=read_translations(BISHKEK),
            clock=lambda: NOW,
            timezone=BISHKEK,
            default_language="en",
            owners=frozenset({ADMIN}),
            parse_query=parse,
            wake_courier=lambda: woken.append(True),
            judge_feed=health,
            username="JarchyBot",
            operator="Example NGO",
        )
        yield Chat(services, woken=woken)


def written(
    title: str,
    text: str = "",
    *,
    url: str | None = "https://example.org/a",
    published_at: datetime | None = datetime(2025, 12, 1, tzinfo=UTC),
    language: str = "en",
    people: Sequence[str] = (),
    topics: tuple[str, ...] = (),
    period: Period | None = None,
) -> AnalysedEntry:
    """An entry about Kyrgyzstan; `people` are named in it as they stand there."""
    whole = f"{title}\n{text}"
    mentions = tuple(
        PersonMention(name=name, surface=name, start=whole.index(name), end=whole.index(name) + len(name))
        for name in people
    )
    parsed = ParsedEntry(
        guid=None, url=url, link=url, title=title, text=text, published_at=published_at, country="kg", period=period
    )
    return AnalysedEntry(
        parsed, Analysis(language=language, about=About.PRIMARY, civic=True, topics=topics, people=mentions)
    )


async def publish(chat: Chat, *entries: AnalysedEntry, outlet: str = "Example Monitor") -> list[int]:
    """Store the entries; gives their ids in the same order."""
    entry_store = chat.services.store.entries
    batch = [(f"{outlet} {place} {entry.parsed.title}", outlet, entry) for place, entry in enumerate(entries)]
    await entry_store.import_entries(batch, now=NOW)
    stored = (await entry_store.latest(LatestFilter(), offset=0, limit=1000)).entries
    return [next(there.id for there in stored if there.external_id == key) for key, _, _ in batch]


def written_in(folder: Path) -> bytes:
    """All bytes of the files there: the database, its log, whatever stands beside them."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def text_of(reply: Reply) -> str:
    """Everything a reader sees of a reply."""
    return "\n\n".join(plain(message.text) for message in reply.messages)


def buttons_of(reply: Reply) -> list[Button]:
    return [button for message in reply.messages for row in message.buttons for button in row]


def action_of(reply: Reply, label: str) -> str:
    """The action behind the button with that label."""
    return next(button.action for button in buttons_of(reply) if button.text == label and button.action)
