"""How /watch guides whoever types nothing: examples, the topics, people who were named lately."""

import asyncio
from collections import Counter
from dataclasses import replace

from markupsafe import Markup, escape

from handlers.call import Button, Call, Message, Reply
from handlers.languages import Words
from handlers.naming import names_of
from handlers.services import Services
from handlers.views.buttons import OddButton, column, fitting, grid, number_in, press, turning
from handlers.views.text import code, fit
from store.listing import LatestFilter

_TOPICS = 8
_OFFERED = 8
_LATELY = 40  # entries


def guide(words: Words) -> Message:
    parts = [
        words.say("What shall I watch for you? Write it after the command:"),
        Markup("\n").join(map(code, ("/watch Temirov", "/watch protest Osh", '/watch "foreign agents"'))),
        words.say("A name, a topic, a place, words, or several together. I show you what it would have brought."),
        words.say("What is written in one language alone: {example}", example=code(f"/watch lang:{words.language}")),
    ]
    buttons = column(
        press(words.say("Everything about Kyrgyzstan"), "w:on"),
        press(words.say("Choose a topic"), "w:topics:0"),
        press(words.say("Choose a person"), "w:who"),
    )
    return Message(text=fit(parts), buttons=buttons)


async def choose_topic(value: str, call: Call, services: Services) -> Reply:
    offset = number_in(value)
    words = await services.words_for(call)
    named = sorted((services.terms.topic_name(key, words.language), key) for key in services.terms.topics)
    if offset >= len(named):
        raise OddButton(call.action)
    shown = named[offset : offset + _TOPICS]
    buttons: tuple[tuple[Button, ...], ...] = (
        *column(*(fitting(escape(name), f"w:t:{key}") for name, key in shown)),
        *turning(words, "w:page:{offset}", offset=offset, size=_TOPICS, total=len(named)),
    )
    text = words.say("Which topic? I show you what it would have brought before anything is saved.")
    return Reply(
        messages=(Message(text=text, buttons=buttons),),
    )


async def turn_topics(value: str, call: Call, services: Services) -> Reply:
    """Another page of them, in place of the one before."""
    return replace(await choose_topic(value, call, services), edit=True)


async def choose_person(_: str, call: Call, services: Services) -> Reply:
    words = await services.words_for(call)
    asked = words.say("Write the name after the command, in any spelling: {example}", example=code("/watch Temirov"))
    lately = await names_of(await _named_lately(services), words, services)
    parts = [asked, words.say("Or choose somebody who was named lately:") if lately else Markup()]
    buttons = [press(escape(name), f"w:o:{person_id}") for person_id, name in lately.items()]
    return Reply(messages=(Message(text=fit(parts), buttons=grid(buttons, 2)),))


async def _named_lately(services: Services) -> list[int]:
    """Whom the newest entries name, the most often named first."""
    newest = await services.store.entries.latest(LatestFilter(), offset=0, limit=_LATELY)
    people = await asyncio.gather(*(services.store.people.named_in(entry.id) for entry in newest.entries))
    counted = Counter(person.id for named in people for person in named)
    return [person_id for person_id, _ in counted.most_common(_OFFERED)]
