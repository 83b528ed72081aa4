"""What a picture shows, in words and numbers; whoever draws it adds nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Panel:
    """One row of bars with its title: a number for each month."""

    title: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Panels over the same months. The last month is unfinished and is marked so, with `unfinished` to explain it."""

    title: str
    months: tuple[str, ...]
    panels: tuple[Panel, ...]
    unfinished: str
