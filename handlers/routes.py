"""Which handler answers: commands, their other names, buttons, plain text, and what nobody knows."""

from collections.abc import Awaitable, Callable, Mapping

from markupsafe import Markup, escape
from rapidfuzz import fuzz, process

from handlers.call import Call, Message, Reply
from handlers.commands import (
    admins,
    bans,
    broadcast,
    broadcast_steps,
    digest,
    edits,
    entry,
    export,
    feeds,
    forgetme,
    help,  # noqa: A004 - the command's own name
    incident,
    incident_steps,
    invite,
    language,
    latest,
    mutes,
    mydata,
    panic,
    pause,
    people,
    people_steps,
    person,
    privacy,
    search,
    settings,
    sources,
    standing,
    start,
    stats,
    subscribe,
    timing,
    today,
    trends,
    unsubscribe,
    watch,
    watch_page,
    watches,
    why,
)
from handlers.rights import may
from handlers.services import Services
from handlers.sharing import link_behind
from handlers.views.buttons import OddButton, press, row
from handlers.views.text import code, fit
from store.subscriber import ChatKind

Handler = Callable[[Call, Services], Awaitable[Reply]]

COMMANDS: Mapping[str, Handler] = {
    "start": start.start,
    "help": help.show_help,
    "latest": latest.latest,
    "today": today.today,
    "search": search.search,
    "person": person.person,
    "trends": trends.trends,
    "export": export.export,
    "subscribe": subscribe.subscribe,
    "unsubscribe": unsubscribe.unsubscribe,
    "watch": watch.watch,
    "watches": watches.watches,
    "language": language.language,
    "settings": settings.settings,
    "pause": pause.pause,
    "sources": sources.sources,
    "why": why.why,
    "privacy": privacy.privacy,
    "mydata": mydata.mydata,
    "forgetme": forgetme.forgetme,
}
ADMIN_COMMANDS: Mapping[str, Handler] = {
    "broadcast": broadcast.broadcast,
    "stats": stats.stats,
    "feeds": feeds.feeds,
    "admins": admins.admins,
    "grant": admins.grant,
    "revoke": admins.revoke,
    "audit": admins.audit,
    "bans": bans.bans,
    "invite": invite.invite,
    "panic": panic.panic,
    "people": people.people,
    "incident": incident.incident,
}
ALIASES: Mapping[str, str] = {
    "lang": "language", "find": "search", "who": "person", "news": "latest", "stop": "unsubscribe",
    "помощь": "help", "последние": "latest", "новости": "latest", "сегодня": "today", "поиск": "search",
    "человек": "person", "подписаться": "subscribe", "отписаться": "unsubscribe", "язык": "language",
    "настройки": "settings", "пауза": "pause", "следить": "watch", "подписки": "watches", "экспорт": "export",
    "почему": "why", "динамика": "trends", "справка": "help", "источники": "sources",
    "жардам": "help", "жаңылыктар": "latest", "бүгүн": "today", "издөө": "search", "адам": "person",
    "жазылуу": "subscribe", "тил": "language", "жөндөөлөр": "settings", "тыныгуу": "pause", "булактар": "sources",
    "жазылуулар": "watches",
}  # fmt: skip
BUTTONS: Mapping[str, Handler] = {
    "l": latest.turn,
    "n": latest.open_latest,
    "q": search.turn,
    "t": search.try_suggestion,
    "p": person.turn,
    "e": entry.show_entry,
    "card": entry.open_card,
    "cite": entry.cite,
    "i": person.open_person,
    "g": language.choose,
    "s": start.change_language,
    "f": forgetme.decide,
    "w": watch.pressed,
    "u": watches.stop,
    "x": export.pressed,
    "k": settings.switch,
    "d": today.turn,
    "c": timing.pressed,
    "h": why.pressed,
    "m": digest.show,
    "o": standing.go_on,
    "r": watches.mark,
    "list": watches.show,
    "one": watch_page.open_watch,
    "pause": watch_page.pause,
    "alter": watch_page.ask_for_text,
    "unmute": watch_page.bring_back,
    "less": mutes.choose,
    "not": mutes.choose_person,
    "mute": mutes.mute,
}
ADMIN_BUTTONS: Mapping[str, tuple[str, Handler]] = {
    "a": ("grant", admins.pressed),
    "b": ("broadcast", broadcast_steps.decide),
    "j": ("bans", bans.pressed),
    "v": ("feeds", feeds.pressed),
    "y": ("invite", invite.pressed),
    "z": ("panic", panic.pressed),
    "ed": ("people", people_steps.pressed),
    "inc": ("incident", incident_steps.pressed),
    "undo": ("people", edits.pressed),
}
"""By what stands before the colon: the command of which one must have the right, and what answers."""
_ALWAYS = frozenset({"privacy", "mydata", "forgetme"})
_CHANGING_COMMANDS = frozenset({"subscribe", "unsubscribe", "watch", "language", "forgetme"})
_CHANGING_WITH_WORDS = frozenset({"watches", "settings", "pause"})
_CHANGING_BUTTONS = frozenset("wugskfcr") | {"pause", "alter", "unmute", "mute"}
_ALIKE = 65


def knows(command: str) -> bool:
    """Whether the command is one that any reader may give."""
    return ALIASES.get(command, command) in COMMANDS


def needs_admin(call: Call) -> bool:
    """Whether in a group or channel only its admins may: what would change what the chat gets or how.

    Of the buttons in a channel all do, since what they bring would be shown to everybody.
    """
    if call.action is not None:
        return call.kind is ChatKind.CHANNEL or call.action.partition(":")[0] in _CHANGING_BUTTONS
    name = ALIASES.get(call.command, call.command)
    return name in _CHANGING_COMMANDS or (name in _CHANGING_WITH_WORDS and bool(call.arguments))


async def answer(call: Call, services: Services) -> Reply:
    """The reply to one call. An error that nobody expected passes through."""
    link = link_behind(call.action, services.username) if call.kind is ChatKind.CHANNEL and call.action else ""
    if link:
        return Reply(opens=link)
    if needs_admin(call) and not call.chat_admin:
        return await _for_admins_only(call, services)
    refused = await invite.let_in(call, services) if call.command not in _ALWAYS else None
    return refused or await _answer_invited(call, services)


async def _answer_invited(call: Call, services: Services) -> Reply:
    if call.action is not None:
        return await _pressed(call, services)
    if call.command:
        return await _commanded(call, services)
    if call.kind is ChatKind.PRIVATE and call.arguments.strip():
        return await search.search(call, services)
    if call.kind is ChatKind.PRIVATE:
        return await _wordless(call, services)
    return Reply()


async def _commanded(call: Call, services: Services) -> Reply:
    name = ALIASES.get(call.command, call.command)
    handler = COMMANDS.get(name)
    if handler is None and await _has_right(call, name, services):
        handler = ADMIN_COMMANDS.get(name)
    return await handler(call, services) if handler else await _unknown(call, services)


async def _pressed(call: Call, services: Services) -> Reply:
    try:
        return await (await _button(call, services))(call, services)
    except OddButton:
        words = await services.words_for(call)
        said = words.say("This button is from another time and no longer works. {pointer}", pointer=help.pointer(words))
        return Reply(messages=(Message(text=said, buttons=row(press(words.say("Show the latest"), "n:0"))),))


async def _button(call: Call, services: Services) -> Handler:
    action = call.action or ""
    kind, colon, _ = action.partition(":")
    if colon and kind in BUTTONS:
        return BUTTONS[kind]
    command, handler = ADMIN_BUTTONS.get(kind, ("", None))
    if not colon or handler is None or not await _has_right(call, command, services):
        raise OddButton(action)
    return handler


async def _has_right(call: Call, command: str, services: Services) -> bool:
    """Only in private: what an admin asks in a group is nobody else's business."""
    return call.kind is ChatKind.PRIVATE and may(await services.role_of(call.user_id), command)


async def _unknown(call: Call, services: Services) -> Reply:
    words = await services.words_for(call)
    guess = _guess(call.command)
    parts = [words.say("I do not know the command {command}.", command=f"/{call.command[:40]}")]
    if guess:
        parts.append(words.say("Did you mean {command}?", command=_written(guess, call.arguments)))
    parts.append(help.pointer(words))
    return Reply(messages=(Message(text=fit(parts, separator="\n")),))


def _guess(command: str) -> str | None:
    """The known command that is most like the typed one, where any is."""
    known = [*COMMANDS, *(name for name in ALIASES if not name.isascii())]
    found = process.extractOne(command, known, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return found[0] if found else None


def _written(command: str, arguments: str) -> Markup:
    """The command as it can be tapped, or copied where something follows it."""
    arguments = " ".join(arguments.split())[:100]
    return code(f"/{command} {arguments}") if arguments else escape(f"/{command}")


async def _for_admins_only(call: Call, services: Services) -> Reply:
    words = await services.words_for(call)
    if call.kind is ChatKind.CHANNEL:
        said = words.say("Only the admins of this channel can do that. You can talk to me in private.")
    else:
        said = words.say("Only the admins of this group can change that. Everyone can ask: {help}", help="/help")
    if call.action is not None:
        return Reply(toast=str(said.unescape()))
    return Reply(messages=(Message(text=said),))


async def _wordless(call: Call, services: Services) -> Reply:
    words = await services.words_for(call)
    parts = [
        words.say("I can only read text. Write me a word or a name and I look for it."),
        words.say("For example: {example}", example=code("Askarov")),
        help.pointer(words),
    ]
    return Reply(messages=(Message(text=fit(parts)),))
