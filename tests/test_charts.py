"""The picture of /trends, drawn as the running bot draws it."""

from dataclasses import replace

import pytest

from bot.charts import ChartDrawer
from bot.simulator.files import measure_picture
from handlers.chart import Chart, Panel

MONTHS = ("фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек", "янв")


def chart(*numbers: int, panels: int = 1) -> Chart:
    panel = Panel("Укук коргоочунун $куугунтукталышы$ <b>", (*numbers, *(0 for _ in range(12 - len(numbers)))))
    return Chart("Айлар боюнча окуялар", MONTHS, (panel,) * panels, "Акыркы ай али бүтө элек.")


@pytest.mark.parametrize(("numbers", "panels"), [((), 1), ((3, 1, 20_000), 5)])
async def test_a_chart_becomes_a_picture_that_telegram_takes(numbers: tuple[int, ...], panels: int) -> None:
    picture = await ChartDrawer().draw(chart(*numbers, panels=panels))
    assert picture is not None
    size = measure_picture(picture)
    assert size is not None
    width, height = size
    assert width == 1080
    assert height < 2 * width
    assert len(picture) < 1_000_000


async def test_a_year_that_is_over_has_no_unfinished_month() -> None:
    whole = await ChartDrawer().draw(replace(chart(3, 1), unfinished=""))
    assert whole is not None
    assert whole != await ChartDrawer().draw(chart(3, 1))


async def test_the_same_chart_is_drawn_once_and_no_picture_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    drawer = ChartDrawer()
    first = await drawer.draw(chart(5))
    monkeypatch.setattr("sys.executable", "/nowhere")
    assert await drawer.draw(chart(5)) == first
    assert await drawer.draw(chart(6)) is None
