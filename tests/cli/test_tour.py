import argparse
import json
import os
import shutil
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from callcenter import clock, i18n, settings
from callcenter.cli import demo
from callcenter.cli import main as cli
from callcenter.cli.context import Context
from callcenter.desk.demo import keeping
from callcenter.store import migrate
from callcenter.store.store import Store

MADE = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)
"""The anchor of the tests' demo store."""

SMALL = {"people.CUSTOMERS": 400, "products.ITEMS": 1500, "cases.CASES": 300, "repairs.REPAIRS": 900}
"""A demo that is made in a second."""

STEPS = (
    "021 5888 1234",
    "王小明 Wang Xiaoming",
    "4821-7",
    "永达浦东",
    "accepted",
    "in progress",
    "resolved",
    "closed",
)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the console was started with."""
    for name in ("CALLCENTER_REGION", "CALLCENTER_CURRENCY", "CALLCENTER_ZONE"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return []


def run(opened: list[dict[str, Any]], *argv: str) -> int:
    def run_ui(**given: Any) -> int:
        opened.append(given | {"now": clock.now()})
        return 0

    return cli.main(argv, run_ui=run_ui)


def test_the_tour_goes_from_the_ring_to_the_closed_case(
    demo_made: Path, opened: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    before = demo_made.read_bytes()
    assert run(opened, "tour", "--store", str(demo_made)) == 0
    told = capsys.readouterr().out
    places = [told.index(step) for step in STEPS]
    assert places[:4] == sorted(places[:4])
    assert told.rstrip().splitlines()[-1].endswith("closed: the customer said yes")
    assert "+86 139 1234 5678" not in told.partition("verified")[0], "masked until verified"
    assert demo_made.read_bytes() == before, "the demo store stays as it is"
    assert run(opened, "tour", "--store", str(demo_made)) == 0
    assert capsys.readouterr().out == told, "taken again it tells the same"


def test_the_tour_in_chinese(
    demo_made: Path, opened: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(opened, "--language", "zh_CN", "tour", "--store", str(demo_made)) == 0
    told = capsys.readouterr().out
    assert (
        told.rstrip()
        .splitlines()[-1]
        .endswith(i18n.say("case.closed", close_reason="close_reason.customer_yes"))
    )
    heads = [line for line in told.splitlines() if line[:2].strip().isdigit()]
    assert len(heads) == 12
    assert not [line for line in heads if "The " in line or "Enter sends" in line]


def test_the_tour_in_json(
    demo_made: Path, opened: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(opened, "tour", "--json", "--store", str(demo_made)) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["found"] == ["王小明", "李梅"]
    assert told["state"] == "closed"
    assert told["category"].startswith("brakes.")
    assert told["timeline"][0] == "case.logged"
    assert told["timeline"][-1] == "case.closed"


def test_without_a_terminal_the_demo_takes_the_tour(
    demo_store: Path, opened: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(opened, "demo", "--store", str(demo_store)) == 0
    assert "closed: the customer said yes" in capsys.readouterr().out
    assert opened == []


def test_at_a_terminal_the_demo_opens_the_console_at_its_anchor(
    demo_store: Path, opened: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    arguments = ("demo", "--store", str(demo_store), "--anchor", "2026-03-02T10:40+08:00", "--theme", "light")
    assert run(opened, *arguments) == 0
    (given,) = opened
    assert given["store"] == str(demo_store)
    assert given["agent"] == "wangfang"
    assert given["theme"] == "light"
    assert 0 <= (given["now"] - datetime(2026, 3, 2, 2, 40, tzinfo=UTC)).total_seconds() < 60
    assert os.environ["CALLCENTER_REGION"] == "CN"


def test_a_store_that_is_no_demo_is_refused(
    store_path: Path, opened: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store(store_path)
    migrate.upgrade(store)
    store.close()
    assert run(opened, "demo", "--fresh", "--store", str(store_path)) == 1
    assert f"{store_path} is not a demo store and is left alone." in capsys.readouterr().err


def test_the_demo_store_is_made_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new" / "demo.sqlite3"

    def stopped(_what: str, share: float) -> None:
        if share > 0.2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keeping.ensure(path, seed=1, anchor=datetime(2026, 3, 2, tzinfo=UTC), progress=stopped)
    assert list(path.parent.iterdir()) == []
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_an_anchor_without_an_offset_is_refused(
    opened: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(opened, "demo", "--anchor", "2026-03-02T10:40") == 1
    assert "Write it as 2026-03-02T14:30+08:00" in capsys.readouterr().err


def test_the_users_own_demo_is_made_anew_when_it_is_old(
    opened: Any, demo_made: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, less in SMALL.items():
        monkeypatch.setattr(f"callcenter.desk.demo.{name}", less)
    own = tmp_path / "callcenter" / "demo.sqlite3"
    own.parent.mkdir()
    shutil.copy(demo_made, own)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    clock.use(lambda: MADE + timedelta(hours=20))
    assert keeping.made_for(own) == MADE
    context = Context(argparse.Namespace(store=None), settings.load(), lambda **_: 0)
    demo.demo_store(context)
    assert keeping.made_for(own) == MADE
    clock.use(lambda: MADE + timedelta(hours=25))
    demo.demo_store(context)
    assert keeping.made_for(own) == MADE + timedelta(hours=25)


def test_the_environment_names_the_demo_store_too(
    opened: Any, demo_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLCENTER_STORE", str(demo_store))
    clock.use(lambda: MADE + timedelta(days=90))
    context = Context(argparse.Namespace(store=None), settings.load(), lambda **_: 0)
    assert demo.demo_store(context) == demo_store
    assert keeping.made_for(demo_store) == MADE
