"""/language: in which language the bot speaks here."""

from handlers.call import Button, Call, Message, Reply
from handlers.languages import LANGUAGES, NATIVE_NAMES, Words
from handlers.services import Services
from handlers.views.buttons import OddButton, press, rest, row


async def language(call: Call, services: Services) -> Reply:
    """Offers the languages; `/language ru`, or the language's own name, sets one at once."""
    typed = call.arguments.strip().casefold()
    wanted = {code: code for code in LANGUAGES} | {name.casefold(): code for code, name in NATIVE_NAMES.items()}
    if typed in wanted:
        return Reply(messages=(await _settle(wanted[typed], call, services),))
    words = await services.words_for(call)
    return Reply(messages=(Message(text=words.say("Which language shall I speak here?"), buttons=_choices()),))


async def choose(call: Call, services: Services) -> Reply:
    """A language button: `g:ru`."""
    code = rest(call.action)
    if code not in LANGUAGES:
        raise OddButton(call.action)
    return Reply(messages=(await _settle(code, call, services),), edit=True, toast=NATIVE_NAMES[code])


async def _settle(code: str, call: Call, services: Services) -> Message:
    subscribers = services.store.subscribers
    subscriber = await subscribers.remember(call.chat, kind=call.kind, language=code, now=services.clock())
    await subscribers.set_language(subscriber.id, code)
    return _settled(services.words.for_language(code))


def _settled(words: Words) -> Message:
    said = words.say("From now on I speak English here. Titles stay in the language in which they were published.")
    return Message(text=said, buttons=_choices())


def _choices() -> tuple[tuple[Button, ...], ...]:
    return row(*(press(NATIVE_NAMES[code], f"g:{code}") for code in LANGUAGES))
