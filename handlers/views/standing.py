"""Said to owners when the bot was started with another token on the same data."""

from handlers.call import Message
from handlers.languages import Words
from handlers.views.buttons import press, row
from handlers.views.text import bold, fit


def stranger(readers: int, words: Words) -> Message:
    """What it means, and the button to go on. `readers`: how many the earlier bot has."""
    parts = [
        bold(words.say("I am another bot than the one whose data this is. I send nothing by myself yet.")),
        words.say_many(
            "{n} chat is kept, with all it follows.", "{n} chats are kept, with all they follow.", n=readers
        ),
        words.say(
            "If you go on: each reader must press Start here once, and each group must let me in. Telegram does not "
            "let me write to them before. If the token is a mistake, put the earlier one back; nothing has changed."
        ),
    ]
    return Message(text=fit(parts), buttons=row(press(words.say("Go on with this bot"), "o:go")))
