"""The one place where the parts are put together."""

import asyncio
import os
import random
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from telegram import Update
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.admin_news import watch_roles
from bot.alarms import Alarms
from bot.amending import AmendingSender
from bot.analysis.analysis import Lexicon
from bot.analysis.jobs import own_lexicon, prepare_worker
from bot.archive import analyse_archive
from bot.audience import Audience
from bot.broadcasting import BroadcastTender
from bot.charts import ChartDrawer
from bot.clock import Clock, SystemClock
from bot.delivery.courier import Courier
from bot.delivery.limiter import Limiter
from bot.delivery.limits import limits_for
from bot.delivery.ptb_limiter import PtbLimiter
from bot.delivery.sender import Sender
from bot.delivery.session import Session
from bot.dispatching import Handle
from bot.errors import StartFailed
from bot.feed_trials import feed_trials
from bot.feeds.catalogue import read_specs
from bot.feeds.fetching import Fetcher
from bot.feeds.guard import FetchRules, parse_allow
from bot.feeds.health import health
from bot.feeds.poller import Poller
from bot.feeds.worker import Workers
from bot.feedwatch import watch_feeds
from bot.health import Vitals, build_health_app
from bot.housekeeping import House
from bot.introduction import AdminMenu, greet_api, introduce, stop_webhook
from bot.lag import watch_lag
from bot.metrics import Metrics
from bot.outlets import OutletNames
from bot.rendering import Renderer
from bot.serving import serve_app
from bot.standing import StandingNotice
from bot.updates import UpdateLoop
from bot.webhook import Webhook
from config.archive import ArchiveRow, read_archive
from config.settings import PREFIX, Settings, SettingsError
from handlers.door import handle
from handlers.languages import Translations, read_translations
from handlers.services import Services
from store.delivery import Standing
from store.query import Query
from store.query_parser import parse_query
from store.search_terms import prepare_terms
from store.sqlite.lock import hold_lock
from store.sqlite.open import SqliteStore, open_store

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Base:
    """What every command that touches the database starts from."""

    settings: Settings
    clock: Clock
    rng: random.Random
    lexicon: Lexicon
    store: SqliteStore


@asynccontextmanager
async def open_base(
    settings: Settings, *, clock: Clock, rng: random.Random, archive: tuple[ArchiveRow, ...] | None = None
) -> AsyncIterator[Base]:
    """Lexicon and store, with the starter archive in it. Raises StoreError."""
    lexicon = own_lexicon()
    async with open_store(
        settings.database_path,
        lexicon.terms,
        key=settings.read_database_key(),
        timezone=ZoneInfo(settings.timezone),
        known_names=lexicon.names.given_names,
    ) as store:
        await store.people.list_figures(lexicon.names.figures)
        rows = read_archive() if archive is None else archive
        lacking = await store.entries.lacking([row.id for row in rows])
        if rows := tuple(row for row in rows if row.id in lacking):
            await store.entries.add_archive(analyse_archive(rows, lexicon), outlet=rows[0].outlet, now=clock.now())
        yield Base(settings, clock, rng, lexicon, store)


@asynccontextmanager
async def open_poller(base: Base, *, metrics: Metrics, workers: int = 2) -> AsyncIterator[Poller]:
    """The poller over the catalogue's feeds. Raises CatalogueError, SettingsError."""
    settings = base.settings
    specs = read_specs(settings.feeds_file)
    rules = _fetch_rules(settings)
    await base.store.feeds.sync(specs, now=base.clock.now())
    async with Fetcher(now=base.clock.now, rules=rules) as fetcher, Workers(size=workers, setup=prepare_worker) as pool:
        yield Poller(
            store=base.store,
            fetcher=fetcher,
            workers=pool,
            audience=Audience(base.store),
            clock=base.clock,
            rng=base.rng,
            interval=settings.poll_interval,
            metrics=metrics,
        )


async def run(
    settings: Settings,
    *,
    stop: asyncio.Event,
    clock: Clock | None = None,
    rng: random.Random | None = None,
    archive: tuple[ArchiveRow, ...] | None = None,
    on_start: Callable[[Base], None] | None = None,
) -> None:
    """Run the bot until `stop`. `on_start` is called once it answers and polls.

    Raises SettingsError, CatalogueError, StoreError or StartFailed, each one line for the operator.
    """
    clock = clock or SystemClock()
    rng = rng or random.Random()  # noqa: S311 (jitter, not secrets)
    token = settings.read_token()
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        stack.enter_context(hold_lock(settings.database_path))
        base = await stack.enter_async_context(open_base(settings, clock=clock, rng=rng, archive=archive))
        prepare_terms(base.lexicon.terms)
        poller = await stack.enter_async_context(open_poller(base, metrics=metrics))
        limiter = Limiter(clock, limits_for(settings.paid_broadcasts), on_wait=metrics.note_wait)
        bot = await stack.enter_async_context(_open_bot(settings, token, limiter))
        translations = read_translations(ZoneInfo(settings.timezone))
        alarms = Alarms(base.store, bot, translations, settings.admins, clock)
        sender = await _open_sender(stack, base, token, limiter)
        courier = _build_courier(base, sender, limiter, translations, alarms=alarms, metrics=metrics)
        outlets = OutletNames()
        outlets.learn(await base.store.feeds.all())
        services = build_services(base, translations, courier, outlets, username=bot.username)
        tender = BroadcastTender(services, sender)
        menu = AdminMenu(bot, services)
        standing = await base.store.outbox.recognise(bot.id, now=clock.now())
        if standing is Standing.NEWCOMER:
            courier.trust_refusals()
        notice = StandingNotice(bot, services, standing)
        updates = _open_updates(bot, _handler(bot, services, metrics, clock, (menu.show, notice.show)), settings, clock)
        vitals = Vitals(base.store, clock, metrics, limiter, lambda: clock.monotonic() - updates.last_answer_at)
        await _open_health(stack, settings, vitals)
        if not settings.webhook_url:
            await stop_webhook(bot)
        house = House(base.store, clock, on_changes=courier.wake, on_trouble=alarms.hear)
        await base.store.housekeeping.bring_back(now=clock.now())
        await base.store.admins.dismiss_others(settings.admins, handle=secrets.token_hex(4), now=clock.now())
        returned, uncertain = await base.store.outbox.recover(now=clock.now())
        _log.info("bot.started", username=bot.username, claims_returned=returned, uncertain=uncertain)
        async with asyncio.TaskGroup() as group:
            group.create_task(updates.run(stop))
            group.create_task(introduce(bot, translations))
            group.create_task(notice.tell_all())
            group.create_task(poller.run(stop, on_deliveries=courier.wake))
            group.create_task(courier.run(stop))
            group.create_task(alarms.run(stop))
            group.create_task(tender.run(clock, stop))
            group.create_task(watch_feeds(services, bot, clock, stop))
            group.create_task(watch_roles(services, bot, clock, stop))
            group.create_task(house.keep(stop))
            group.create_task(watch_lag(metrics, clock, stop))
            if on_start:
                on_start(base)
    _log.info("bot.stopped")


def build_services(
    base: Base, translations: Translations, courier: Courier, outlets: OutletNames, *, username: str = ""
) -> Services:
    """What the handlers work with. `outlets` are those that queries may name. Raises SettingsError."""
    settings = base.settings
    timezone = ZoneInfo(settings.timezone)
    terms = base.lexicon.terms

    def parse(text: str, now: datetime) -> Query:
        return parse_query(text, now=now, timezone=timezone, terms=terms, outlets=outlets.names)

    async def accept_bot() -> bool:
        accepted = await base.store.outbox.accept_bot(now=base.clock.now())
        if accepted:
            courier.trust_refusals()
            courier.wake()
        return accepted

    return Services(
        store=base.store,
        terms=terms,
        words=translations,
        clock=base.clock.now,
        timezone=timezone,
        default_language=settings.language,
        owners=frozenset(settings.admins),
        accept_bot=accept_bot,
        draw_chart=ChartDrawer().draw,
        parse_query=parse,
        wake_courier=courier.wake,
        judge_feed=health,
        try_feed=feed_trials(_fetch_rules(settings), base.clock.now),
        learn_outlets=outlets.learn,
        confirm_broadcasts=settings.confirm_broadcasts,
        backup_days=settings.backup_days,
        operator=settings.operator,
        username=username,
    )


def _fetch_rules(settings: Settings) -> FetchRules:
    return FetchRules(allow=tuple(_read_rule(text) for text in settings.fetch_allow))


def _read_rule(text: str) -> Any:
    try:
        return parse_allow(text)
    except ValueError as error:
        raise SettingsError(f"{PREFIX}FETCH_ALLOW is wrong: {error}") from error


@asynccontextmanager
async def _open_bot(settings: Settings, token: str, limiter: Limiter) -> AsyncIterator[ExtBot[Any]]:
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # durations as timedelta, which the library will only give one day
    bot: ExtBot[Any] = ExtBot(
        token,
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=HTTPXRequest(connection_pool_size=16, pool_timeout=10),
        get_updates_request=HTTPXRequest(connection_pool_size=2),
        rate_limiter=PtbLimiter(limiter),
    )
    await greet_api(bot, settings.api_url)
    try:
        yield bot
    finally:
        await bot.shutdown()


async def _open_sender(stack: AsyncExitStack, base: Base, token: str, limiter: Limiter) -> AmendingSender:
    session = await stack.enter_async_context(Session())
    sender = AmendingSender(
        base.settings.api_url,
        token,
        session=session,
        limiter=limiter,
        clock=base.clock,
        rng=base.rng,
        paid_broadcasts=base.settings.paid_broadcasts > 0,
    )
    sender.halted = lambda: base.store.panic.on
    return sender


def _build_courier(
    base: Base, sender: Sender, limiter: Limiter, translations: Translations, *, alarms: Alarms, metrics: Metrics
) -> Courier:
    renderer = Renderer(base.store, translations, base.lexicon.terms, base.clock)
    return Courier(
        base.store.outbox,
        sender,
        renderer.render,
        limiter=limiter,
        clock=base.clock,
        rng=base.rng,
        on_trouble=alarms.hear,
        on_outcome=metrics.note_outcome,
        paid=base.settings.paid_broadcasts > 0,
    )


async def _open_health(stack: AsyncExitStack, settings: Settings, vitals: Vitals) -> None:
    host, port = settings.http_address
    try:
        await stack.enter_async_context(serve_app(build_health_app(vitals), host=host, port=port))
    except OSError as error:
        raise StartFailed(f"{PREFIX}HTTP_BIND {settings.http_bind} cannot be used: {error.strerror}") from error


def _open_updates(bot: ExtBot[Any], answer: Handle, settings: Settings, clock: Clock) -> UpdateLoop | Webhook:
    if settings.webhook_url:
        return Webhook(bot, answer, settings=settings, clock=clock)
    return UpdateLoop(bot, answer, clock=clock)


def _handler(
    bot: ExtBot[Any], services: Services, metrics: Metrics, clock: Clock, afterwards: Sequence[Handle]
) -> Handle:
    async def answer(update: Update) -> None:
        begun = clock.monotonic()
        await handle(update, bot, services)
        metrics.answers.observe(clock.monotonic() - begun)
        for work in afterwards:
            await work(update)

    return answer
