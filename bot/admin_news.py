"""Tells all who run the bot what was done to roles on the command line: nobody gets one unseen."""

import asyncio
from datetime import UTC, datetime

import structlog

from bot.clock import Clock
from handlers.outgoing import AnyBot, send_notes
from handlers.rights import tell_admins
from handlers.services import Services
from handlers.views.roles import role_news
from store.admin import COMMAND_LINE, Deed
from store.errors import DatabaseUnavailable

LOOK_SECONDS = 30.0
_MOST = 50
_KEY = "roles told"
_ROLES = frozenset({Deed.GRANTED, Deed.REVOKED})

_log = structlog.get_logger(__name__)


async def watch_roles(services: Services, bot: AnyBot, clock: Clock, stop: asyncio.Event) -> None:
    """Until `stop`, look twice a minute. What was told is noted down: a restart tells what came meanwhile, and once."""
    while not stop.is_set():
        try:
            await look_at_roles(services, bot)
        except DatabaseUnavailable as error:
            _log.warning("roles.not_read", error=str(error))
        await _pause(clock, stop)


async def look_at_roles(services: Services, bot: AnyBot) -> None:
    """One round."""
    if services.store.panic.on:
        return
    noted = await services.store.notes.read(_KEY)
    told_at = datetime.fromisoformat(noted) if noted else datetime.fromtimestamp(0, UTC)
    audit = await services.store.admins.audit(limit=_MOST)
    news = [line for line in audit if line.who == COMMAND_LINE and line.deed in _ROLES and line.done_at > told_at]
    if not news:
        return
    await send_notes(await tell_admins(services, lambda words: role_news(news[::-1], words)), bot)
    await services.store.notes.write(_KEY, news[0].done_at.isoformat())


async def _pause(clock: Clock, stop: asyncio.Event) -> None:
    tasks = {asyncio.create_task(clock.sleep(LOOK_SECONDS)), asyncio.create_task(stop.wait())}
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
