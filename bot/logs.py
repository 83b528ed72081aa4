"""Logs: one line an event, JSON or readable, without personal data and without the token."""

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

_TOKEN = re.compile(r"\d{5,}:[\w-]{20,}")
_TALKATIVE = ("httpx", "httpcore", "telegram", "aiohttp", "uvicorn", "asyncio")


def set_up_logs() -> None:
    """Write to standard error: JSON, or readable where a person looks at it."""
    # Libraries log addresses, and the Bot API's hold the token; what matters of theirs we log ourselves.
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    readable = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            hide_tokens,
            structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def hide_tokens(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Whatever looks like a bot's token is blotted out, wherever it stands."""
    return {key: _TOKEN.sub("…", value) if isinstance(value, str) else value for key, value in event.items()}
