"""What the reader of the chat page does: plain JSON in, a small answer out.

Raises KeyError, TypeError or ValueError for what is not understood.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.simulator import actions
from bot.simulator.chat import Chat, User
from bot.simulator.texts import MOST_TEXT
from bot.simulator.wire import Json

if TYPE_CHECKING:  # the simulator stands behind the page
    from bot.simulator.simulator import Simulator

Deed: TypeAlias = Callable[["Simulator", Json], Response]
_LONGEST_QUESTION = 256


def _find_speaker(chat: Chat, given: Json) -> User | None:
    """Who writes: in a private chat its owner, else the member named, None where the chat itself speaks."""
    if chat.user is not None:
        return chat.user
    user_id = given.get("user_id")
    return chat.members[user_id] if user_id is not None else None


def _find_person(chat: Chat, given: Json) -> User:
    """Somebody in particular: the speaker, or else any member."""
    person = _find_speaker(chat, given) or next(iter(chat.members.values()), None)
    if person is None:
        raise ValueError("nobody is here")
    return person


def say(simulator: "Simulator", given: Json) -> Response:
    chat = simulator.chats[given["chat_id"]]
    text = str(given["text"]).strip()
    if not text or len(text) > MOST_TEXT or chat.migrated_to is not None:
        return PlainTextResponse("There is nothing to send here.", 400)
    message = actions.say(simulator, chat, _find_speaker(chat, given), text)
    return JSONResponse({"message_id": message.message_id})


def press(simulator: "Simulator", given: Json) -> Response:
    chat = simulator.chats[given["chat_id"]]
    message = chat.messages.get(given["message_id"])
    if message is None:
        return PlainTextResponse("This message is gone.", 400)
    query = actions.press(simulator, _find_person(chat, given), message, str(given["data"]))
    return JSONResponse({"query_id": query.id})


def ask(simulator: "Simulator", given: Json) -> Response:
    chat = simulator.chats[given["chat_id"]]
    words = str(given["query"])[:_LONGEST_QUESTION]
    query = actions.ask_inline(simulator, _find_person(chat, given), words)
    return JSONResponse({"query_id": query.id})


def pick(simulator: "Simulator", given: Json) -> Response:
    chat = simulator.chats[given["chat_id"]]
    query = simulator.queries.inline[given["query_id"]]
    message = actions.choose_inline(simulator, chat, _find_person(chat, given), query, given["result_id"])
    return JSONResponse({"message_id": message.message_id})


def block(simulator: "Simulator", given: Json) -> Response:
    chat = simulator.chats[given["chat_id"]]
    if chat.user is None:
        return PlainTextResponse("Only in a private chat.", 400)
    actions.set_standing(simulator, chat, chat.user, "kicked" if given["blocked"] else "member")
    return JSONResponse({})


DEEDS: Mapping[str, Deed] = {"say": say, "press": press, "ask": ask, "pick": pick, "block": block}
