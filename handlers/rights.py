"""What each role may do, and word to all who run the bot."""

from collections.abc import Callable, Collection

from markupsafe import Markup

from handlers.call import Call, Message, Note
from handlers.languages import Words
from handlers.services import Services
from store.admin import Role
from store.subscriber import ChatKind, ChatRef

EDITORS_TOO = frozenset({"admins", "stats", "feeds", "people", "incident"})
"""Commands that an editor may give; owners and admins may give all."""


def may(role: Role | None, command: str) -> bool:
    return role in {Role.OWNER, Role.ADMIN} or (role is Role.EDITOR and command in EDITORS_TOO)


async def edits_here(call: Call, services: Services) -> bool:
    """Whether the caller may change people and incidents, in the chat where that is nobody else's business."""
    return call.kind is ChatKind.PRIVATE and may(await services.role_of(call.user_id), "people")


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
