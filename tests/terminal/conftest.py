"""Gives terminals to tests. The harness is loaded by its path: tests can't import one another."""

import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _load(path: Path) -> ModuleType:
    spec = spec_from_file_location("terminal_harness", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules.setdefault(spec.name, module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


_HARNESS = _load(Path(__file__).with_name("harness.py"))


@pytest.fixture(scope="session")
def harness() -> ModuleType:
    """The harness's module."""
    return _HARNESS


@pytest.fixture
def terminal() -> Iterator[Callable[..., Any]]:
    """Start programs in terminals: ``terminal("program", "argument", size=(80, 24), env={...})``.

    Returns the ``Terminal`` (see harness.py); all are ended with the test.
    """
    started: list[Any] = []

    def start(*command: str | Path, **options: Any) -> Any:
        started.append(_HARNESS.Terminal(command, **options))
        return started[-1]

    yield start
    for one in started:
        one.close()
