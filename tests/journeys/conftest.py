"""Whole journeys: consoles on copies of the demo store, in real terminals."""

import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from callcenter.people.models import Draft
from callcenter.store.store import Store

HERE = Path(__file__).parent
ANCHOR = "2026-03-02T10:40+08:00"
"""The demo's now: a Monday morning in Shanghai."""


def _load(name: str, path: Path) -> ModuleType:
    if name in sys.modules:
        return sys.modules[name]
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_HARNESS = _load("terminal_harness", HERE.parent / "terminal" / "harness.py")
_SEAT = _load("journeys_seat", HERE / "seat.py")


@pytest.fixture
def store(request: pytest.FixtureRequest, demo_made: Path, tmp_path: Path) -> Path | str:
    """A demo store of the test's own: a file, or a database where the test is marked to run on both."""
    if getattr(request, "param", "sqlite") == "postgresql":
        return str(request.getfixturevalue("demo_database"))
    return Path(shutil.copy(demo_made, tmp_path / "store.sqlite3"))


@pytest.fixture
def sit_down(store: Path | str, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Sit down at a console: ``sit_down(agent="lijing", language="zh_CN", size=(80, 24))``.

    Returns the ``Seat`` (see seat.py), its desk ready for a call. Its clock starts at the anchor; with
    ``anchored=False`` it is the machine's own and the console is started as in daily work.
    """
    taken: list[Any] = []

    def sit(
        agent: str = "wangfang",
        *,
        language: str = "en",
        size: tuple[int, int] = (120, 40),
        anchored: bool = True,
        settings: str = "",
        env: dict[str, str] | None = None,
    ) -> Any:
        home = tmp_path / "home"
        variables = {"HOME": str(home), "CALLCENTER_REGION": "CN", "CALLCENTER_ZONE": "Asia/Shanghai"}
        variables |= {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "STATE")}
        if settings:
            (tmp_path / "settings.toml").write_text(settings)
            variables["CALLCENTER_SETTINGS"] = str(tmp_path / "settings.toml")
        how = ("demo", "--anchor", ANCHOR) if anchored else ()
        who = ("--agent", agent, "--language", language) if language else ("--agent", agent)
        command = ("callcenter", *how, "--store", store, *who)
        terminal = _HARNESS.Terminal(command, size=size, env=variables | (env or {}))
        taken.append(terminal)
        return _SEAT.Seat(terminal)

    yield sit
    for terminal in taken:
        terminal.close()


@pytest.fixture
def draft_with(store: Path | str) -> Callable[[str], None]:
    """Wait until a draft with these words stands in the store."""

    def stands(words: str) -> bool:
        house = Store(store)
        try:
            with house.read() as connection:
                return any(words in str(body) for (body,) in connection.execute(select(col(Draft.body))))
        finally:
            house.close()

    return lambda words: _SEAT.eventually(lambda: stands(words), f"no draft with {words!r}")
