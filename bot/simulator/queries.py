"""Pressed buttons and inline questions that wait for the bot's answer."""

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.simulator.keyboard import START_PARAMETER, check_keyboard, is_deep_link
from bot.simulator.texts import MOST_TEXT, read_text
from bot.simulator.wire import Json, malformed, refused

if TYPE_CHECKING:  # the simulator holds the queries
    from bot.simulator.simulator import Simulator

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_INLINE_LIMIT = 50
_OFFSET_BYTES = 64


@dataclass(slots=True)
class Query:
    id: str
    user_id: int
    chat_id: int
    text: str = ""
    answer: Json | None = None


@dataclass(slots=True)
class Queries:
    pressed: dict[str, Query] = field(default_factory=dict)
    inline: dict[str, Query] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(880_000_000_001))

    def press(self, user_id: int, chat_id: int) -> Query:
        query = Query(str(next(self._numbers)), user_id, chat_id)
        self.pressed[query.id] = query
        return query

    def ask(self, user_id: int, text: str) -> Query:
        query = Query(str(next(self._numbers)), user_id, user_id, text)
        self.inline[query.id] = query
        return query

    def unanswered(self) -> list[str]:
        return [query.id for query in self.pressed.values() if query.answer is None]


def answer_callback_query(simulator: "Simulator", arguments: Json) -> bool:
    query = simulator.queries.pressed.get(arguments["callback_query_id"])
    if query is None or query.answer is not None:
        raise refused(_TOO_OLD)
    text: str = arguments.get("text", "")
    if len(text) > 200:
        raise malformed("MESSAGE_TOO_LONG")
    url: str = arguments.get("url", "")
    if url and not is_deep_link(url, simulator.bot.username):
        raise malformed("URL_INVALID")
    alert = arguments.get("show_alert", False)
    query.answer = {"text": text, "show_alert": alert, "url": url, "query_id": query.id}
    simulator.journal.record("answer", query.chat_id, query.answer | {"user_id": query.user_id})
    return True


def answer_inline_query(simulator: "Simulator", arguments: Json) -> bool:
    query = simulator.queries.inline.get(arguments["inline_query_id"])
    if query is None or query.answer is not None:
        raise refused(_TOO_OLD)
    results: list[Json] = arguments["results"]
    if len(results) > _INLINE_LIMIT:
        raise malformed("RESULTS_TOO_MUCH")
    _check_around(arguments)
    if len({result["id"] for result in results}) < len(results):
        raise malformed("RESULT_ID_DUPLICATE")
    checked = [_check_result(result, simulator.bot.username) for result in results]
    query.answer = {**arguments, "results": checked}
    shown = [
        {name: result.get(name, "") for name in ("id", "title", "description")} for result in query.answer["results"]
    ]
    simulator.journal.record("results", query.chat_id, {"query_id": query.id, "results": shown})
    return True


def _check_around(arguments: Json) -> None:
    """What stands beside the results: where the next ones begin, and the button above them."""
    if len(arguments.get("next_offset", "").encode()) > _OFFSET_BYTES:
        raise malformed("NEXT_OFFSET_INVALID")
    button: Json = arguments.get("button", {})
    start = button.get("start_parameter")
    if start is not None and not START_PARAMETER.fullmatch(start):
        raise malformed("START_PARAM_INVALID")


def _check_result(result: Json, username: str | None) -> Json:
    if not 1 <= len(result["id"].encode()) <= 64:
        raise malformed("RESULT_ID_INVALID")
    if not result["title"].strip():
        raise malformed("ARTICLE_TITLE_EMPTY")
    content: Json = result["input_message_content"]
    if len(content["message_text"]) > MOST_TEXT:  # said of the text as it is sent, markup included
        raise malformed("MESSAGE_TOO_LONG")
    read = read_text(content["message_text"], content.get("parse_mode"), content.get("entities"))
    check_keyboard(result.get("reply_markup"), username)
    return {**result, "text": read.text, "entities": [entity.as_json() for entity in read.entities]}
