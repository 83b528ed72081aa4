"""/privacy: exactly what is stored, and what never is."""

from markupsafe import Markup

from handlers.call import Call, Message, Reply
from handlers.commands.start import run_by_line
from handlers.languages import Words
from handlers.services import Services
from handlers.views.text import bold, fit


async def privacy(call: Call, services: Services) -> Reply:
    words = await services.words_for(call)
    parts = [
        bold(words.say("What I store about this chat")),
        *(Markup("• {}").format(said) for said in _stored(words, services)),
        bold(words.say("What I never store or log")),
        words.say(
            "Your name, username or phone number, what you search for, and the messages you write to me. "
            "A search's answer repeats your words so that its buttons work; delete the message and they are gone."
        ),
        words.say("Telegram itself sees this chat: it is not end-to-end encrypted."),
        run_by_line(words, services),
        words.say("To see all I store about this chat: {command}", command="/mydata"),
        words.say("To delete what I store about this chat: {command}", command="/forgetme"),
    ]
    return Reply(messages=(Message(text=fit(parts)),))


def _stored(words: Words, services: Services) -> list[Markup]:
    """All that the database holds of a reader; a test compares it with the schema."""
    return [
        words.say("The chat's number, its kind (private, group, channel or topic) and the week in which it began."),
        words.say("Its language, what it follows, what is muted and until when."),
        words.say("How updates come: at which hours, in which time zone, how discreet, with or without link previews."),
        words.say(
            "Whether Telegram still takes messages for it; if not, why and since when. After 90 days I forget it."
        ),
        words.say(
            "For at most 90 days: which updates were sent here, when, with what success, the number of each message, "
            "and why it was sent."
        ),
        words.say(
            "Of those who run this bot: their numbers and what they did in that role. "
            "Of a chat that was shut out: a keyed hash of its number."
        ),
        words.say(
            "Backups made by those who run this bot are deleted after {time} at the latest; "
            "until then they may hold what was deleted here.",
            time=words.say_many("{n} day", "{n} days", n=services.backup_days),
        ),
    ]
