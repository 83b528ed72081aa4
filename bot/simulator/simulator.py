"""The Bot API without Telegram: its state and its rules. HTTP is `server.py`, people are `person.py`."""

import itertools
from collections.abc import Mapping
from typing import Literal

from bot.clock import Clock
from bot.simulator import polling
from bot.simulator.chat import Chat, Kind, Message, User
from bot.simulator.dispatch import ANSWERS
from bot.simulator.entities import find_misplaced
from bot.simulator.faults import FaultBook
from bot.simulator.files import FileShelf
from bot.simulator.journal import Journal
from bot.simulator.limits import FloodGate, FloodLimits
from bot.simulator.parameters import read_arguments
from bot.simulator.person import Channel, Group, Person
from bot.simulator.profile import Profile
from bot.simulator.queries import Queries
from bot.simulator.updates import UpdateQueue
from bot.simulator.webhook import Webhook
from bot.simulator.wire import Answer, Json, Refusal, Upload, answer_of


class Simulator:
    """One bot, its people and its chats.

    `violations` lists what Telegram would have refused as malformed, `calls` counts requests by method. `limits` may be
    changed at any time; None switches flood control off. Ids are handed out in the order of creation and never reused.
    """

    def __init__(
        self, *, token: str, clock: Clock, username: str = "JarchyDemoBot", limits: FloodLimits | None = None
    ) -> None:
        self.token = token
        self.clock = clock
        self.limits = limits
        head = token.partition(":")[0]
        self.bot = User(int(head) if head.isdecimal() else 7_000_000_001, "Jarchy", username=username, is_bot=True)
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.updates = UpdateQueue()
        self.faults = FaultBook()
        self.flood = FloodGate()
        self.journal = Journal()
        self.files = FileShelf()
        self.profile = Profile()
        self.queries = Queries()
        self.webhook = Webhook()
        self.polls = polling.Polls()
        self.violations: list[str] = []
        self.calls: dict[str, int] = {}
        self._user_ids = itertools.count(5_000_001)
        self._chat_ids = itertools.count(1_000_001)

    async def call(
        self, method: str, parameters: Mapping[str, object], files: Mapping[str, Upload] | None = None
    ) -> Answer:
        """Answer one request as the Bot API would; faults are not looked at here."""
        self.calls[method] = self.calls.get(method, 0) + 1
        try:
            arguments = read_arguments(method, parameters, files or {})
            if method == "getUpdates":
                return answer_of(await polling.get_updates(self, arguments))
            return answer_of(ANSWERS[method](self, arguments))
        except Refusal as refusal:
            if refusal.malformed:
                self.violations.append(f"{method}: {refusal.description}")
            return Answer(refusal.code, refusal.body())

    def now(self) -> int:
        """Whole seconds, as dates travel in the Bot API."""
        return int(self.clock.now().timestamp())

    def person(
        self,
        name: str,
        *,
        user_id: int | None = None,
        language_code: str | None = "en",
        username: str | None = None,
        started: bool = False,
    ) -> Person:
        """Somebody with a private chat; unless `started`, the bot cannot write there first, as in Telegram.

        Raises ValueError where `user_id` is somebody already.
        """
        if user_id in self.users:
            raise ValueError(f"user {user_id} is here already")
        free = next(number for number in self._user_ids if number not in self.users)
        user = User(user_id or free, name, language_code, username)
        self.users[user.id] = user
        chat = Chat(user.id, "private", name, user, username, bot="member" if started else "left")
        self.chats[user.id] = chat
        self.journal.record("chat", chat.id, {})
        return Person(self, chat, user)

    def group(
        self,
        title: str,
        *,
        members: "tuple[Person, ...]" = (),
        admins: "tuple[Person, ...]" = (),
        kind: Literal["group", "supergroup"] = "supergroup",
        forum: bool = False,
        username: str | None = None,
    ) -> Group:
        """A group without the bot in it; `adds_bot` brings it in."""
        chat = self.open_room(kind, title, username)
        chat.is_forum = forum
        for person in (*members, *admins):
            chat.members[person.id] = person.user
        chat.admins |= {person.id for person in admins}
        return Group(self, chat)

    def channel(self, title: str, *, admins: "tuple[Person, ...]" = (), username: str | None = None) -> Channel:
        """A channel without the bot in it; `adds_bot` makes it an administrator."""
        chat = self.open_room("channel", title, username)
        chat.members |= {person.id: person.user for person in admins}
        chat.admins |= {person.id for person in admins}
        return Channel(self, chat)

    def open_room(self, kind: Kind, title: str, username: str | None = None) -> Chat:
        number = next(self._chat_ids)
        chat = Chat(-number if kind == "group" else -1_000_000_000_000 - number, kind, title, username=username)
        self.chats[chat.id] = chat
        self.journal.record("chat", chat.id, {})
        return chat

    def publish(self, message: Message, kind: Literal["message", "edit"] = "message") -> Json:
        """Put a message, or its new wording, into its chat and tell those who watch; gives its JSON."""
        body = message.as_json()
        if pair := find_misplaced(message.entities):
            self.violations.append(f"entities: {pair[1].kind} overlaps {pair[0].kind}")
        message.chat.messages[message.message_id] = message
        message.chat.heard.append(self.journal.record(kind, message.chat.id, body))
        return body

    def unanswered(self) -> list[str]:
        """Ids of pressed buttons that the bot has not answered."""
        return self.queries.unanswered()
