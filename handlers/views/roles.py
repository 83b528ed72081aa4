"""What all who run the bot are told of roles given and taken on the command line."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.call import Message
from handlers.languages import Words
from handlers.rights import name_role
from handlers.views.text import code, fit
from store.admin import AuditLine, Deed, Role


def role_news(lines: Sequence[AuditLine], words: Words) -> Message:
    """One message for all, oldest first."""
    said = [_line(line, words) for line in lines]
    done = words.say("Done on the command line of the server. Who runs this bot: {command}", command="/admins")
    return Message(text=fit([*said, done], separator="\n"))


def _line(line: AuditLine, words: Words) -> Markup:
    if line.deed is Deed.GRANTED and line.detail in set(Role):
        role = name_role(Role(line.detail), words)
        return words.say("{number} is now {role} of this bot.", number=code(line.whom), role=role)
    return words.say("A role was taken from somebody.")  # whose number it was goes with the role
