"""Reading a file's rows in several processes: the lines go out in turn and come back in their order.

Each process has one page of lines at a time, so nothing piles up, and neither end can wait for the other for
ever. A process whose importer is gone (also by kill -9) finds its pipe closed and ends.
"""

import gc
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from callcenter.desk.files import kinds
from callcenter.desk.files.parsing import Outcome, parse
from callcenter.desk.files.reading import Layout, Line
from callcenter.store.bulk.rows import House, Kind

_WORTH_BYTES = 8_000_000
"""A smaller file is read before other processes have started."""
_MOST = 3
"""More would only wait for the one who writes, and take memory."""

COLLECT = (50_000, 20, 50)
"""Thousands of rows that come and go make the collector run all the time for nothing."""

Page = list[Line]


class Reader(Protocol):
    """Reads pages of lines."""

    fresh: bool
    """Whether most rows are new to the store, as far as is known."""

    def read(self, pages: Iterable[Page]) -> Iterator[tuple[Page, list[Outcome]]]:
        """Give each page with what its lines are, in order."""

    def close(self) -> None:
        """Let go of the processes."""


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def reader(name: str, house: House, layout: Layout, path: Path, processes: int | None) -> Reader:
    """Who reads a file: this process alone, or others beside it.

    Args:
        name: of the kind.
        house: settings and time.
        layout: where the headings stand.
        path: the file.
        processes: how many in all; None: as the machine and the file's size allow.
    """
    if processes is None:
        large = path.stat().st_size >= _WORTH_BYTES and name in ("customers", "purchases", "repairs")
        processes = min(cores(), _MOST + 1) if large else 1
    if processes < 2 or os.name != "posix" or not sys.executable:
        return Alone(kinds.make(name, house), layout)
    return Together(processes - 1, name, house, layout)


class Alone:
    """Reads in this process.

    Args:
        kind: of file.
        layout: where the headings stand.
    """

    def __init__(self, kind: Kind[Any], layout: Layout) -> None:
        self._kind, self._layout = kind, layout
        self.fresh = False  # what only new rows need is made where they are written

    def read(self, pages: Iterable[Page]) -> Iterator[tuple[Page, list[Outcome]]]:
        """Give each page with what its lines are."""
        for page in pages:
            yield page, parse(self._kind, self._layout, page, fresh=False)

    def close(self) -> None:
        """Nothing to let go of."""


class Together:
    """Reads in other processes.

    Args:
        count: of processes beside this one.
        name: of the kind.
        house: settings and time.
        layout: where the headings stand.
    """

    def __init__(self, count: int, name: str, house: House, layout: Layout) -> None:
        self.fresh = True
        self._name, self._house, self._layout = name, house, layout
        self._kind: Kind[Any] | None = None
        self._workers = [_Worker(name, house, layout) for _ in range(count)]

    def read(self, pages: Iterable[Page]) -> Iterator[tuple[Page, list[Outcome]]]:
        """Give each page with what its lines are, in the order of the file."""
        coming = iter(pages)
        under_way: deque[tuple[_Worker, Page]] = deque()
        for worker in self._workers:
            self._next(worker, coming, under_way)
        while under_way:
            worker, page = under_way.popleft()
            found = worker.take()
            self._next(worker, coming, under_way)
            yield page, self._here(page) if found is None else found

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.close()

    def _next(
        self, worker: "_Worker", coming: Iterator[Page], under_way: "deque[tuple[_Worker, Page]]"
    ) -> None:
        page = next(coming, None)
        if page is not None:
            worker.give(page, fresh=self.fresh)
            under_way.append((worker, page))

    def _here(self, page: Page) -> list[Outcome]:
        """Read a page whose process was lost."""
        self._kind = self._kind or kinds.make(self._name, self._house)
        return parse(self._kind, self._layout, page, fresh=False)


class _Worker:
    """One process and its pipe."""

    def __init__(self, name: str, house: House, layout: Layout) -> None:
        self._pipe, other = Pipe()
        program = (
            f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve({other.fileno()})"
        )
        # Not multiprocessing's own way: that would run the main program's file again in the child.
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-c", program], stdin=subprocess.DEVNULL, pass_fds=[other.fileno()]
        )
        other.close()
        self._lost = False
        self._give((name, house, layout))

    def give(self, page: Page, *, fresh: bool) -> None:
        self._give(([(line.number, line.cells, line.fault) for line in page], fresh))

    def take(self) -> list[Outcome] | None:
        """What the page's lines are; None where the process was lost."""
        if not self._lost:
            try:
                found: list[Outcome] = self._pipe.recv()
            except (EOFError, OSError):
                self._lost = True
            else:
                return found
        return None

    def close(self) -> None:
        self._pipe.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _give(self, what: object) -> None:
        try:
            self._pipe.send(what)
        except (BrokenPipeError, OSError):
            self._lost = True


def serve(descriptor: int) -> None:
    """What each process does: read pages until the importer closes the pipe.

    Args:
        descriptor: of the pipe.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl+c is for the importer, who closes the pipe
    with Connection(descriptor) as pipe, suppress(EOFError, BrokenPipeError, ConnectionResetError):
        name, house, layout = pipe.recv()
        kind = kinds.make(name, house)
        gc.freeze()
        gc.set_threshold(*COLLECT)
        while True:
            lines, fresh = pipe.recv()
            pipe.send(parse(kind, layout, _lines(lines), fresh=fresh))


def _lines(given: Sequence[tuple[int, list[str], Any]]) -> list[Line]:
    return [Line(number, cells, fault) for number, cells, fault in given]
