"""/start: who runs this bot, what it stores, and the first three things to read."""

from markupsafe import Markup

from handlers.call import Call, Message, Reply
from handlers.commands import person
from handlers.commands.entry import card_of
from handlers.commands.help import pointer
from handlers.languages import LANGUAGES, NATIVE_NAMES, Words
from handlers.services import Services
from handlers.views.buttons import OddButton, column, press, rest, row
from handlers.views.entries import entry_list
from handlers.views.text import bold, fit
from store.listing import LatestFilter
from store.subscriber import ChatKind

_SHOWN = 3


async def start(call: Call, services: Services) -> Reply:
    """Greets, and opens what a deep link shares: `person_7`, `incident_7`."""
    if call.chat_admin:
        await services.store.subscribers.remember(
            call.chat, kind=call.kind, language=services.first_language(call), now=services.clock()
        )
    shared = await _shared(call, services)
    if shared:
        return shared
    words = await services.words_for(call)
    return Reply(messages=(await greeting(call, words, services),))


async def change_language(call: Call, services: Services) -> Reply:
    """A language button under the greeting: the greeting again, in that language."""
    language = rest(call.action)
    if language not in LANGUAGES:
        raise OddButton(call.action)
    subscriber = await services.store.subscribers.remember(
        call.chat, kind=call.kind, language=language, now=services.clock()
    )
    await services.store.subscribers.set_language(subscriber.id, language)
    words = services.words.for_language(language)
    return Reply(messages=(await greeting(call, words, services),), edit=True, toast=NATIVE_NAMES[language])


async def greeting(call: Call, words: Words, services: Services) -> Message:
    """What this bot is, in a few lines; the latest entries; buttons for language and first steps.

    One message: Telegram takes one a second in a chat.
    """
    about = words.say(
        "I tell journalists and human rights defenders what happens to civic space in Kyrgyzstan: "
        "protests, the press, associations and the people concerned."
    )
    run_by = run_by_line(words, services)
    stored = words.say(
        "I store this chat's number, its language and what you follow. Never your name or what you search for."
    )
    if call.kind is ChatKind.PRIVATE:
        steps = words.say("Ask for a name or a word right here, or look around: {help}", help="/help")
    else:
        steps = pointer(words)
    choices = [press(NATIVE_NAMES[code], f"s:{code}") for code in LANGUAGES]
    intro = fit([bold(words.say("Hello! I am Jarchy, the town crier.")), about, _pair(run_by, stored), steps])
    page = await services.store.entries.latest(LatestFilter(), offset=0, limit=_SHOWN)
    heading = Markup("{}\n\n{}").format(intro, bold(words.say("The latest")))
    return Message(
        text=entry_list(heading, page.entries, words, first=1) if page.entries else intro,
        buttons=(
            *row(*choices),
            *column(
                press(words.say("Tell me everything about Kyrgyzstan"), "w:on"),
                press(words.say("Choose a topic"), "w:topics:0"),
                press(words.say("Choose a person"), "w:who"),
                press(words.say("Show the latest"), "n:0"),
            ),
        ),
    )


async def _shared(call: Call, services: Services) -> Reply | None:
    kind, _, number = call.arguments.partition("_")
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        return None
    if kind == "person":
        return await person.card(int(number), 0, await services.words_for(call), services)
    if kind != "incident":
        return None
    card = await card_of(int(number), call, services)
    return Reply(messages=(card or await _gone(call, services),))


async def _gone(call: Call, services: Services) -> Message:
    words = await services.words_for(call)
    latest = press(words.say("Show the latest"), "n:0")
    return Message(text=words.say("This update is no longer in my archive."), buttons=row(latest))


def run_by_line(words: Words, services: Services) -> Markup:
    """Who runs this bot; empty where the operator has not said."""
    return words.say("This bot is run by {operator}.", operator=services.operator) if services.operator else Markup()


def _pair(first: Markup, second: Markup) -> Markup:
    return Markup("\n").join(line for line in (first, second) if line)
