"""/privacy: exactly what is stored, and what never is."""

from handlers.call import Call, Message, Reply
from handlers.commands.start import run_by_line
from handlers.services import Services
from handlers.views.text import bold, fit


async def privacy(call: Call, services: Services) -> Reply:
    words = await services.words_for(call)
    parts = [
        bold(words.say("What I store about this chat")),
        words.say(
            "The chat's number and kind (private, group, channel or topic), the language, what you follow, how updates "
            "are to be delivered; and for at most 90 days which updates were sent here and why."
        ),
        bold(words.say("What I never store or log")),
        words.say(
            "Your name, username or phone number, what you search for, and the messages you write to me. "
            "A search's answer repeats your words so that its buttons work; delete the message and they are gone."
        ),
        words.say("Telegram itself sees this chat: it is not end-to-end encrypted."),
        run_by_line(words, services),
        words.say("To delete what I store about this chat: {command}", command="/forgetme"),
    ]
    return Reply(messages=(Message(text=fit(parts)),))
