"""What people do, and the updates that follow from it."""

from typing import TYPE_CHECKING

from bot.simulator.chat import ANONYMOUS_ADMIN, Chat, Message, Standing, User, keyboard_of
from bot.simulator.entities import Entity, clean, find_entities
from bot.simulator.queries import Query
from bot.simulator.rooms import standing_json
from bot.simulator.wire import Json

if TYPE_CHECKING:  # the simulator holds the chats
    from bot.simulator.simulator import Simulator


def say(
    simulator: "Simulator",
    chat: Chat,
    user: User | None,
    text: str = "",
    *,
    thread_id: int | None = None,
    media: Json | None = None,
    reply_to: Message | None = None,
    sender_chat: Chat | None = None,
) -> Message:
    """A message of `user` (None: of the chat itself, a channel's post or an anonymous admin's).

    With `media`, `text` is its caption. With `sender_chat`, somebody writes as that channel. In a private chat the bot
    is started and unblocked by it.
    """
    if chat.kind == "private":
        _open_private(simulator, chat)
    text = clean(text).strip()
    message = Message(
        chat.next_id(),
        chat,
        simulator.now(),
        user,
        entities=find_entities(text),
        media=media or {},
        thread_id=thread_id,
        reply_to=reply_to or chat.messages.get(thread_id or 0),
        sender_chat=sender_chat,
    )
    if user is None:
        message.sender = None if chat.kind == "channel" else ANONYMOUS_ADMIN
        message.sender_chat = chat
    message.text, message.caption = (None, text) if media else (text, None)
    _tell(simulator, message)
    return message


def _tell(simulator: "Simulator", message: Message) -> None:
    body = simulator.publish(message)
    if _reaches_bot(simulator, message):
        simulator.updates.add("channel_post" if message.chat.kind == "channel" else "message", body)


def _reaches_bot(simulator: "Simulator", message: Message) -> bool:
    """Privacy mode: in groups a bot that is no administrator hears only what is meant for it, and service messages."""
    chat = message.chat
    if chat.kind == "private":
        return True
    if chat.bot in {"left", "kicked"}:
        return False
    if chat.kind == "channel" or chat.bot == "administrator" or message.service:
        return True
    if message.reply_to is not None and message.reply_to.sender is simulator.bot:
        return True
    text = message.text or message.caption or ""
    name = f"@{simulator.bot.username}".lower()
    command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
    return name in text.lower() or (command != "" and "@" not in command)


def edit(simulator: "Simulator", message: Message, text: str) -> None:
    """A person changes what they wrote."""
    message.text, message.entities, message.edit_date = clean(text), find_entities(clean(text)), simulator.now()
    body = simulator.publish(message, "edit")
    if _reaches_bot(simulator, message):
        kind = "edited_channel_post" if message.chat.kind == "channel" else "edited_message"
        simulator.updates.add(kind, body)


def press(simulator: "Simulator", user: User, message: Message, data: str, *, readable: bool = True) -> Query:
    """`data` may be any text: a tampered client sends what it likes.

    A message that is deleted, or not `readable` any more (too old), comes without its text, dated 0.
    """
    query = simulator.queries.press(user.id, message.chat.id)
    there = readable and message.message_id in message.chat.messages
    unreadable = {"message_id": message.message_id, "chat": message.chat.as_json(), "date": 0}
    body = {
        "id": query.id,
        "from": user.as_json(),
        "message": message.as_json() if there else unreadable,
        "chat_instance": str(message.chat.id),
        "data": data,
    }
    simulator.updates.add("callback_query", body)
    return query


def ask_inline(simulator: "Simulator", user: User, query_text: str) -> Query:
    query = simulator.queries.ask(user.id, query_text)
    body = {"id": query.id, "from": user.as_json(), "query": query_text, "offset": "", "chat_type": "sender"}
    simulator.updates.add("inline_query", body)
    return query


def choose_inline(simulator: "Simulator", chat: Chat, user: User, query: Query, result_id: str) -> Message:
    """Post the result that was picked, in the name of who picked it. Raises KeyError where there is none of this id."""
    results = {each["id"]: each for each in (query.answer or {}).get("results", [])}
    result = results[result_id]
    message = Message(chat.next_id(), chat, simulator.now(), user, text=result["text"], via_bot=simulator.bot)
    message.entities = tuple(Entity.from_json(each) for each in result["entities"])
    message.keyboard = keyboard_of(result.get("reply_markup"))
    _tell(simulator, message)
    chosen = {"result_id": result_id, "from": user.as_json(), "query": query.text}
    simulator.updates.add("chosen_inline_result", chosen)
    return message


def set_standing(simulator: "Simulator", chat: Chat, by: User, standing: Standing) -> None:
    """The bot is blocked, let in, promoted or removed by somebody: `my_chat_member`."""
    before, chat.bot = chat.bot, standing
    if before == standing:
        return
    body = {
        "chat": chat.as_json(),
        "from": by.as_json(),
        "date": simulator.now(),
        "old_chat_member": standing_json(simulator.bot, before),
        "new_chat_member": standing_json(simulator.bot, standing),
    }
    simulator.updates.add("my_chat_member", body)
    simulator.journal.record("chat", chat.id, {})


def _open_private(simulator: "Simulator", chat: Chat) -> None:
    """Writing starts a bot that was never started, without a word; a blocked one is let in again first."""
    if chat.bot == "kicked" and chat.user is not None:
        set_standing(simulator, chat, chat.user, "member")
    elif chat.bot == "left":
        chat.bot = "member"
        simulator.journal.record("chat", chat.id, {})


def serve_notice(
    simulator: "Simulator", chat: Chat, user: User | None, service: Json, *, thread_id: int | None = None
) -> Message:
    """A service message: a topic opened, the group upgraded, somebody joined."""
    message = Message(chat.next_id(), chat, simulator.now(), user, service=service, thread_id=thread_id)
    _tell(simulator, message)
    return message
