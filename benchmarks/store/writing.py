"""Log and dispatch: transactions a second of 1, 8 and 64 consoles that do nothing else, with their waits.

Each console is a process of its own with its own connection, as on a host of seats. It has looked for points
before (``propose``) and then logs issue after issue with the first of them: case, number, events, dispatch,
message to the point, news, request key, in one transaction. Beside it one process of the raw driver runs the
statements of that transaction.
"""

import multiprocessing
import re
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing.synchronize import Barrier
from statistics import median
from typing import Any
from uuid import uuid4

from benchmarks.store import floor, made
from benchmarks.store.figures import Driver, Figure, Keys, Script, each, recorded, tail, timed
from benchmarks.store.stage import SEED, Stage
from callcenter.cases.views import Intake, Logged, PlaceSaid
from callcenter.desk.agent import AgentDesk
from callcenter.dispatch.views import Choice
from callcenter.errors import CallcenterError

CONSOLES = (1, 8, 64)
SECONDS = 8.0
_READY = 8
"""Issues that a console has ready, with their points."""
_ROUNDS = 5
Issue = tuple[Intake, Choice]


def run(stage: Stage) -> Iterator[Figure]:
    """Measure how many a second, and how long each takes."""
    with stage.desk() as desk:
        ready = issues(stage, desk, salt=1)
        looked = [timed(lambda: desk.propose(desk.wish_for(ready[0][0]))) for _ in range(20)]
        yield Figure("points for an issue (propose)", median(looked), note=tail(looked))
        base = driver_times(desk, ready)
    for count in CONSOLES:
        times, errors, lasted = consoles(stage, count)
        yield Figure(
            f"log and dispatch, {count} consoles",
            len(times) / lasted,
            "tx/s",
            ("raw driver, one process", 1000 / median(base)),
            f"p50 {median(times):.1f} ms, {tail(times)} ms, errors {errors} (goal 0)",
        )


def issues(stage: Stage, desk: AgentDesk, salt: int) -> list[Issue]:
    """What some callers say, each with the points that can take it."""
    found = []
    for one in stage.people(_READY, salt):
        bought = made.bought(SEED, one.number * made.PURCHASES_EACH)
        symptom = bought.product.symptoms[0]
        intake = Intake(
            kind="fault", description=f"Since yesterday: {symptom}.", customer_id=one.number + 1,
            item_id=bought.number + 1, category=symptom, way="bring_in",
            place=PlaceSaid(one.town.name, city=one.town.name, lat=one.lat, lon=one.lon),
        )  # fmt: skip
        proposal = desk.propose(desk.wish_for(intake))
        found.append((intake, Choice(proposal.rows[0].point_id, proposal)))
    return found


def consoles(stage: Stage, count: int) -> tuple[list[float], int, float]:
    """Let so many consoles log at once: their times in milliseconds, their errors, the seconds it took."""
    forked = multiprocessing.get_context("fork")  # the imports are made once
    start = forked.Barrier(count + 1)
    told: Any = forked.Queue()
    processes = [forked.Process(target=_console, args=(stage, at, start, told)) for at in range(count)]
    for process in processes:
        process.start()
    start.wait()
    begun = time.perf_counter()
    answers = [told.get() for _ in processes]
    lasted = time.perf_counter() - begun
    for process in processes:
        process.join()
    times = [one for answer, _ in answers for one in answer]
    return times, sum(errors for _, errors in answers), lasted


def _console(stage: Stage, at: int, start: Barrier, told: Any) -> None:
    times: list[float] = []
    errors = 0
    with stage.desk(floor.login(at)) as desk:
        ready = issues(stage, desk, salt=100 + at)
        start.wait()
        until = time.perf_counter() + SECONDS
        while time.perf_counter() < until:
            intake, choice = ready[len(times) % len(ready)]
            begun = time.perf_counter()
            try:
                desk.log(uuid4().hex, intake, choice)
            except CallcenterError:
                errors += 1
            times.append((time.perf_counter() - begun) * 1000)
    told.put((times, errors))


def driver_times(desk: AgentDesk, ready: list[Issue]) -> list[float]:
    """How long the raw driver takes for the statements of a log and dispatch, each time with new keys."""
    times = []
    driver = Driver(desk.store)
    for intake, choice in ready * _ROUNDS:
        script, keys = _recorded_log(desk, intake, choice)
        times.append(timed(partial(driver.write, script, keys)))
    driver.close()
    return times


def _recorded_log(desk: AgentDesk, intake: Intake, choice: Choice) -> tuple[Script, Keys]:
    """The statements of one log, and what in them must be new when they are run again."""
    request = uuid4().hex
    logged: list[Logged] = []
    script = recorded(desk.store, lambda: logged.append(desk.log(request, intake, choice)))
    number = logged[0].number.replace("-", "")
    sent = [value for statement, values in script if "INTO message" in statement for value in each(values)]
    fresh = {value: uuid4().hex for value in (request, *filter(_is_key, sent))}
    return script, Keys(fresh | {number: f"b{uuid4().hex}"}, logged[0].case_id, logged[0].dispatch_id or 0)


def _is_key(value: object) -> bool:
    """Whether a parameter is an idempotency key."""
    return isinstance(value, str) and re.fullmatch("msg_[0-9a-f]{32}", value) is not None
