"""Several processes on one store file: nobody's work is lost or overwritten."""

import multiprocessing
import sys
import uuid
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

from callcenter import settings as house_settings
from callcenter.cases import lifecycle, timeline
from callcenter.cases.views import Intake, MoveDetails
from callcenter.desk.agent import AgentDesk
from callcenter.errors import Changed
from callcenter.people.sign_in import sit_down
from callcenter.store.store import Store

MOVES = 15
PROCESSES = 4
START = datetime(2026, 3, 2, tzinfo=UTC)


def seat(path: str, login: str) -> AgentDesk:
    store = Store(path)
    return AgentDesk(store, house_settings.load(environment={}, store=path), sit_down(store, login, START))


def key() -> str:
    return uuid.uuid4().hex


def wait_and_resume(path: str, case_id: int, login: str, results: Any) -> None:
    """Move one and the same case many times: each time look, then move, again when somebody was faster."""
    desk = seat(path, login)
    done = refused = 0
    while done < MOVES:
        case = desk.case(case_id)
        move, details = (
            ("resume", MoveDetails()) if case.state == "waiting" else ("wait", MoveDetails(wait_for="parts"))
        )
        try:
            desk.move(key(), case_id, case.version, move, details)
        except Changed:
            refused += 1
        else:
            done += 1
    results.put((login, done, refused))


def log_many(path: str, login: str, numbers: list[str]) -> None:
    desk = seat(path, login)
    numbers += [desk.log(key(), Intake("question", "How?", caller="13912345678")).number for _ in range(20)]


def test_four_processes_move_one_case_and_none_is_lost(house: Any) -> None:
    case_id, version = (logged := house.routed()).case_id, logged.version
    spawn = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    results = spawn.Queue()
    house.store.close()
    path = house.settings.store
    seats = [
        spawn.Process(target=wait_and_resume, args=(path, case_id, f"agent {n}", results))
        for n in range(PROCESSES)
    ]
    for one in seats:
        one.start()
    told = [results.get(timeout=60) for _ in seats]
    for one in seats:
        one.join(timeout=60)
    assert sorted(done for _, done, _ in told) == [MOVES] * PROCESSES
    case = house.desk().case(case_id)
    assert case.version == version + MOVES * PROCESSES
    assert case.state == "routed"
    with house.store.read() as connection:
        steps = timeline.steps(connection, case_id)
    assert len(steps) == 2 + MOVES * PROCESSES
    assert lifecycle.replay(steps) == "routed"


def test_threads_that_log_at_once_get_numbers_of_their_own(house: Any) -> None:
    numbers: list[str] = []
    logins = ["王芳", "李雷", "韩梅梅"]
    threads = [Thread(target=log_many, args=(house.settings.store, login, numbers)) for login in logins]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(numbers)) == len(numbers) == 60
    assert len(house.desk().queue("all").rows) == 60


def test_one_request_from_two_consoles_at_once_is_done_once(house: Any) -> None:
    case_id = house.log().case_id
    path, by_at = house.settings.store, house.now + timedelta(hours=1)
    made: list[int] = []
    threads = [
        Thread(target=lambda: made.append(seat(path, "王芳").promise("same", case_id, "a call", by_at)))
        for _ in range(4)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    assert len(house.desk().case(case_id).promises) == 1
