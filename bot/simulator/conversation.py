"""A chat as those in it see it: what the bot said there, which buttons stand under it, waiting for more."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.simulator import actions
from bot.simulator.chat import Chat, Message, User
from bot.simulator.entities import Entity
from bot.simulator.queries import Query
from bot.simulator.wire import Json

if TYPE_CHECKING:  # the simulator hands these out
    from bot.simulator.simulator import Simulator


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A message of the bot's as it stood when it came or was edited; `buttons` are (label, data or address)."""

    message_id: int
    text: str
    buttons: tuple[tuple[tuple[str, str], ...], ...]
    entities: tuple[Entity, ...]
    edited: bool
    attachment: str
    raw: Json

    @property
    def labels(self) -> list[str]:
        return [label for row in self.buttons for label, _ in row]


def seen(body: Json, *, edited: bool) -> SeenMessage:
    """What a reader sees of a message given as Bot API JSON."""
    rows = body.get("reply_markup", {}).get("inline_keyboard", [])
    entities = body.get("entities") or body.get("caption_entities") or []
    photo = "photo" if "photo" in body else ""
    return SeenMessage(
        body["message_id"],
        body.get("text") or body.get("caption") or "",
        tuple(tuple((button["text"], _target(button)) for button in row) for row in rows),
        tuple(Entity.from_json(each) for each in entities),
        edited,
        body["document"]["file_name"] if "document" in body else photo,
        body,
    )


def _target(button: Json) -> str:
    return next((str(value) for name, value in button.items() if name not in {"text", "style"}), "")


class Conversation:
    """One chat. What was heard once is not heard again."""

    def __init__(self, simulator: "Simulator", chat: Chat) -> None:
        self._simulator = simulator
        self._chat = chat
        self._unheard: list[SeenMessage] = []
        self._number = simulator.journal.number

    @property
    def chat(self) -> Chat:
        """The chat's own record, for what these stories do not tell."""
        return self._chat

    @property
    def chat_id(self) -> int:
        return self._chat.id

    @property
    def messages(self) -> list[SeenMessage]:
        """The bot's messages that stand in this chat now, oldest first."""
        own = (message for message in self._chat.messages.values() if self._is_bots(message.as_json()))
        return [seen(message.as_json(), edited=message.edit_date is not None) for message in own]

    def buttons(self, message: SeenMessage | None = None) -> list[str]:
        """Labels under a message, or under the last that has any."""
        shown = message or next((each for each in reversed(self.messages) if each.buttons), None)
        return shown.labels if shown else []

    async def hears(self, fragment: str, *, within: float = 5.0) -> SeenMessage:
        """The first message or edit of the bot's, not yet heard, that contains `fragment`.

        Waits `within` seconds of real time, then raises AssertionError with what came instead.
        """
        try:
            async with asyncio.timeout(within):
                while True:
                    self._listen()
                    found = next((each for each in self._unheard if fragment in each.text), None)
                    if found is not None:
                        self._unheard.remove(found)
                        return found
                    await self._simulator.journal.bell.wait()
        except TimeoutError:
            raise AssertionError(self._what_came(fragment, within)) from None

    def forgets(self) -> None:
        """Count all that came so far as heard."""
        self._listen()
        self._unheard.clear()

    def _listen(self) -> None:
        for event in self._chat.heard:
            if event.number > self._number and self._is_bots(event.body):
                self._unheard.append(seen(event.body, edited=event.kind == "edit"))
        self._number = self._simulator.journal.number

    def _is_bots(self, body: Json) -> bool:
        if self._chat.kind == "channel":
            return True
        sender: Json = body.get("from", {})
        return sender.get("id") == self._simulator.bot.id

    def _what_came(self, fragment: str, within: float) -> str:
        came = "\n".join(f"  - {each.text[:300]!r}" for each in self._unheard) or "  nothing"
        return f"{self._chat.title} did not hear {fragment!r} within {within} s. What came instead:\n{came}"

    def _press(self, user: User, fragment: str, on: SeenMessage | None, *, readable: bool = True) -> Query:
        labels: list[str] = []
        for message in [on] if on else reversed(self.messages):
            for label in message.labels:
                if fragment in label:
                    return self._press_found(user, message, label, readable=readable)
                labels.append(label)
        raise AssertionError(f"{self._chat.title} has no button {fragment!r}; there are {labels}")

    def _press_found(self, user: User, shown: SeenMessage, label: str, *, readable: bool) -> Query:
        rows = shown.raw["reply_markup"]["inline_keyboard"]
        button: Json = next(each for row in rows for each in row if each["text"] == label)
        if "callback_data" not in button:
            raise AssertionError(f"the button {label!r} does not reach the bot: {button}")
        message = self._chat.messages.get(shown.message_id)
        if message is None:
            message = Message(shown.message_id, self._chat, shown.raw["date"], None)
        return actions.press(self._simulator, user, message, button["callback_data"], readable=readable)
