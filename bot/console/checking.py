"""`jarchy check`: is everything there that the bot needs? Nothing is changed by looking."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

from telegram import Bot, WebhookInfo
from telegram.request import HTTPXRequest

from bot.console.findings import Finding, doubtful, good, wrong
from bot.console.machine import check_address, check_disk, check_encryption, check_temporary_folder
from bot.console.probing import Probe, Probed
from bot.errors import StartFailed
from bot.feeds.catalogue import read_specs
from bot.feeds.fetching import Fetcher
from bot.feeds.guard import FetchRules, parse_allow
from bot.feeds.worker import Workers
from bot.introduction import explained
from config.catalogue import CatalogueError
from config.settings import PREFIX, Settings, SettingsError
from store.errors import StoreError
from store.feed import FeedSpec
from store.sqlite.database import open_database
from store.sqlite.feeds import SqliteFeeds
from store.sqlite.file_system import refuse_share
from store.sqlite.inspection import Inspection, inspect

_FEEDS_AT_ONCE = 8
_API_SECONDS = 15.0


async def check_all(settings: Settings, *, now: Callable[[], datetime]) -> AsyncIterator[Finding]:
    """Each finding as soon as it is made."""
    yield good("settings", f"read; the database is {settings.database_path}")
    yield await _check_telegram(settings)
    try:
        key = settings.read_database_key()
    except SettingsError as error:
        yield wrong("database key", str(error), "correct it; without the right key the database cannot be read")
        return
    yield check_database(settings.database_path, key)
    if key:
        yield check_encryption(settings.database_path)
    yield check_disk(settings.database_path)
    yield check_temporary_folder()
    yield check_address(settings)
    if not settings.admins:
        yield doubtful("admins", "nobody", f"name your Telegram user id in {PREFIX}ADMINS, to broadcast and see /stats")
    try:
        rules = FetchRules(allow=tuple(parse_allow(text) for text in settings.fetch_allow))
    except ValueError as error:
        yield wrong("fetching", str(error), f"correct {PREFIX}FETCH_ALLOW")
        return
    try:
        specs = await polled_specs(settings)
    except (CatalogueError, StoreError) as error:
        yield wrong("feeds", str(error), f"correct the catalogue, or unset {PREFIX}FEEDS_FILE")
        return
    async for finding in _check_feeds(specs, rules, now):
        yield finding


def check_database(path: Path, key: str = "") -> Finding:
    """Whether the file may lie there, opens, is whole, of a version we know, and takes writes."""
    what = "database"
    try:
        refuse_share(path)
    except StoreError as error:
        return wrong(what, str(error), f"name a path on a local disk in {PREFIX}DATABASE_URL")
    if not path.exists():
        return _check_new_database(path)
    seen = inspect(path, key)
    if seen.trouble:
        return wrong(what, f"{path}: {seen.trouble}", _mend_database(seen))
    if seen.version < seen.newest:
        told = f"of version {seen.version}, this program brings it to {seen.newest}"
        return doubtful(what, told, "make a backup; `jarchy run` or `jarchy migrate` does the rest")
    return good(what, f"whole, of version {seen.version}, takes writes")


def _mend_database(seen: Inspection) -> str:
    if seen.locked:
        return (
            f"give this database's own key in {PREFIX}DATABASE_KEY_FILE; where it is damaged, `jarchy restore` a backup"
        )
    if seen.version > seen.newest:
        return "use the newer program, or restore the backup made before the upgrade"
    return "let the bot's user write the file and its folder; where it is damaged, `jarchy restore` a backup"


def _check_new_database(path: Path) -> Finding:
    there = next(folder for folder in path.absolute().parents if folder.exists())
    if not there.is_dir():
        return wrong("database", f"{there} is no folder", f"name another path in {PREFIX}DATABASE_URL")
    probe = there / f".{path.name}.probe"
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        return wrong("database", f"{there} cannot be written: {error.strerror}", "let the bot's user write that folder")
    return good("database", "there is none yet; the first start makes it")


async def polled_specs(settings: Settings) -> list[FeedSpec]:
    """The feeds that a running bot polls: the catalogue's and those added by admins, without paused ones."""
    specs = {spec.url: spec for spec in read_specs(settings.feeds_file) if spec.enabled}
    path, key = settings.database_path, settings.read_database_key()
    seen = inspect(path, key) if path.exists() else None
    if seen is None or seen.trouble or seen.version != seen.newest:
        return list(specs.values())
    async with open_database(path, key=key, readers=1) as database:
        for feed in await SqliteFeeds(database).all():
            if feed.paused:
                specs.pop(feed.spec.url, None)
            elif feed.added and feed.spec.enabled:
                specs.setdefault(feed.spec.url, feed.spec)
    return list(specs.values())


async def _check_telegram(settings: Settings) -> Finding:
    try:
        token = settings.read_token()
    except SettingsError as error:
        return wrong("token", str(error), "get a token from @BotFather")
    bot = Bot(
        token,
        base_url=f"{settings.api_url}/bot",
        request=HTTPXRequest(connect_timeout=_API_SECONDS, read_timeout=_API_SECONDS),
    )
    try:
        with explained(settings.api_url):
            async with bot:
                info = await bot.get_webhook_info()
    except StartFailed as error:
        return wrong("Telegram", str(error), "check the token, the address and the way out of this machine")
    return _judge_webhook(settings, info, f"@{bot.username} is known to {settings.api_url}")


def _judge_webhook(settings: Settings, info: WebhookInfo, known: str) -> Finding:
    seen = f"{known}; {info.pending_update_count} updates wait"
    if info.url and info.url != settings.webhook_url:
        mend = "a start takes it back; if you did not set it, somebody else has the token: see docs/runbook.md"
        return doubtful("Telegram", f"{seen}; another address is set as its webhook", mend)
    if info.url and info.last_error_message and info.pending_update_count:
        mend = f"see whether {settings.webhook_url} can be reached from outside, and its proxy reaches the bot"
        return doubtful("Telegram", f"{seen}; Telegram says: {info.last_error_message}", mend)
    return good("Telegram", seen)


async def _check_feeds(specs: list[FeedSpec], rules: FetchRules, now: Callable[[], datetime]) -> AsyncIterator[Finding]:
    if not specs:
        yield doubtful("feeds", "none is polled", "see `jarchy feeds list`")
        return
    places = asyncio.Semaphore(_FEEDS_AT_ONCE)
    async with Fetcher(now=now, rules=rules) as fetcher, Workers() as workers:
        probe = Probe(fetcher, workers, now)

        async def look(spec: FeedSpec) -> Finding:
            async with places:
                return _describe(spec, await probe.read(spec), now())

        looks = [asyncio.create_task(look(spec)) for spec in specs]
        for looking in looks:
            yield await looking


def _describe(spec: FeedSpec, probed: Probed, now: datetime) -> Finding:
    what = f"feed {spec.outlet}"
    if probed.trouble:
        return wrong(what, f"{spec.url}: {probed.trouble}", probed.mend)
    newest = max((entry.published_at for entry in probed.entries if entry.published_at), default=None)
    if not probed.entries:
        return doubtful(what, f"{spec.url}: no entries", f"see what it shows with `jarchy feeds test {spec.url}`")
    age = f", the newest {(now - newest).days} days old" if newest else ", none with a date"
    return good(what, f"{len(probed.entries)} entries{age}")
