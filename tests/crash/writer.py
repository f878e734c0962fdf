"""An agent who works without a pause, and is killed while at it: a program that forks one for each line it reads.

Whoever starts it writes one JSON object a line: a job to begin (answered by the process's number), or
``{"kill": number}`` (answered when it is dead). Each writer keeps a journal: what it tries, before it does,
and what it was told, after; with fsync, as a caller remembers what he was told. A writer that takes over a
journal first tries again what was not acknowledged, under the same request key.
"""

import gc
import json
import os
import signal
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection
from sqlmodel import col, select

from callcenter import clock
from callcenter.cases.models import Case
from callcenter.cases.views import Intake, MoveDetails, PlaceSaid
from callcenter.desk.admin import AdminDesk
from callcenter.desk.agent import AgentDesk
from callcenter.desk.files import importing  # noqa: F401 - loaded before the fork, not after it
from callcenter.desk.system import SystemDesk
from callcenter.dispatch.views import Choice
from callcenter.errors import CallcenterError, Changed, Refused, StoreAway
from callcenter.people.sign_in import sit_down
from callcenter.settings import Settings
from callcenter.store.models import Request
from callcenter.store.store import WITHIN_S, Store

MOVES = {
    "new": ("solve_on_phone", "cancel"),
    "routed": ("accept", "accept", "decline", "send_elsewhere"),
    "accepted": ("receive", "expect", "wait"),
    "expected": ("receive",),
    "in_progress": ("resolve", "resolve", "wait"),
    "waiting": ("resume",),
    "resolved": ("close", "reopen"),
}
DOINGS = ("log",) * 3 + ("send",) * 2 + ("dispatch",) * 2 + ("move",) * 5 + ("note",) + ("deliver",) * 3
NEWEST = 30
DIES = 0.02
DYING = 128


@dataclass(frozen=True)
class Job:
    """What one writer does.

    Attributes:
        store: where.
        login: who.
        seed: of its choices.
        journal: the file that outlives it.
        pulse: the number of a pipe that gets a byte before each try.
        settle: only try again what was not acknowledged, and end.
        file: import this file instead.
    """

    store: str
    login: str
    seed: int
    journal: str
    pulse: int = -1
    settle: bool = False
    file: str = ""


def settings(store: str) -> Settings:
    """Nothing is held, and the receiver is on this machine."""
    return Settings(
        store=store, zone="Asia/Shanghai", region="CN", hold_seconds=0, allow_private_addresses=True,
        webhook_timeout_s=5,
    )  # fmt: skip


class DeadlyStore(Store):
    """Tells of each write that was committed, before whoever wrote goes on."""

    def __init__(self, location: str, committed: Callable[[], None]) -> None:
        super().__init__(location)
        self._committed = committed

    @contextmanager
    def write(self, *, within_s: float = WITHIN_S) -> Iterator[Connection]:
        """As ever."""
        with super().write(within_s=within_s) as connection:
            yield connection
        self._committed()


class Writer:
    """One agent at work.

    Args:
        job: what he does.
    """

    def __init__(self, job: Job) -> None:
        self.job, self.chance = job, Random(job.seed)
        chosen = settings(job.store)
        self.store = DeadlyStore(job.store, self._committed)
        self.desk = AgentDesk(self.store, chosen, sit_down(self.store, job.login, clock.now()))
        self.system = SystemDesk(self.store, chosen)
        self.journal = os.open(job.journal, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        self.verbs: dict[str, Callable[..., Any]] = {
            "log": self._log, "dispatch": self._dispatch, "move": self._move, "note": self._note,
        }  # fmt: skip

    def work(self) -> None:
        """Settle what an earlier writer left, then go on until killed."""
        self._settle()
        while not self.job.settle:
            with suppress(StoreAway):  # nothing was asked, so nobody waits for an answer
                self._one()

    def import_file(self) -> None:
        """Read the file, once."""
        me = sit_down(self.store, "admin", clock.now())
        self._pulse()
        AdminDesk(self.store, settings(self.job.store), me).import_file("customers", Path(self.job.file))

    def _settle(self) -> None:
        while left := self._left():
            for tried in left:
                with suppress(StoreAway):
                    with self.store.read() as connection:
                        done = connection.execute(
                            select(col(Request.result)).where(col(Request.key) == tried["key"])
                        ).scalar()
                    self._ask(tried | {"again": True, "done": done})

    def _left(self) -> list[dict[str, Any]]:
        """What was tried and not acknowledged."""
        left: dict[str, dict[str, Any]] = {}
        for line in journal(Path(self.job.journal)):
            if line["step"] == "try":
                left[line["key"]] = line
            elif line["step"] == "ack":
                left.pop(line["key"], None)
        return list(left.values())

    def _one(self) -> None:
        doing = self.chance.choice(DOINGS)
        if doing == "deliver":
            self._pulse()
            self.system.work_outbox(limit=1)
            return
        asked = self._asked(doing)
        if asked is None:
            return
        self._note_down("try", asked)
        self._pulse()
        self._ask(asked)

    def _ask(self, asked: dict[str, Any]) -> None:
        """Do it and note what is told; where the store is away, it is to be tried again."""
        try:
            told = self._told(asked)
        except CallcenterError as error:
            self._note_down("failed", asked | {"told": str(error)})
        else:
            self._note_down("ack", asked | {"told": told})

    def _asked(self, doing: str) -> dict[str, Any] | None:
        """What to try next, in words that can be tried again."""
        key = uuid.UUID(int=self.chance.getrandbits(128)).hex
        if doing in ("log", "send"):
            return {"key": key, "verb": "log", "send": doing == "send"}
        states = ["new"] if doing == "dispatch" else list(MOVES)
        with self.store.read() as connection:
            newest = select(col(Case.id), col(Case.version), col(Case.state)).where(
                col(Case.closed_at).is_(None), col(Case.state).in_(states)
            )
            found = connection.execute(newest.order_by(col(Case.id).desc()).limit(NEWEST)).all()
        if not found:
            return None
        case_id, version, state = self.chance.choice(found)
        asked = {"key": key, "verb": doing, "case_id": case_id, "version": version}
        return asked | {"move": self.chance.choice(MOVES[state.value])} if doing == "move" else asked

    def _told(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Do it, and return what the caller is told: a result, or a refusal with its sentence."""
        try:
            told = self.verbs[asked["verb"]](asked)
        except (Changed, Refused) as error:
            return {"refused": str(error)}
        return {"result": told}

    def _log(self, asked: dict[str, Any]) -> dict[str, Any]:
        place = PlaceSaid(city="上海", lat=31.2304, lon=121.4737)
        intake = Intake(
            "question", f"job {asked['key']}", caller="139 1234 5678", way="bring_in", place=place
        )
        choice = self._choice(self.desk.wish_for(intake)) if asked["send"] else None
        logged = self.desk.log(asked["key"], intake, choice)
        return asdict(logged) | {"held_until": None}

    def _dispatch(self, asked: dict[str, Any]) -> dict[str, Any]:
        choice = self._choice(self.desk.wish_of(asked["case_id"]))
        sent = self.desk.dispatch(asked["key"], asked["case_id"], asked["version"], choice)
        return asdict(sent) | {"held_until": None}

    def _choice(self, wish: Any) -> Choice:
        """Any of the points, whatever was declined before."""
        found = self.desk.propose(wish)
        listed = found.rows or found.rejected
        return Choice(self.chance.choice(listed).point_id, found, override="other")

    def _move(self, asked: dict[str, Any]) -> dict[str, Any]:
        soon = clock.now() + timedelta(days=2)
        details = MoveDetails(
            reason="no_parts" if asked["move"] == "decline" else "so it is",
            note=f"job {asked['key']}", outcome="advised", wait_for="parts", close_reason="customer_yes",
            expected_at=soon if asked["move"] == "expect" else None, whom="李师傅",
        )  # fmt: skip
        move = (asked["key"], asked["case_id"], asked["version"], asked["move"], details)
        return {"version": self.desk.move(*move)}

    def _note(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.desk.note(asked["key"], asked["case_id"], f"job {asked['key']}")
        return {}

    def _note_down(self, step: str, line: dict[str, Any]) -> None:
        os.write(self.journal, (json.dumps(line | {"step": step}) + "\n").encode())
        os.fsync(self.journal)

    def _committed(self) -> None:
        """The worst moment: it is done, and nobody has been told. Die in one of so many."""
        if not self.job.settle and self.chance.random() < DIES:
            self._pulse(dying=True)
            os.kill(os.getpid(), signal.SIGKILL)

    def _pulse(self, *, dying: bool = False) -> None:
        if self.job.pulse >= 0:
            with suppress(BlockingIOError):  # nobody listens just now
                os.write(self.job.pulse, bytes([int(self.job.login[1:]) + dying * DYING]))


def journal(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a journal; the last one may be cut off."""
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def _run(job: Job) -> None:
    writer = _seated(job)
    if job.file:
        writer.import_file()
    else:
        writer.work()
    writer.store.close()


def _seated(job: Job) -> Writer:
    """A writer at a desk, as soon as the store answers."""
    while True:
        try:
            return Writer(job)
        except StoreAway:
            threading.Event().wait(0.05)


def _fork(job: Job) -> int:
    number = os.fork()
    if number:
        return number
    status = 1
    try:
        _run(job)
        status = 0
    except BaseException:
        import traceback

        Path(f"{job.journal}.error").write_text(traceback.format_exc())
        if job.pulse >= 0:
            os.write(job.pulse, bytes([int(job.login[1:]) + DYING]))
    os._exit(status)


def main() -> None:
    """Serve until standard input ends."""
    gc.freeze()
    for line in sys.stdin:
        asked = json.loads(line)
        if "kill" in asked:
            os.kill(asked["kill"], signal.SIGKILL)
            answer: object = os.waitpid(asked["kill"], 0)[1]
        elif "wait" in asked:
            answer = os.waitpid(asked["wait"], 0)[1]
        else:
            answer = _fork(Job(**asked))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
