"""People for stories: in their private chat, in groups and channels."""

import asyncio
from typing import TYPE_CHECKING

from bot.simulator import actions
from bot.simulator.chat import CHANNEL_SENDER, TELEGRAM_SERVICE, Chat, Message, User
from bot.simulator.conversation import Conversation, SeenMessage
from bot.simulator.keyboard import START_PARAMETER
from bot.simulator.queries import Query
from bot.simulator.wire import Json, Upload

if TYPE_CHECKING:  # the simulator hands these out
    from bot.simulator.simulator import Simulator


class Person(Conversation):
    """Somebody in their private chat with the bot."""

    def __init__(self, simulator: "Simulator", chat: Chat, user: User) -> None:
        super().__init__(simulator, chat)
        self.user = user
        self.last_press: Query | None = None

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def toast(self) -> str:
        """What the last pressed button was answered with, "" where nothing was said."""
        answer = self.last_press.answer if self.last_press else None
        return str(answer["text"]) if answer else ""

    @property
    def opened(self) -> str:
        """The deep link that the last pressed button opened, "" where it opened none."""
        answer = self.last_press.answer if self.last_press else None
        return str(answer["url"]) if answer else ""

    async def starts(self, payload: str = "") -> Message:
        """Press Start, or open a deep link with its payload: at most 64 of A-Z, a-z, 0-9, _ and -."""
        if payload and not START_PARAMETER.fullmatch(payload):
            raise ValueError(f"no app passes on the payload {payload!r}")
        return await self.says(f"/start {payload}".strip())

    async def says(self, text: str, *, reply_to: SeenMessage | None = None) -> Message:
        replied = self._chat.messages.get(reply_to.message_id) if reply_to else None
        return actions.say(self._simulator, self._chat, self.user, text, reply_to=replied)

    async def sends(self, kind: str, *, caption: str = "", content: bytes = b"\x00") -> Message:
        """A `photo`, `voice`, `sticker` or `document`."""
        media = make_media(self._simulator, kind, content)
        return actions.say(self._simulator, self._chat, self.user, caption, media=media)

    async def edits(self, message: Message, text: str) -> None:
        actions.edit(self._simulator, message, text)

    async def presses(self, fragment: str, *, on: SeenMessage | None = None, readable: bool = True) -> Query:
        """Press the first button whose label contains `fragment`, on `on` or on the newest message that has it.

        With `readable=False` the message is too old for the bot to read.
        """
        self.last_press = self._press(self.user, fragment, on, readable=readable)
        return self.last_press

    async def sends_data(self, data: str, *, on: SeenMessage) -> Query:
        """Press a button that a tampered client made up."""
        self.last_press = actions.press(self._simulator, self.user, self._chat.messages[on.message_id], data)
        return self.last_press

    async def answered(self, *, within: float = 5.0) -> str:
        """Wait until the last pressed button is answered; gives the toast."""
        return await _wait_for_answer(self._simulator, self.last_press, within)

    async def asks_inline(self, query: str, *, within: float = 5.0) -> list[Json]:
        """Write `@bot query` in some chat; gives the results the bot offers."""
        asked = actions.ask_inline(self._simulator, self.user, query)
        await _wait_for_answer(self._simulator, asked, within)
        results: list[Json] = (asked.answer or {}).get("results", [])
        return results

    async def picks(self, result: Json, *, of: str) -> Message:
        """Post one of the results of the inline question `of`, here."""
        asked = next(each for each in reversed(self._simulator.queries.inline.values()) if each.text == of)
        return actions.choose_inline(self._simulator, self._chat, self.user, asked, result["id"])

    async def blocks(self) -> None:
        actions.set_standing(self._simulator, self._chat, self.user, "kicked")

    async def unblocks(self) -> None:
        actions.set_standing(self._simulator, self._chat, self.user, "member")

    async def deletes_account(self) -> None:
        self.user.deactivated = True


async def _wait_for_answer(simulator: "Simulator", query: Query | None, within: float) -> str:
    if query is None:
        raise AssertionError("no button was pressed")
    try:
        async with asyncio.timeout(within):
            while query.answer is None:
                await simulator.journal.bell.wait()
    except TimeoutError:
        raise AssertionError(f"the bot did not answer within {within} s") from None
    return str(query.answer.get("text", ""))


def make_media(simulator: "Simulator", kind: str, content: bytes) -> Json:
    """The fields of a message that holds such a thing."""
    fields: dict[str, Json] = {
        "photo": {"width": 320, "height": 240},
        "voice": {"duration": 3, "mime_type": "audio/ogg"},
        "sticker": {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": "👋",
        },
        "document": {"file_name": "document.pdf", "mime_type": "application/pdf"},
    }
    kept = simulator.files.keep(kind, Upload(f"{kind}.bin", content), fields[kind])
    body = kept.as_json() | kept.fields
    return {kind: [body] if kind == "photo" else body}


class Group(Conversation):
    """A group or supergroup."""

    async def adds_bot(self, by: Person, *, admin: bool = False) -> None:
        joined = self._chat.bot in {"left", "kicked"}
        actions.set_standing(self._simulator, self._chat, by.user, "administrator" if admin else "member")
        if joined:
            service = {"new_chat_members": [self._simulator.bot.as_json()]}
            actions.serve_notice(self._simulator, self._chat, by.user, service)

    async def removes_bot(self, by: Person) -> None:
        actions.set_standing(self._simulator, self._chat, by.user, "kicked")

    async def says(
        self, text: str, *, by: Person, topic: int | None = None, reply_to: SeenMessage | None = None
    ) -> Message:
        self._chat.members[by.id] = by.user
        replied = self._chat.messages.get(reply_to.message_id) if reply_to else None
        return actions.say(self._simulator, self._chat, by.user, text, thread_id=topic, reply_to=replied)

    async def says_anonymously(self, text: str, *, topic: int | None = None) -> Message:
        """An admin who remains anonymous: the group itself speaks."""
        return actions.say(self._simulator, self._chat, None, text, thread_id=topic)

    async def says_as_channel(self, text: str, channel: "Channel") -> Message:
        """Somebody writes in the name of a channel; the sender's id is one that Telegram shares among many."""
        speaker = channel.chat
        return actions.say(self._simulator, self._chat, CHANNEL_SENDER, text, sender_chat=speaker)

    async def presses(self, fragment: str, *, by: Person, on: SeenMessage | None = None) -> Query:
        by.last_press = self._press(by.user, fragment, on)
        return by.last_press

    async def opens_topic(self, name: str, by: Person) -> int:
        """A new forum topic; gives its thread id."""
        thread_id = self._chat.last_id + 1
        self._chat.topics[thread_id] = name
        service = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        actions.serve_notice(self._simulator, self._chat, by.user, service, thread_id=thread_id)
        return thread_id

    async def closes_topic(self, thread_id: int, by: Person) -> None:
        self._chat.closed_topics.add(thread_id)
        actions.serve_notice(self._simulator, self._chat, by.user, {"forum_topic_closed": {}}, thread_id=thread_id)

    async def deletes_topic(self, thread_id: int) -> None:
        """Telegram tells the bot nothing of it."""
        del self._chat.topics[thread_id]

    async def forbids_writing(self) -> None:
        self._chat.bot_may_write = False

    async def upgrades(self, by: Person) -> "Group":
        """A plain group becomes a supergroup under a new id; the old one answers with `migrate_to_chat_id`."""
        old = self._chat
        new = self._simulator.open_room("supergroup", old.title)
        new.members, new.admins, new.bot = old.members, old.admins, old.bot
        actions.serve_notice(self._simulator, old, by.user, {"migrate_to_chat_id": new.id})
        old.migrated_to = new.id
        actions.serve_notice(self._simulator, new, TELEGRAM_SERVICE, {"migrate_from_chat_id": old.id})
        return Group(self._simulator, new)


class Channel(Conversation):
    """A channel; the bot must be made an administrator to write in it."""

    async def adds_bot(self, by: Person) -> None:
        actions.set_standing(self._simulator, self._chat, by.user, "administrator")

    async def removes_bot(self, by: Person) -> None:
        actions.set_standing(self._simulator, self._chat, by.user, "kicked")

    async def posts(self, text: str) -> Message:
        return actions.say(self._simulator, self._chat, None, text)
