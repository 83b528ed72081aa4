"""A short conversation in the terminal: what a reader would see in the chat."""

import textwrap
from collections.abc import Callable

from bot.simulator.conversation import SeenMessage
from bot.simulator.person import Person

Show = Callable[[str], object]
WITHIN = 20.0
NEWS_WITHIN = 45.0


async def play_tour(reader: Person, *, withheld: str, show: Show) -> None:
    """Ask what the page invites to ask, subscribe, and wait for the new entry. Raises AssertionError on silence."""
    for said, heard in (
        ("/start", "Jarchy"),
        ("/latest", ""),
        ("/search Askarov", "Askarov"),
        ("/person Аскаров", "Askarov"),
        ("/subscribe", ""),
    ):
        show(f"\n> {said}")
        await reader.says(said)
        _show(await reader.hears(heard, within=WITHIN), show)
    show("\n(waiting for the feed to bring something new)")
    _show(await reader.hears(withheld[:40], within=NEWS_WITHIN), show)


def _show(message: SeenMessage, show: Show) -> None:
    for line in message.text.splitlines():
        show(textwrap.fill(line, 100, initial_indent="  ", subsequent_indent="  ") if line.strip() else "")
    for row in message.buttons:
        show("  " + " ".join(f"[{label}]" for label, _ in row))
