"""What a picture shows, in words and numbers; whoever draws it adds nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Panel:
    """One row of bars with its title: a number for each month."""

    title: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Panels over the same months. Where the last month is unfinished it is marked so, and `unfinished` explains it."""

    title: str
    months: tuple[str, ...]
    panels: tuple[Panel, ...]
    unfinished: str
