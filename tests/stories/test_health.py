"""What an operator's monitoring sees of a running bot."""

import json
import re
import socket
from datetime import UTC, datetime

import httpx

from bot.simulator.person import Person
from tests.make import parsed
from tests.stories.conftest import Town
from tests.stories.test_first_day import until
from tests.stories.test_process import jarchy, started


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_health_and_metrics_tell_what_goes_on(town: Town, aida: Person) -> None:
    port = free_port()
    async with (
        jarchy(town, "run", JARCHY_HTTP_BIND=f"127.0.0.1:{port}") as process,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        await started(town, process)
        await aida.says("/subscribe")
        await aida.hears("", within=20)
        await until(lambda: town.outlet.polls > 1, within=20)
        town.outlet.publish(parsed("Police detain journalist Bolot Temirov in Bishkek", published_at=datetime.now(UTC)))
        await aida.hears("Police detain journalist Bolot Temirov", within=20)
        assert (await client.get("/healthz")).text == "alive\n"
        ready = await client.get("/readyz")
        assert json.loads(ready.text) == {"ready": True, "troubles": {}}
        seen = (await client.get("/metrics")).text
    assert value(seen, 'jarchy_deliveries_total{outcome="sent",priority="alert"}') == 1
    assert value(seen, 'jarchy_feeds{condition="well"}') == 1
    assert value(seen, 'jarchy_feeds{condition="ill"}') == 0
    assert value(seen, "jarchy_outbox_due") == 0
    assert value(seen, "jarchy_limiter_messages_per_second") > 1
    assert value(seen, "jarchy_answer_seconds_count") >= 1
    assert value(seen, 'jarchy_limiter_wait_seconds_count{priority="alert"}') == 1
    assert value(seen, 'jarchy_limiter_wait_seconds_count{priority="answer"}') >= 1
    assert value(seen, "process_resident_memory_bytes") > 1e7
    assert "Aida" not in seen
    assert not re.search(rf"\b{aida.user.id}\b", seen)


def value(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, name
    return float(found[1])
