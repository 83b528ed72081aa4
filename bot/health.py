"""Health and metrics over HTTP: /healthz, /readyz, /metrics."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.delivery.limiter import Limiter
from bot.metrics import Metrics
from bot.updates import HANG_SECONDS
from store.errors import StoreError
from store.protocols import Store

LONGEST_OVERDUE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Vitals:
    """What health is read from. `update_age` gives seconds since Telegram last answered when updates were asked for."""

    store: Store
    clock: Clock
    metrics: Metrics
    limiter: Limiter
    update_age: Callable[[], float]


def build_health_app(vitals: Vitals) -> Starlette:
    """The three pages; none needs a login, so bind them to loopback."""
    return Starlette(
        routes=[
            Route("/healthz", _alive),
            Route("/readyz", _with(vitals, _ready)),
            Route("/metrics", _with(vitals, _metrics)),
        ]
    )


def _with(vitals: Vitals, page: Callable[[Vitals], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        return await page(vitals)

    return answer


async def _alive(_: Request) -> Response:
    return PlainTextResponse("alive\n")


async def _ready(vitals: Vitals) -> Response:
    troubles = {}
    if vitals.update_age() > 2 * HANG_SECONDS:
        troubles["telegram"] = f"no answer for {vitals.update_age():.0f} seconds"
    try:
        await vitals.store.outbox.depth()
        overdue = await _overdue(vitals)
        if overdue > LONGEST_OVERDUE:
            troubles["feeds"] = f"a feed has been due for {overdue.total_seconds() / 60:.0f} minutes"
    except StoreError as error:
        troubles["database"] = str(error)
    return JSONResponse({"ready": not troubles, "troubles": troubles}, status_code=503 if troubles else 200)


async def _overdue(vitals: Vitals) -> timedelta:
    """For how long the feed that is due first has waited; a poller that moves leaves none waiting."""
    due_at = await vitals.store.feeds.next_due_at()
    return vitals.clock.now() - due_at if due_at else timedelta()


async def _metrics(vitals: Vitals) -> Response:
    depth = await vitals.store.outbox.depth()
    waited = (vitals.clock.now() - depth.oldest_due_at).total_seconds() if depth.oldest_due_at else 0.0
    vitals.metrics.show_outbox(depth, max(0.0, waited))
    vitals.metrics.update_age.set(vitals.update_age())
    vitals.metrics.show_limiter(waiting=vitals.limiter.waiting, pace=vitals.limiter.pace)
    vitals.metrics.show_feeds(await vitals.store.feeds.all(), vitals.clock.now())
    return Response(vitals.metrics.render(), media_type="text/plain; version=0.0.4; charset=utf-8")
