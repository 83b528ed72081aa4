"""The operators' files in config/deploy: each held to what the program really has."""

import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml  # type: ignore[import-untyped]  # comes with bandit, without types

from bot.cli import app
from bot.metrics import Metrics
from bot.webhook import BODY_LIMIT
from config.settings import PREFIX, Settings
from store.delivery import Gone, Moved, Priority, Rejected, RetryAt, Sent, Uncertain
from tests.console.conftest import Desk
from tests.make import feed

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "config" / "deploy"
FILES = sorted(DEPLOY.iterdir())
UNITS = [path for path in FILES if path.suffix == ".service"]
METRIC = re.compile(r"\b(?:jarchy|process)_[a-z0-9_]+")
SELECTOR = re.compile(r'((?:jarchy|process)_\w+)\{(\w+)="([^"]*)"\}')
OUTCOMES = {kind.__name__.lower() for kind in (Gone, Moved, Rejected, RetryAt, Sent, Uncertain)}
ADDED_BY_PROMETHEUS = {"job"}


def scraped() -> str:
    """What Prometheus reads once everything has been counted."""
    metrics = Metrics()
    metrics.show_feeds([feed()], datetime.now(UTC))
    for decision in ("new", "edited", "adopted"):
        metrics.entries.labels(decision)
    for outcome in ("failed", "unchanged", "read"):
        metrics.polls.labels(outcome)
    for outcome in OUTCOMES:
        metrics.deliveries.labels("alert", outcome)
    for priority in Priority:
        metrics.note_wait(priority, 0.1)
    metrics.feed_success.labels("1", "CPJ").set(1)
    return metrics.render().decode()


def promised() -> set[str]:
    return {line.split("{")[0].split(" ")[0] for line in scraped().splitlines() if not line.startswith("#")}


def expressions() -> list[str]:
    rules = yaml.safe_load((DEPLOY / "alerts.yml").read_text(encoding="utf-8"))
    panels = json.loads((DEPLOY / "grafana.json").read_text(encoding="utf-8"))["panels"]
    alerts = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    return alerts + [target["expr"] for panel in panels for target in panel["targets"]]


@pytest.mark.parametrize("expression", expressions())
def test_alerts_and_panels_ask_for_what_is_there(expression: str) -> None:
    names = set(METRIC.findall(expression))
    assert names <= promised()
    assert names or expression.startswith("up{")
    text = scraped()
    for metric, label, value in SELECTOR.findall(expression):
        if label not in ADDED_BY_PROMETHEUS:
            assert re.search(rf'^{metric}\{{[^}}]*{label}="{value}"', text, re.MULTILINE), (metric, label, value)


def test_what_is_measured_is_shown_or_watched() -> None:
    asked = set(METRIC.findall("\n".join(expressions())))
    own = {re.sub(r"_(total|created|bucket|sum|count)$", "", name) for name in promised() if name.startswith("jarchy_")}
    unseen = own - {re.sub(r"_(total|bucket)$", "", name) for name in asked}
    assert unseen <= {"jarchy_feed_failures"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_settings_that_files_name_are_settings(path: Path) -> None:
    named = set(re.findall(rf"\b{PREFIX}([A-Z_]+)\b", path.read_text(encoding="utf-8")))
    assert named <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_in_the_safe_range(path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze on this machine")
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-300:] + done.stderr


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_start_commands_that_there_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    commands = set(re.findall(r"/opt/jarchy/bin/jarchy ([a-z]+)", text))
    assert commands
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", "bot", command, "--help"], capture_output=True, cwd=ROOT, timeout=60, check=False
        )
        assert done.returncode == 0


def test_proxies_pass_to_where_the_webhook_listens_and_no_further() -> None:
    bind = Settings.model_fields["webhook_bind"].default
    health = Settings.model_fields["http_bind"].default
    for name in ("Caddyfile", "nginx.conf"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        assert bind in text
        assert health not in text
        assert re.search(r"1\s?MB|1m;", text)
        assert text.count("{") == text.count("}")
    assert BODY_LIMIT == 1024 * 1024


def test_every_alert_has_its_line_in_the_runbook() -> None:
    rules = yaml.safe_load((DEPLOY / "alerts.yml").read_text(encoding="utf-8"))
    runbook = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    for group in rules["groups"]:
        for rule in group["rules"]:
            assert rule["alert"] in runbook


def test_litestreams_file_names_the_units_database() -> None:
    content = yaml.safe_load((DEPLOY / "litestream.yml").read_text(encoding="utf-8"))
    unit = (DEPLOY / "jarchy.service").read_text(encoding="utf-8")
    assert f"sqlite:///{content['dbs'][0]['path']}" in unit
    kept = content["dbs"][0]["replicas"][0]["retention"]
    assert kept == f"{24 * Settings.model_fields['backup_days'].default}h"


def test_the_restore_is_rehearsed_for_real(desk: Desk, archive: Path) -> None:
    before = archive.read_bytes()
    script = str(DEPLOY / "rehearse-restore.sh")
    done = subprocess.run(
        [script],
        env={**desk.environment, "JARCHY": f"{sys.executable} -m bot"},
        cwd=desk.folder,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "can be lived from" in done.stdout
    assert archive.read_bytes() == before
    (desk.folder / "bad.db").write_text("no backup", encoding="utf-8")
    failed = subprocess.run(
        [script, "bad.db"],
        env={**desk.environment, "JARCHY": f"{sys.executable} -m bot"},
        cwd=desk.folder,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert failed.returncode != 0
    assert "bad.db" in failed.stderr


@pytest.mark.parametrize("name", ["README.md", "docs/operations.md", "docs/runbook.md"])
def test_every_command_that_a_page_names_is_one(name: str) -> None:
    commands: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # a group
    spans = re.findall(r"```.*?```|`[^`]+`", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    named = re.findall(r"(?:^|`|bin/|-u jarchy )jarchy ([a-z]+)(?: ([a-z]+))?", "\n".join(spans), re.MULTILINE)
    assert named
    for first, second in named:
        assert first in commands, first
        group = getattr(commands[first], "commands", None)
        assert group is None or not second or second in group, second
