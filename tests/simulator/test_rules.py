"""Rules of the Bot API that bots break without noticing: each is refused, or noted where Telegram drops something."""

from typing import Any

import pytest

from bot.simulator import actions
from bot.simulator.person import Person
from bot.simulator.simulator import Simulator
from tests.clock import ManualClock
from tests.simulator.conftest import TOKEN

HERE = "https://t.me/JarchyDemoBot"


@pytest.fixture
def simulator() -> Simulator:
    return Simulator(token=TOKEN, clock=ManualClock())


@pytest.fixture
def aida(simulator: Simulator) -> Person:
    return simulator.person("Aida", started=True)


async def say(simulator: Simulator, chat: Person, text: str = "x", **more: Any) -> str:
    """The refusal, "" where there is none."""
    answer = await simulator.call("sendMessage", {"chat_id": chat.id, "text": text, **more})
    return str(answer.body.get("description", ""))


def button(**more: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "x", **more}]]}


@pytest.mark.parametrize("payload", ["person_7", "A-z_0", "x" * 64])
async def test_a_deep_link_that_apps_pass_on_is_taken(simulator: Simulator, aida: Person, payload: str) -> None:
    assert await say(simulator, aida, reply_markup=button(url=f"{HERE}?start={payload}")) == ""
    await aida.starts(payload)


@pytest.mark.parametrize("payload", ["", "a b", "person:7", "x" * 65, "Аскаров", "a&start=b"])
async def test_a_deep_link_that_no_app_would_open_is_refused(simulator: Simulator, aida: Person, payload: str) -> None:
    said = await say(simulator, aida, reply_markup=button(url=f"{HERE}?start={payload}"))
    assert "START_PARAM_INVALID" in said
    assert len(simulator.violations) == 1


async def test_nobody_starts_with_a_payload_that_no_app_passes_on(aida: Person) -> None:
    with pytest.raises(ValueError, match="payload"):
        await aida.starts("person 7")


async def test_links_to_other_bots_and_shared_links_are_nobodys_business(simulator: Simulator, aida: Person) -> None:
    for url in ("https://t.me/other_bot?start=a.b", f"https://t.me/share/url?url={HERE}%3Fstart%3Da.b"):
        assert await say(simulator, aida, reply_markup=button(url=url)) == ""


@pytest.mark.parametrize(("text", "taken"), [("x" * 256, True), ("", False), ("x" * 257, False)])
async def test_what_a_button_copies(simulator: Simulator, aida: Person, text: str, *, taken: bool) -> None:
    assert (await say(simulator, aida, reply_markup=button(copy_text={"text": text})) == "") is taken


@pytest.mark.parametrize(
    "entity",
    [
        {"type": "boldest", "offset": 0, "length": 1},
        {"type": "bold", "offset": 3, "length": 3},
        {"type": "bold", "offset": -1, "length": 1},
        {"type": "bold", "offset": 0, "length": 0},
    ],
)
async def test_entities_must_be_known_and_lie_in_the_text(
    simulator: Simulator, aida: Person, entity: dict[str, Any]
) -> None:
    assert await say(simulator, aida, "five!", entities=[entity]) != ""
    assert len(simulator.violations) == 1


@pytest.mark.parametrize(
    ("html", "noted"),
    [
        ("<b>bold <i>italic</i></b>", False),
        ('<b><a href="https://example.org/">link</a></b>', False),
        ("<blockquote><b>said</b> <code>x</code></blockquote>", False),
        ("<b>https://example.org/ #tag</b>", False),
        ("<b>run <code>x</code></b>", True),
        ('<a href="https://example.org/"><code>x</code></a>', True),
    ],
)
async def test_code_stands_in_nothing_and_holds_nothing(
    simulator: Simulator, aida: Person, html: str, *, noted: bool
) -> None:
    assert await say(simulator, aida, html, parse_mode="HTML") == ""
    assert bool(simulator.violations) is noted


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        (f"{HERE}?start=incident_7", True),
        ("https://telegram.me/jarchydemobot?start=incident_7", True),
        ("https://example.org/", False),
        (f"{HERE}?start=", False),
        ("https://t.me/other_bot?start=a", False),
    ],
)
async def test_an_answered_button_opens_only_the_bot_itself(
    simulator: Simulator, aida: Person, url: str, *, taken: bool
) -> None:
    await say(simulator, aida, reply_markup=button(callback_data="a"))
    query = await aida.presses("x")
    answer = await simulator.call("answerCallbackQuery", {"callback_query_id": query.id, "url": url})
    assert answer.body["ok"] is taken
    assert aida.opened == (url if taken else "")
    assert simulator.unanswered() == ([] if taken else [query.id])


@pytest.mark.parametrize(
    "extra",
    [
        {"next_offset": "x" * 65},
        {"button": {"text": "More", "start_parameter": "a b"}},
        {"results": [{"id": "1", "title": "x", "input_message_content": {"message_text": "<b></b>" * 600 + "x"}}]},
    ],
)
async def test_what_stands_around_inline_results(simulator: Simulator, aida: Person, extra: dict[str, Any]) -> None:
    query = actions.ask_inline(simulator, aida.user, "words")
    content = {"message_text": "x", "parse_mode": "HTML"}
    results = extra.get("results", [{"id": "1", "title": "x", "input_message_content": content}])
    given = [{"type": "article", **result} for result in results]
    answer = await simulator.call("answerInlineQuery", {"inline_query_id": query.id, **extra, "results": given})
    assert not answer.body["ok"]
    assert len(simulator.violations) == 1
