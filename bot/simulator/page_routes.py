"""The chat page's routes."""

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

if TYPE_CHECKING:
    from bot.simulator.simulator import Simulator


def page_routes(simulator: "Simulator") -> list[BaseRoute]:
    return []
