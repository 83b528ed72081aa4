"""What each role may do, and word to all who run the bot."""

from collections.abc import Callable, Collection

from markupsafe import Markup

from handlers.call import Message, Note
from handlers.languages import Words
from handlers.services import Services
from store.admin import Role
from store.subscriber import ChatRef

EDITORS_TOO = frozenset({"admins", "stats", "feeds"})
"""Commands that an editor may give; owners and admins may give all."""


def may(role: Role | None, command: str) -> bool:
    return role in {Role.OWNER, Role.ADMIN} or (role is Role.EDITOR and command in EDITORS_TOO)


def name_role(role: Role, words: Words) -> Markup:
    match role:
        case Role.OWNER:
            return words.say("owner")
        case Role.ADMIN:
            return words.say("admin")
        case Role.EDITOR:
            return words.say("editor")


async def tell_admins(
    services: Services, write: Callable[[Words], Message], *, but: Collection[int] = (), speakers: bool = False
) -> tuple[Note, ...]:
    """The same message for every admin, each in their own language; with `speakers` not for editors."""
    if speakers:
        everyone = await services.speakers()
    else:
        everyone = [*sorted(services.owners), *(admin.user_id for admin in await services.store.admins.all())]
    notes = []
    for user_id in dict.fromkeys(everyone):
        if user_id not in but:
            chat = ChatRef(user_id)
            notes.append(Note(chat, write(await services.words_in(chat))))
    return tuple(notes)
