"""Who may ask: programs and pages of this machine, and no page from elsewhere that a browser carries here."""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


class LoopbackOnly:
    """Refuses other host names (a name that was pointed at 127.0.0.1) and posts from other origins, with 403."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_welcome(Headers(scope=scope), scope["method"]):
            await self.app(scope, receive, send)
        else:
            await PlainTextResponse("Only for this machine.", 403)(scope, receive, send)


def _is_welcome(headers: Headers, method: str) -> bool:
    host = headers.get("host", "").lower()
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    if name not in _NAMES:
        return False
    if method in {"GET", "HEAD"}:
        return True
    origin = headers.get("origin")
    foreign_site = headers.get("sec-fetch-site") in {"cross-site", "same-site"}
    return not foreign_site and (origin is None or origin.lower() == f"http://{host}")
