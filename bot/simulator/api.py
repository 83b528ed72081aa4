"""The Bot API's routes: bodies of every kind in, answers and mishaps out."""

import asyncio
import json
import secrets
import socket
import struct
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.simulator.faults import Fault, FaultKind
from bot.simulator.files import MOST_BYTES
from bot.simulator.wire import Answer, Json, Refusal, Upload, malformed

if TYPE_CHECKING:  # the simulator stands behind these routes
    from bot.simulator.simulator import Simulator

GARBAGE = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"
_BEFORE = frozenset({FaultKind.RESET_BEFORE, FaultKind.STALL_BEFORE, FaultKind.BAD_GATEWAY})


def api_routes(simulator: "Simulator") -> list[Route]:
    async def method(request: Request) -> Response:
        return await _answer(simulator, request)

    async def download(request: Request) -> Response:
        if not _is_token(simulator, request):
            return _refusal(Refusal(404, "Not Found"))
        kept = simulator.files.find_path(request.path_params["path"])
        return Response(kept.content, media_type=kept.mime_type) if kept else _refusal(Refusal(404, "Not Found"))

    return [
        Route("/bot{token}/{method}", method, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", download, methods=["GET"]),
    ]


def _is_token(simulator: "Simulator", request: Request) -> bool:
    return secrets.compare_digest(request.path_params["token"].encode(), simulator.token.encode())


async def _answer(simulator: "Simulator", request: Request) -> Response:
    if not _is_token(simulator, request):
        return _refusal(Refusal(401, "Unauthorized"))
    method: str = request.path_params["method"]
    try:
        parameters, files = await _read_body(request)
    except ClientDisconnect:
        return Response(status_code=400)  # nobody hears it: the bot was killed while it asked
    except Refusal as refusal:
        simulator.violations.append(f"{method}: {refusal.description}")
        return _refusal(refusal)
    fault = simulator.faults.take(method, _chat_id(parameters))
    refusal_asked = fault.refusal() if fault else None
    if refusal_asked is not None:
        return _refusal(refusal_asked)
    if fault is not None and fault.kind in _BEFORE:
        return _mishap(fault, b"")
    answer = await simulator.call(method, parameters, files)
    return _mishap(fault, json.dumps(answer.body).encode()) if fault else _response(answer)


def _chat_id(parameters: Json) -> int | None:
    try:
        return int(parameters.get("chat_id", ""))
    except (TypeError, ValueError):
        return None


def _response(answer: Answer) -> Response:
    headers = {}
    if "retry_after" in answer.body.get("parameters", {}):
        headers["Retry-After"] = str(answer.body["parameters"]["retry_after"])
    return JSONResponse(answer.body, answer.status, headers)


def _refusal(refusal: Refusal) -> Response:
    return _response(Answer(refusal.code, refusal.body()))


async def _read_body(request: Request) -> tuple[Json, dict[str, Upload]]:
    parameters: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        given, files = await _read_multipart(request)
        return parameters | given, files
    body = await request.body()
    if kind == "application/x-www-form-urlencoded":
        parameters |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    elif kind == "application/json" and body:
        parameters |= _read_json(body)
    elif body:
        raise malformed(f"content type {kind!r} is not understood")
    return parameters, {}


def _read_json(body: bytes) -> Json:
    try:
        given = json.loads(body)
    except ValueError:
        raise malformed("can't parse JSON body") from None
    if not isinstance(given, dict):
        raise malformed("JSON body must be an object")
    return given


async def _read_multipart(request: Request) -> tuple[Json, dict[str, Upload]]:
    given: Json = {}
    files: dict[str, Upload] = {}
    async with request.form(max_part_size=MOST_BYTES) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                content = await value.read()
                if len(content) > MOST_BYTES:
                    raise Refusal(413, "Request Entity Too Large", malformed=True)
                mime_type = value.content_type or "application/octet-stream"
                files[name] = Upload(value.filename or name, content, mime_type)
            else:
                given[name] = value
    return given, files


def _mishap(fault: Fault, answer: bytes) -> Response:
    match fault.kind:
        case FaultKind.BAD_GATEWAY:
            return Response(GARBAGE, 502, media_type="text/html")
        case FaultKind.CUT_AFTER:
            return CutShort(answer)
        case FaultKind.RESET_BEFORE | FaultKind.RESET_AFTER:
            return Reset()
        case _:
            return Stall(fault.seconds)


class Reset(Response):
    """The connection is reset; no byte of an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  nothing is sent
        transport: asyncio.Transport = scope["state"]["transport"]
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
        await _wait_for_end(receive)


class CutShort(Response):
    """The head and half of the body of a good answer, then the end."""

    def __init__(self, answer: bytes) -> None:
        super().__init__()
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = str(len(self.answer)).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", length)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.answer[: len(self.answer) // 2], "more_body": True})
        transport: asyncio.Transport = scope["state"]["transport"]
        transport.close()
        await _wait_for_end(receive)


class Stall(Response):
    """Nothing for so many seconds, then 504; ends sooner when the client leaves or the server closes."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        closing: asyncio.Event = scope["app"].state.closing
        waits = [
            asyncio.ensure_future(_wait_for_end(receive)),
            asyncio.ensure_future(closing.wait()),
            asyncio.ensure_future(asyncio.sleep(self.seconds)),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()
        await _refusal(Refusal(504, "Gateway Timeout"))(scope, receive, send)


async def _wait_for_end(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
