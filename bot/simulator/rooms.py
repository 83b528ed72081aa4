"""Finding the chat a request means, and whether the bot may act there."""

from typing import TYPE_CHECKING

from bot.simulator.chat import GENERAL_TOPIC, Chat, Message, User
from bot.simulator.wire import Json, Refusal, forbidden, refused

if TYPE_CHECKING:  # the simulator holds the chats
    from bot.simulator.simulator import Simulator


def find_chat(simulator: "Simulator", chat_id: int | str) -> Chat:
    """A chat the bot has met. Raises Refusal: not found, or upgraded to a supergroup."""
    chat = _look_up(simulator, chat_id)
    if chat is None or (chat.kind == "private" and chat.bot == "left"):
        raise refused("chat not found")
    if chat.migrated_to is not None:
        text = "Bad Request: group chat was upgraded to a supergroup chat"
        raise Refusal(400, text, migrate_to_chat_id=chat.migrated_to)
    return chat


def _look_up(simulator: "Simulator", chat_id: int | str) -> Chat | None:
    if isinstance(chat_id, int):
        return simulator.chats.get(chat_id)
    name = chat_id.removeprefix("@").lower()
    public = (chat for chat in simulator.chats.values() if chat.kind != "private" and chat.username)
    return next((chat for chat in public if (chat.username or "").lower() == name), None)


def find_entered(simulator: "Simulator", chat_id: int | str) -> Chat:
    """A chat the bot is in. Raises Refusal: blocked, kicked, left, deactivated."""
    chat = find_chat(simulator, chat_id)
    if chat.kind == "private":
        if chat.user is not None and chat.user.deactivated:
            raise forbidden("user is deactivated")
        if chat.bot == "kicked":
            raise forbidden("bot was blocked by the user")
    elif chat.bot == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    elif chat.bot == "left":
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    return chat


def find_writable(simulator: "Simulator", chat_id: int | str, thread_id: int | None = None) -> Chat:
    """A chat (and topic) the bot may write to. Raises Refusal: no rights, topic closed or gone."""
    chat = find_entered(simulator, chat_id)
    if chat.kind == "channel" and chat.bot != "administrator":
        raise refused("need administrator rights in the channel chat")
    if not chat.bot_may_write:
        raise refused("not enough rights to send text messages to the chat")
    if thread_id is not None and (thread_id == GENERAL_TOPIC or thread_id not in chat.topics):
        raise refused("message thread not found")
    if (thread_id or GENERAL_TOPIC) in chat.closed_topics and chat.bot != "administrator":
        raise refused("TOPIC_CLOSED")
    return chat


def find_message(chat: Chat, message_id: int | None, missing: str) -> Message:
    message = chat.messages.get(message_id or 0)
    if message is None:
        raise refused(missing)
    return message


def get_chat(simulator: "Simulator", arguments: Json) -> Json:
    chat = find_chat(simulator, arguments["chat_id"])
    if chat.kind != "private" and chat.bot in {"left", "kicked"}:
        find_entered(simulator, chat.id)
    extra: Json = {"accent_color_id": 0, "max_reaction_count": 11}
    extra["accepted_gift_types"] = dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        False,
    )
    return chat.as_json() | extra


def get_chat_member(simulator: "Simulator", arguments: Json) -> Json:
    chat = find_entered(simulator, arguments["chat_id"])
    user = simulator.users.get(arguments["user_id"])
    if user is None:
        raise refused("user not found")
    return member_json(simulator, chat, user)


def get_chat_administrators(simulator: "Simulator", arguments: Json) -> list[Json]:
    chat = find_entered(simulator, arguments["chat_id"])
    if chat.kind == "private":
        raise refused("there are no administrators in the private chat")
    admins = [user for user in chat.members.values() if user.id in chat.admins]
    return [member_json(simulator, chat, user) for user in admins]


def leave_chat(simulator: "Simulator", arguments: Json) -> bool:
    chat = find_entered(simulator, arguments["chat_id"])
    if chat.kind == "private":
        raise refused("chat member status can't be changed in private chats")
    chat.bot = "left"
    simulator.journal.record("chat", chat.id, {})
    return True


def member_json(simulator: "Simulator", chat: Chat, user: User) -> Json:
    """A ChatMember; the first admin counts as the creator."""
    if user.id == simulator.bot.id:
        return standing_json(user, chat.bot)
    if user.id == min(chat.admins, default=0):
        return {"status": "creator", "user": user.as_json(), "is_anonymous": False}
    inside = user.id in chat.members or chat.id == user.id
    return standing_json(user, "administrator" if user.id in chat.admins else "member" if inside else "left")


_RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_post_messages",
    "can_edit_messages",
]


def standing_json(user: User, status: str) -> Json:
    body: Json = {"status": status, "user": user.as_json()}
    if status == "kicked":
        body["until_date"] = 0
    if status == "administrator":
        body |= {right: right in {"can_manage_chat", "can_post_messages"} for right in _RIGHTS}
    return body
