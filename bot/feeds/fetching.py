"""Fetching: conditional, guarded, bounded in size and time; trouble is a result, never an exception."""

import asyncio
import ssl
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

import httpcore
import httpx

from bot.feeds import answers
from bot.feeds.addresses import check_url, downgrades, redirect_target
from bot.feeds.failing import FetchError, explain, fail, require_plain, status_words
from bot.feeds.fetched import USER_AGENT, FailureKind, Fetched, FetchFailed, FetchRequest, FetchResult, NotModified
from bot.feeds.guard import FetchRules, GuardedBackend, Resolver, resolve
from bot.feeds.unpacking import Unpacker, Verdict

__all__ = [
    "USER_AGENT",
    "FailureKind",
    "FetchFailed",
    "FetchRequest",
    "FetchResult",
    "Fetched",
    "Fetcher",
    "NotModified",
]

BODY_LIMIT = 5 * 1024 * 1024
REDIRECT_LIMIT = 5
TIME_LIMIT = 15.0

# Servers close after five seconds: be the first, or a request meets a dead socket.
_KEEP_SECONDS = 4.0
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WITHOUT_BODY = frozenset({204, 205, 206})
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.1"
)


class Fetcher:
    """One pool of connections, and one more for each CA file.

    No cookies and no proxies from the environment: an answer depends on the address alone, and an address that a proxy
    resolves cannot be checked.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        rules: FetchRules | None = None,
        resolver: Resolver = resolve,
        time_limit: float = TIME_LIMIT,
        body_limit: int = BODY_LIMIT,
        connections: int = 32,
    ) -> None:
        self._now = now
        self._backend = GuardedBackend(rules or FetchRules(), resolver)
        self._time_limit = time_limit
        self._body_limit = body_limit
        self._connections = connections
        self._pools: dict[str | None, httpcore.AsyncConnectionPool] = {}

    async def __aenter__(self) -> Self:
        # What the first connection would load is loaded here, where nobody waits for the event loop.
        await self._pool(None)
        await httpcore.AnyIOBackend().sleep(0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pool in self._pools.values():
            await pool.aclose()
        self._pools.clear()

    async def fetch(self, request: FetchRequest) -> FetchResult:
        """Get an address, following at most five redirects, each of them guarded. Never raises for network trouble."""
        try:
            async with asyncio.timeout(self._time_limit):
                return await self._follow(request)
        except FetchError as failure:
            return failure.result
        except TimeoutError:
            return FetchFailed(FailureKind.TIMEOUT, f"no complete answer within {self._time_limit:g} seconds")
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            return explain(error)

    async def _follow(self, request: FetchRequest) -> FetchResult:
        url, permanent, moved = check_url(request.url), True, None
        seen = {str(url)}
        for _ in range(REDIRECT_LIMIT + 1):
            response = await self._ask(url, request)
            try:
                headers = answers.read_headers(response.headers)
                if response.status not in _REDIRECTS:
                    return await self._conclude(response, headers, url, moved, request)
            finally:
                await response.aclose()
            target = redirect_target(url, headers, response.status)
            permanent = permanent and response.status in _PERMANENT and not downgrades(url, target)
            moved = str(target) if permanent else moved
            if str(target) in seen:
                raise fail(FailureKind.REDIRECTS, "redirects lead round in a circle")
            seen.add(str(target))
            url = target
        raise fail(FailureKind.REDIRECTS, f"more than {REDIRECT_LIMIT} redirects")

    async def _ask(self, url: httpx.URL, request: FetchRequest) -> httpcore.Response:
        headers = [
            ("Host", url.netloc.decode("ascii")),
            ("User-Agent", request.user_agent),
            ("Accept", _ACCEPT),
            ("Accept-Encoding", "gzip"),
        ]
        if request.etag:
            headers.append(("If-None-Match", request.etag))
        if request.last_modified:
            headers.append(("If-Modified-Since", request.last_modified))
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path.partition(b"#")[0]
        )
        pool = await self._pool(request.ca_file)
        return await pool.handle_async_request(httpcore.Request("GET", target, headers=headers))

    async def _conclude(
        self,
        response: httpcore.Response,
        headers: answers.Headers,
        url: httpx.URL,
        moved: str | None,
        request: FetchRequest,
    ) -> FetchResult:
        now, status = self._now(), response.status
        etag, last_modified = answers.validator(headers, "etag"), answers.validator(headers, "last-modified")
        max_age = answers.max_age(headers, now=now)
        if status == 304 and (request.etag or request.last_modified):
            return NotModified(etag or request.etag, last_modified or request.last_modified, str(url), moved, max_age)
        if not 200 <= status < 300 or status in _WITHOUT_BODY:
            return FetchFailed(
                FailureKind.STATUS, status_words(status, headers), answers.retry_after(headers, now=now), status
            )
        body = await self._read(response, headers)
        kind, charset = answers.content_type(headers)
        return Fetched(body, kind, charset, etag, last_modified, str(url), moved, max_age)

    async def _read(self, response: httpcore.Response, headers: answers.Headers) -> bytes:
        announced = headers.get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > self._body_limit:
            raise fail(FailureKind.TOO_LARGE, self._too_large())
        unpacker = Unpacker(self._body_limit)
        try:
            async for piece in response.aiter_stream():
                if not unpacker.feed(piece):
                    break
        except (httpcore.ReadError, httpcore.RemoteProtocolError) as error:
            raise fail(FailureKind.CUT_SHORT, "the answer ended before it was complete") from error
        body, verdict = unpacker.finish()
        if verdict is Verdict.TOO_LARGE:
            raise fail(FailureKind.TOO_LARGE, self._too_large())
        if verdict is Verdict.CUT_SHORT:
            raise fail(FailureKind.CUT_SHORT, "the answer ended before it was complete")
        if verdict is Verdict.BROKEN:
            raise fail(FailureKind.PROTOCOL, "the packed answer cannot be unpacked")
        return require_plain(body, headers)

    def _too_large(self) -> str:
        return f"the answer is larger than {self._body_limit / 1024 / 1024:g} MiB"

    async def _pool(self, ca_file: str | None) -> httpcore.AsyncConnectionPool:
        if ca_file in self._pools:
            return self._pools[ca_file]
        # Reading the trusted certificates takes tens of milliseconds.
        context = await asyncio.to_thread(_trust, ca_file)
        if ca_file not in self._pools:
            self._pools[ca_file] = httpcore.AsyncConnectionPool(
                ssl_context=context,
                max_connections=self._connections,
                max_keepalive_connections=8,
                keepalive_expiry=_KEEP_SECONDS,
                network_backend=self._backend,
            )
        return self._pools[ca_file]


def _trust(ca_file: str | None) -> ssl.SSLContext:
    context = httpx.create_ssl_context(trust_env=False)
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            raise fail(FailureKind.TLS, "the feed's CA file cannot be read") from error
    return context
