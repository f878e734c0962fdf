"""Many processes log, send, move, undo and answer at once: nothing acknowledged is lost, nothing is done twice."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from callcenter.cases import moves
from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.cases.words import CaseMove
from callcenter.desk.checking.check import check
from callcenter.dispatch.models import LIVE, Dispatch
from callcenter.dispatch.offers import OFFERED, WITHDRAWN
from callcenter.points.models import ServicePoint
from callcenter.settings import Settings
from callcenter.store.models import Event, EventWords
from callcenter.store.store import Store
from tests.seats import Seats, key
from tests.stores import Stores
from tests.writers import seat as writing

SHARED = 4
ROOM = 4
_CHANGES = {verb for one in moves.VERBS.values() for verb in (one, f"{one}_why")} | {
    "case.undone", "case.taken", "case.cover_set", "case.cover_open", "case.repeats", "case.silent", "case.asked_next",
}  # fmt: skip
"""The verbs of events that made a version of a case."""
_WITHDRAWN = {WITHDRAWN, f"{WITHDRAWN}_tell"}
_ENDED = _WITHDRAWN | {"dispatch.declined", "dispatch.expired", "dispatch.expired_tell"}


@dataclass
class Floor:
    """A store on which many have worked, and what they said they did."""

    store: Store
    settings: Settings
    full: int
    told: list[dict[str, Any]]

    @property
    def acks(self) -> list[dict[str, Any]]:
        """All that was acknowledged, by whomever."""
        return [ack for one in self.told for ack in one["acks"]]

    @cached_property
    def events(self) -> list[Any]:
        """All events, as they were written."""
        with self.store.read() as connection:
            return list(connection.execute(select(Event).order_by(col(Event.id))))

    @cached_property
    def changes(self) -> dict[int, list[Any]]:
        """What made each version of each case but the first, in order."""
        made: dict[int, list[Any]] = {}
        for event in self.events:
            made.setdefault(event.case_id, []).extend([event] if event.verb in _CHANGES else [])
        return made

    def rows(self, statement: Any) -> list[Any]:
        """What the store holds."""
        with self.store.read() as connection:
            return list(connection.execute(statement))


def at_work(stores: Stores, processes: int, verbs: int) -> Floor:
    """Let processes work on a fresh store, each so many verbs."""
    location = stores.location()
    store = stores.opened(location)
    house = Seats(store, writing.settings_of(store), datetime.now(UTC))
    points = [house.add(ServicePoint(name=f"Point {n}")) for n in range(3)]
    points.append(house.add(ServicePoint(name="Listens", webhook="http://127.0.0.1:9/")))
    full = house.add(ServicePoint(name="Small", daily_capacity=ROOM))
    shared = [house.desk("first").log(key(), writing.INTAKE).case_id for _ in range(SHARED)]
    asked = {
        "location": location, "processes": processes, "verbs": verbs,
        "points": points, "full": full, "shared": shared,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.writers.crowd", json.dumps(asked)],
        capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Floor(house.store, house.settings, full, json.loads(done.stdout))


def prove(floor: Floor) -> None:
    """Whatever was acknowledged is there once; whatever wasn't is not there at all."""
    assert [fault for one in floor.told for fault in one["faults"]] == []
    numbers_are_their_own(floor)
    every_update_made_its_version(floor)
    every_word_is_there_once(floor)
    every_answer_is_there_once(floor)
    room_is_kept(floor)
    assert check(floor.store, floor.settings) == ()


def numbers_are_their_own(floor: Floor) -> None:
    """No case number twice; each that an agent was told stands on one case."""
    held = {show(number): case_id for case_id, number in floor.rows(select(col(Case.id), col(Case.number)))}
    told = [(ack["number"], ack["case"]) for ack in floor.acks if ack["verb"] == "log"]
    assert len(dict(told)) == len(told) == len(held) - SHARED
    assert all(held[number] == case_id for number, case_id in told)


def every_update_made_its_version(floor: Floor) -> None:
    """A version a change and a change a version; each agent's is the one that they were told."""
    for case_id, version in floor.rows(select(col(Case.id), col(Case.version))):
        assert version == 1 + len(floor.changes[case_id])
    told = [ack for ack in floor.acks if "version" in ack]
    assert len({(ack["case"], ack["version"]) for ack in told}) == len(told)
    for ack in told:
        event = floor.changes[ack["case"]][ack["version"] - 2]
        assert event.actor_id == ack["agent"]
        assert event.verb.removesuffix("_why") == _verb(ack["verb"])


def _verb(said: str) -> str:
    family, _, move = said.partition(".")
    return moves.VERBS[CaseMove(move)] if family == "move" else said


def every_word_is_there_once(floor: Floor) -> None:
    """Notes and promises stand in their case's timeline, once."""
    query = select(col(EventWords.words), col(Event.case_id), col(Event.verb)).join(Event)
    held = Counter((words, case_id, verb) for words, case_id, verb in floor.rows(query))
    said = [(ack["words"], ack["case"], ack["verb"]) for ack in floor.acks if "words" in ack]
    assert all(held[one] == 1 for one in said)


def every_answer_is_there_once(floor: Floor) -> None:
    """What was said of an offer stands in its history; an offer is answered once, whoever asked."""
    held = Counter(
        (one.entity_id, one.verb, one.actor_id) for one in floor.events if one.entity == "dispatch"
    )
    ended = Counter(one.entity_id for one in floor.events if one.verb in _ENDED)
    assert max(ended.values(), default=1) == 1
    for ack in (ack for ack in floor.acks if "dispatch" in ack):
        verbs = _WITHDRAWN if ack["verb"] == "dispatch.withdrawn" else {ack["verb"]}
        assert sum(held[ack["dispatch"], verb, ack["agent"]] for verb in verbs) >= 1


def room_is_kept(floor: Floor) -> None:
    """The small point never has more than it has room for; no case is at two points."""
    theirs = {
        row[0] for row in floor.rows(select(col(Dispatch.id)).where(col(Dispatch.point_id) == floor.full))
    }
    live: set[int] = set()
    for one in floor.events:
        if one.entity == "dispatch" and one.entity_id in theirs:
            live |= {one.entity_id} if one.verb == OFFERED else set()
            live -= {one.entity_id} if one.verb in _ENDED else set()
            assert len(live) <= ROOM
    assert len(theirs) == sum("full" in ack for ack in floor.acks) >= ROOM
    several = (
        select(col(Dispatch.case_id)).where(LIVE).group_by(col(Dispatch.case_id)).having(func.count() > 1)
    )
    assert floor.rows(several) == []


def test_sixteen_at_once_lose_nothing(stores: Stores) -> None:
    prove(at_work(stores, 16, 6))


@pytest.mark.slow
def test_sixty_four_at_once_lose_nothing(stores: Stores) -> None:
    prove(at_work(stores, 64, 25))
