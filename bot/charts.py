"""Drawing charts with matplotlib, in a process of its own that ends afterwards: the library holds 60 MB."""

import asyncio
import io
import os
from collections import OrderedDict
from typing import TYPE_CHECKING

import structlog

from bot.feeds.worker import WorkerFailed, Workers
from handlers.chart import Chart, Panel

if TYPE_CHECKING:  # loaded only where it is drawn with
    from matplotlib.axes import Axes

_KEPT = 12
_TIME_LIMIT = 30.0
_WIDTH, _PANEL_HEIGHT, _MARGIN = 7.2, 1.75, 1.1  # inches
_DPI = 150
_GROUND, _INK, _FAINT, _BAR = "#1f2933", "#f5f7fa", "#9aa5b1", "#7cc4fa"
_log = structlog.get_logger(__name__)


class ChartDrawer:
    """Draws one chart at a time and keeps the last few pictures, for what is asked in one newsroom is asked again."""

    def __init__(self) -> None:
        self._drawing = asyncio.Lock()
        self._drawn: OrderedDict[Chart, bytes] = OrderedDict()

    async def draw(self, chart: Chart) -> bytes | None:
        """The chart as PNG; None where it cannot be drawn, as without the extra `charts`."""
        async with self._drawing:
            if chart not in self._drawn:
                picture = await _draw_apart(chart)
                if picture is None:
                    return None
                self._drawn[chart] = picture
                if len(self._drawn) > _KEPT:
                    self._drawn.popitem(last=False)
            self._drawn.move_to_end(chart)
            return self._drawn[chart]


async def _draw_apart(chart: Chart) -> bytes | None:
    async with Workers(size=1, time_limit=_TIME_LIMIT) as workers:
        drawn = await workers.run(draw_chart, chart)
    if isinstance(drawn, WorkerFailed):
        _log.warning("chart.not_drawn", trouble=drawn.kind.value)
        return None
    return drawn


def draw_chart(chart: Chart) -> bytes | None:
    """The picture as PNG, tall as a phone; None where matplotlib is not installed. For a worker process.

    Light on dark with its own ground, so that it reads on a light and on a dark screen. Every bar has its number; the
    unfinished month is hatched and carries an asterisk.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each thread would reserve memory that the limit counts
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 (62 MB, here only)
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError:
        return None
    height = _MARGIN + _PANEL_HEIGHT * len(chart.panels)
    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, facecolor=_GROUND, layout="constrained")
    figure.suptitle(chart.title, color=_INK, fontsize=15, fontweight="bold")
    months = chart.months
    if chart.unfinished:
        figure.supxlabel(f"* {chart.unfinished}", color=_INK, fontsize=11)
        months = (*months[:-1], f"{months[-1]}*")
    rows = figure.subplots(len(chart.panels), 1, squeeze=False)
    for (axes,), panel in zip(rows, chart.panels, strict=True):
        _draw_panel(axes, panel, months, unfinished=bool(chart.unfinished))
    picture = io.BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(picture, format="png", facecolor=_GROUND)
    return picture.getvalue()


def _draw_panel(axes: "Axes", panel: Panel, months: tuple[str, ...], *, unfinished: bool) -> None:
    """Bars from nought, their numbers above them."""
    places = range(len(months))
    bars = axes.bar(places, panel.numbers, color=_BAR, width=0.72)
    if unfinished:
        bars[-1].set(facecolor=_GROUND, edgecolor=_BAR, hatch="////", linewidth=1.2)
    axes.bar_label(bars, color=_INK, fontsize=11, padding=2)
    axes.set_title(panel.title, loc="left", color=_INK, fontsize=13, parse_math=False)
    axes.set_facecolor(_GROUND)
    axes.set_xticks(places, months, color=_INK, fontsize=10)
    axes.set_yticks([])
    axes.set_ylim(0, max(1, *panel.numbers) * 1.3)
    axes.tick_params(length=0)
    for name, spine in axes.spines.items():
        spine.set(visible=name == "bottom", color=_FAINT)
