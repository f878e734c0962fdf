"""What is measured and how it is told: milliseconds beside a baseline of the same run, and the goal."""

import os
import platform
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import event, text

from callcenter.store import sqlite
from callcenter.store.store import Store

Script = list[tuple[str, Any]]
"""Statements with their parameters, as the driver gets them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Attributes:
        what: what was measured.
        value: milliseconds, unless ``unit`` says otherwise.
        beside: what stands beside it, with its value in the same unit.
        note: the percentiles, the errors, the goal.
    """

    what: str
    value: float
    unit: str = "ms"
    beside: tuple[str, float] | None = None
    note: str = ""

    def said(self) -> str:
        """The line."""
        line = f"  {self.what:<44} {self.value:>10,.2f} {self.unit:<7}"
        if self.beside is not None:
            name, base = self.beside
            ratio = self.value / base if base else float("inf")
            line += f" {name}: {base:,.2f}; ratio {ratio:.2f}"
        return f"{line}  {self.note}".rstrip()


def timed(call: Callable[[], object]) -> float:
    """How long a call takes, in milliseconds."""
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def tail(times: Sequence[float]) -> str:
    """The 99th percentile and the worst of some milliseconds."""
    p99 = quantiles(times, n=100, method="inclusive")[-1] if len(times) > 1 else times[0]
    return f"p99 {p99:,.2f}, worst {max(times):,.2f}"


def recorded(store: Store, call: Callable[[], object]) -> Script:
    """The statements of a call, without BEGIN and COMMIT."""
    seen: Script = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        call()
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
    return seen


@dataclass(frozen=True, slots=True)
class Keys:
    """What a recorded log must have anew: texts by their old value, and its two ids."""

    texts: dict[str, str]
    case_id: int
    dispatch_id: int


def each(parameters: Any) -> list[Any]:
    """The parameters of a statement, whatever the driver wants them in."""
    return list(parameters.values() if isinstance(parameters, dict) else parameters)


def _swapped(parameters: Any, swapped: dict[Any, Any]) -> Any:
    def new(value: Any) -> Any:
        return swapped.get(value, value) if type(value) in (int, str) else value

    if isinstance(parameters, dict):
        return {name: new(value) for name, value in parameters.items()}
    return tuple(map(new, parameters))


class Driver:
    """The raw driver on a connection of its own, with statements prepared as the driver does it."""

    def __init__(self, store: Store) -> None:
        self._held = store.engine.raw_connection()
        raw: Any = self._held.driver_connection
        self._is_sqlite = store.is_sqlite
        self.cursor = raw.cursor()

    def read(self, script: Script) -> None:
        """Run the statements of one question in one transaction and fetch all rows."""
        self.cursor.execute("BEGIN" if self._is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for statement, parameters in script:
            self.cursor.execute(statement, parameters).fetchall()
        self.cursor.execute("COMMIT")

    def write(self, script: Script, keys: "Keys") -> None:
        """Run the statements of a log again in one transaction, with its keys renewed."""
        swapped: dict[Any, Any] = dict(keys.texts)
        self.cursor.execute("BEGIN IMMEDIATE" if self._is_sqlite else "BEGIN")
        for statement, parameters in script:
            self.cursor.execute(statement, _swapped(parameters, swapped))
            rows = self.cursor.fetchall() if self.cursor.description else ()
            for table, old in (("case", keys.case_id), ("dispatch", keys.dispatch_id)):
                if re.match(f'INSERT INTO "?{table}"? ', statement):
                    swapped[old] = rows[0][0] if rows else self.cursor.lastrowid
        self.cursor.execute("COMMIT")

    def close(self) -> None:
        """Give the connection back."""
        self._held.close()


def beside_driver(
    store: Store, what: str, calls: Iterable[Callable[[], object]], *, goal: str = ""
) -> Figure:
    """Time calls and, in turns with them, the raw driver running the very same statements.

    In turns, so that a busy moment of the machine weighs on both; each call is made once before.
    """
    calls = list(calls)
    for call in calls[:20]:
        call()
    scripts = [recorded(store, call) for call in calls]
    driver = Driver(store)
    for script in scripts[:20]:
        driver.read(script)
    turns = [
        (timed(call), timed(partial(driver.read, script)))
        for call, script in zip(calls, scripts, strict=True)
    ]
    driver.close()
    mine, base = [turn[0] for turn in turns], [turn[1] for turn in turns]
    count = round(median(len(script) for script in scripts))
    least = f"least {min(mine):.2f} and {min(base):.2f}"  # what a busy machine spoils last
    note = "; ".join(part for part in (tail(mine), least, goal) if part)
    return Figure(what, median(mine), beside=(f"raw driver, {count} statements", median(base)), note=note)


def machine() -> str:
    """The machine and the versions, in a line."""
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{platform.system()} {platform.release()}, {cores} cores ({_processor()}), {memory:.0f} GB,"
        f" load {load:.1f}; CPython {platform.python_version()},"
        f" SQLite {'.'.join(map(str, sqlite.version()))}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "unknown")


def server(store: Store) -> str:
    """The kind of store, and the server's version."""
    if store.is_sqlite:
        return "SQLite"
    with store.read() as connection:
        return f"PostgreSQL {connection.execute(text('SHOW server_version')).scalar()}"
