"""The chat page: its files, its state, what changes live, and what its reader does."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.simulator.chat import Chat
from bot.simulator.journal import Event
from bot.simulator.page_deeds import DEEDS, Deed
from bot.simulator.wire import Json

if TYPE_CHECKING:  # the simulator stands behind these routes
    from bot.simulator.simulator import Simulator

SHOWN = 200
_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_PICTURES = (b"\x89PNG", b"\xff\xd8", b"GIF8")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def page_routes(simulator: "Simulator") -> list[BaseRoute]:
    """Routes below / that show every chat of the simulator."""
    return [
        Route("/", _show_page),
        Route("/static/{name}", _show_page),
        *_reading(simulator),
        *_doing(simulator),
    ]


async def _show_page(request: Request) -> Response:
    name = request.path_params.get("name", "index.html")
    kind = _TYPES.get(name.rpartition(".")[2])
    place = files("bot.simulator.page") / name
    if kind is None or "/" in name or "\\" in name or not place.is_file():
        return PlainTextResponse("Not found.", 404)
    return Response(place.read_bytes(), media_type=kind, headers=_HEADERS)


def _reading(simulator: "Simulator") -> list[BaseRoute]:
    async def state(_: Request) -> Response:
        return JSONResponse(page_state(simulator), headers=_HEADERS)

    async def events(request: Request) -> Response:
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        closing: asyncio.Event = request.app.state.closing
        stream = _stream(simulator, int(after) if after.isdecimal() else simulator.journal.number, closing)
        return StreamingResponse(stream, media_type="text/event-stream", headers=_HEADERS)

    async def file(request: Request) -> Response:
        kept = simulator.files.find(request.path_params["file_id"])
        if kept is None:
            return PlainTextResponse("Not found.", 404)
        if kept.content.startswith(_PICTURES):
            return Response(kept.content, media_type=kept.mime_type, headers=_HEADERS)
        headers = _HEADERS | {"Content-Disposition": "attachment"}
        return Response(kept.content, media_type="application/octet-stream", headers=headers)

    return [
        Route("/page/state", state),
        Route("/page/events", events),
        Route("/page/file/{file_id}", file),
    ]


def _doing(simulator: "Simulator") -> list[BaseRoute]:
    return [Route(f"/page/{name}", _endpoint(simulator, deed), methods=["POST"]) for name, deed in DEEDS.items()]


def _endpoint(simulator: "Simulator", deed: Deed) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return deed(simulator, await _read(request))
        except (KeyError, TypeError, ValueError):
            return PlainTextResponse("This request is not understood.", 400)

    return endpoint


async def _read(request: Request) -> Json:
    """JSON alone: a form on another site cannot send it without asking first."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise ValueError("not JSON")
    given = json.loads(await request.body())
    if not isinstance(given, dict):
        raise TypeError("not an object")
    return given


def page_state(simulator: "Simulator") -> Json:
    """All that the page draws; `number` is where the event stream goes on."""
    bot = {
        "id": simulator.bot.id,
        "name": simulator.profile.text_in("name", None) or simulator.bot.first_name,
        "username": simulator.bot.username,
    }
    shown = [_chat(simulator, chat) for chat in simulator.chats.values() if chat.migrated_to is None]
    return {"number": simulator.journal.number, "bot": bot, "chats": shown}


def _chat(simulator: "Simulator", chat: Chat) -> Json:
    language = chat.user.language_code if chat.user else None
    return {
        "id": chat.id,
        "kind": chat.kind,
        "title": chat.title,
        "bot": chat.bot,
        "language": language,
        "about": simulator.profile.text_in("description", language),
        "speakers": _speakers(chat),
        "commands": simulator.profile.commands_in(chat, language, chat.user.id if chat.user else None),
        "messages": [message.as_json() for message in list(chat.messages.values())[-SHOWN:]],
    }


def _speakers(chat: Chat) -> list[Json]:
    if chat.user is not None:
        return [{"id": chat.user.id, "name": chat.user.first_name}]
    if chat.kind == "channel":
        return [{"id": None, "name": chat.title}]
    people: list[Json] = [{"id": user.id, "name": user.first_name} for user in chat.members.values()]
    return [*people, {"id": None, "name": f"{chat.title} (anonymous admin)"}]


async def _stream(simulator: "Simulator", after: int, closing: asyncio.Event) -> AsyncIterator[str]:
    """Server-sent events; `again` tells the page to read the state anew."""
    yield "retry: 1000\n\n"
    closed: asyncio.Future[Any] = asyncio.ensure_future(closing.wait())
    try:
        while not closing.is_set():
            rung = simulator.journal.bell.listen()
            events = simulator.journal.since(after)
            if events is None:
                yield "event: again\ndata: {}\n\n"
                return
            for event in events:
                yield _event(event)
                after = event.number
            if not events:
                await asyncio.wait({rung, closed}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        closed.cancel()


def _event(event: Event) -> str:
    body = {"kind": event.kind, "chat_id": event.chat_id, "body": event.body}
    return f"id: {event.number}\ndata: {json.dumps(body)}\n\n"
