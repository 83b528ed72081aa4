"""Webhook settings, and the postman that brings updates to a webhook on loopback."""

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from bot.simulator.wire import Json, malformed

if TYPE_CHECKING:  # the simulator holds the webhook
    from bot.simulator.simulator import Simulator

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the header's name
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_PAUSE = 0.5


@dataclass(slots=True)
class Webhook:
    """`last_error` is what went wrong last, "" after a success."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_date: int = 0


def set_webhook(simulator: "Simulator", arguments: Json) -> bool:
    url: str = arguments["url"]
    parts = urlsplit(url)
    if url and parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise malformed("bad webhook: An HTTPS URL must be provided for webhook")
    if url and parts.hostname not in _LOOPBACK:
        raise malformed("bad webhook: this simulator delivers on loopback alone")
    secret: str = arguments.get("secret_token", "")
    if secret and not _SECRET.fullmatch(secret):
        raise malformed("secret token contains unallowed characters")
    webhook = simulator.webhook
    webhook.url, webhook.secret, webhook.last_error = url, secret, ""
    webhook.max_connections = arguments.get("max_connections", 40)
    simulator.updates.allow(arguments.get("allowed_updates"))
    _drop_pending(simulator, arguments)
    return True


def delete_webhook(simulator: "Simulator", arguments: Json) -> bool:
    simulator.webhook.url = simulator.webhook.secret = ""
    _drop_pending(simulator, arguments)
    return True


def _drop_pending(simulator: "Simulator", arguments: Json) -> None:
    if arguments.get("drop_pending_updates"):
        simulator.updates.clear()
    simulator.updates.bell.ring()


def get_webhook_info(simulator: "Simulator", _: Json) -> Json:
    webhook = simulator.webhook
    info: Json = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(simulator.updates),
        "max_connections": webhook.max_connections,
    }
    if simulator.updates.allowed:
        info["allowed_updates"] = list(simulator.updates.allowed)
    if webhook.last_error:
        info |= {"last_error_message": webhook.last_error, "last_error_date": webhook.last_error_date}
    return info


async def carry_updates(simulator: "Simulator") -> None:
    """Post pending updates to the webhook, in order, until cancelled; without a 2xx an update is brought again."""
    while True:
        while not simulator.webhook.url:
            await simulator.updates.bell.wait()
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            await _carry_all(simulator, client)


async def _carry_all(simulator: "Simulator", client: httpx.AsyncClient) -> None:
    while simulator.webhook.url:
        pending = simulator.updates.first(1)
        if not pending:
            await simulator.updates.bell.wait()
        elif await _bring(simulator, client, pending[0]):
            simulator.updates.confirm(pending[0]["update_id"] + 1)
        else:
            await asyncio.sleep(_PAUSE)


async def _bring(simulator: "Simulator", client: httpx.AsyncClient, update: Json) -> bool:
    webhook = simulator.webhook
    headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
    try:
        answer = await client.post(webhook.url, json=update, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        webhook.last_error = f"Connection failed: {type(error).__name__}"
    else:
        status = answer.status_code
        webhook.last_error = (
            "" if answer.is_success else f"Wrong response from the webhook: {status} {answer.reason_phrase}"
        )
    webhook.last_error_date = simulator.now()
    return not webhook.last_error
