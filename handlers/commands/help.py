"""/help: everything that can be asked, with examples."""

from markupsafe import Markup

from handlers.call import Call, Message, Reply
from handlers.languages import Words
from handlers.menu import admin_commands, reader_commands
from handlers.rights import may
from handlers.services import Services
from handlers.views.text import bold, code, fit
from store.subscriber import ChatKind


async def show_help(call: Call, services: Services) -> Reply:
    words = await services.words_for(call)
    parts = [
        bold(words.say("What you can ask me")),
        _listed(reader_commands(words)),
        words.say(
            "Examples: {search}, {person}. In a private chat you can also just write a word or a name.",
            search=code("/search Osh journalist"),
            person=code("/person Аскаров"),
        ),
    ]
    role = await services.role_of(call.user_id) if call.kind is ChatKind.PRIVATE else None
    if role:
        allowed = [(name, meaning) for name, meaning in admin_commands(words) if may(role, name)]
        parts += [bold(words.say("For those who run this bot")), _listed(allowed)]
    if services.contact:
        parts.append(words.say("Questions: {contact}", contact=services.contact))
    return Reply(messages=(Message(text=fit(parts)),))


def _listed(commands: list[tuple[str, str]]) -> Markup:
    return Markup("\n").join(Markup("/{} - {}").format(name, meaning) for name, meaning in commands)


def pointer(words: Words) -> Markup:
    """One line that leads to the help."""
    return words.say("Everything I understand: {help}", help="/help")
