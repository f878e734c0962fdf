"""One agent among many at work, and what the store acknowledged; no more than the desk's verbs.

Run by ``crowd.py`` in a process of its own.
"""

import random
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from callcenter import settings as house_settings
from callcenter.cases.views import CaseView, Intake, MoveDetails
from callcenter.desk.agent import AgentDesk
from callcenter.desk.system import SystemDesk
from callcenter.dispatch.views import Candidate, Choice, Proposal
from callcenter.errors import Changed, MoveRefused
from callcenter.i18n import Phrase
from callcenter.people.sign_in import sit_down
from callcenter.settings import Settings
from callcenter.store.store import Store
from callcenter.tables import PRIORITIES
from tests.seats import key

SETTINGS: dict[str, Any] = {
    "hold_seconds": 0,
    "allow_private_addresses": True,
    "answer_times": MappingProxyType(dict.fromkeys((*PRIORITIES, "emergency"), timedelta(seconds=1))),
}
"""Offers leave at once and are to be answered at once, so that the system has something to do."""
INTAKE = Intake("fault", "It stalls at the lights.", caller="13912345678", way="bring_in")


@dataclass
class Told:
    """What one process brings back.

    Attributes:
        acks: what the store acknowledged: the verb, the case, and what can be found again.
        refused: users' sentences: changed meanwhile, no such move.
        faults: what should never reach a user.
        slowest_s: the longest that a verb took.
    """

    acks: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    slowest_s: float = 0.0

    def tried(self, work: Callable[[], dict[str, Any] | None]) -> None:
        """Do one verb and note what came of it."""
        began = time.monotonic()
        try:
            if ack := work():
                self.acks.append(ack)
        except (Changed, MoveRefused) as error:
            self.refused.append(str(error))
        except Exception:
            self.faults.append(traceback.format_exc())
        self.slowest_s = max(self.slowest_s, time.monotonic() - began)


def settings_of(store: Store) -> Settings:
    """The settings of every seat."""
    address = str(store.path) if store.is_sqlite else store.engine.url.render_as_string(hide_password=False)
    return replace(house_settings.load(environment={}, store=address), **SETTINGS)


def choice(point_id: int) -> Choice:
    """A point as the list showed it."""
    row = Candidate(
        point_id=point_id, external_id=None, name="", city="", address="", phone=None, metres=900.0, open=True,
        opens_at=None, closes_at=None, room=None, capacity=None, work_on=datetime.now(UTC).date(), matches=(),
        reasons=(Phrase("reason.nearest"),),
    )  # fmt: skip
    return Choice(point_id, Proposal((row,), ()))


class Seat:
    """An agent who works on cases of their own and on those that all work on.

    Args:
        store: where.
        number: of the process.
        points: points without limit.
        full: a point with room for few.
        shared: cases that everybody works on.
    """

    def __init__(self, store: Store, number: int, points: list[int], full: int, shared: list[int]) -> None:
        chosen = settings_of(store)
        self.told = Told()
        self.desk = AgentDesk(store, chosen, sit_down(store, f"agent {number % 48}", datetime.now(UTC)))
        self.system = SystemDesk(store, chosen)
        self.points, self.full, self.shared = points, full, shared
        self.chance = random.Random(number)
        self.own: list[int] = []

    def work(self, verbs: int) -> Told:
        """Do so many verbs, one after the other."""
        usual = [self.log, self.on_a_case, self.on_a_case, self.on_a_case, self.on_a_case, self.unattended]
        for nth in range(verbs):
            first = [self.log_where_room_is_short, self.log]
            self.told.tried(first[nth] if nth < len(first) else self.chance.choice(usual))
        self.desk.store.close()
        return self.told

    def log(self) -> dict[str, Any]:
        """A case of one's own, sent at once or kept."""
        to = choice(self.chance.choice(self.points)) if self.chance.random() < 0.5 else None
        made = self.desk.log(key(), INTAKE, to)
        self.own.append(made.case_id)
        return {"verb": "log", "case": made.case_id, "number": made.number}

    def log_where_room_is_short(self) -> dict[str, Any]:
        """A case for the point that fills up; nobody touches it again."""
        made = self.desk.log(key(), INTAKE, choice(self.full))
        return {"verb": "log", "case": made.case_id, "number": made.number, "full": True}

    def unattended(self) -> None:
        """What the worker does."""
        now = datetime.now(UTC)
        self.chance.choice((
            lambda: self.system.work_outbox(at=now, limit=2),
            lambda: self.system.expire(at=now),
            lambda: self.system.keep_dates(at=now + timedelta(days=1)),
        ))()  # fmt: skip

    def on_a_case(self) -> dict[str, Any] | None:
        """Look at a case, then do what may be done; somebody else may have been faster."""
        cases = self.own if self.own and self.chance.random() < 0.4 else self.shared
        case = self.desk.case(self.chance.choice(cases))
        ways = [
            self._note,
            self._promise,
            self._take,
            self._cover,
            self._move,
            self._move,
            self._offer,
            self._offer,
        ]
        if case.undo_until:
            ways += [self._undo] * 4
        return self.chance.choice(ways)(case)

    def _note(self, case: CaseView) -> dict[str, Any]:
        words = key()
        self.desk.note(key(), case.case_id, words)
        return {"verb": "case.noted", "case": case.case_id, "words": words}

    def _promise(self, case: CaseView) -> dict[str, Any]:
        words = key()
        self.desk.promise(key(), case.case_id, words, datetime.now(UTC) + timedelta(hours=1))
        return {"verb": "case.promised", "case": case.case_id, "words": words}

    def _take(self, case: CaseView) -> dict[str, Any] | None:
        version = self.desk.take(key(), case.case_id, case.version)
        return self._versioned("case.taken", case, version) if version != case.version else None

    def _cover(self, case: CaseView) -> dict[str, Any]:
        version = self.desk.set_cover(key(), case.case_id, case.version, "paid", "", 12000, True)
        return self._versioned("case.cover_set", case, version)

    def _undo(self, case: CaseView) -> dict[str, Any]:
        return self._versioned("case.undone", case, self.desk.undo(key(), case.case_id, case.version))

    def _move(self, case: CaseView) -> dict[str, Any] | None:
        """A move that the case shows, or one that it doesn't, which is refused."""
        moves = [one.move for one in case.moves if one.move in _DETAILS]
        if not moves:
            return None
        move = self.chance.choice(moves)
        version = self.desk.move(key(), case.case_id, case.version, move, _details(move))
        return self._versioned(f"move.{move}", case, version)

    def _offer(self, case: CaseView) -> dict[str, Any]:
        """Send it, or say what the point said, or take it away from there."""
        offer = case.dispatch
        if offer is None or not offer.live or self.chance.random() < 0.1:
            to = choice(self.chance.choice(self.points))
            sent = self.desk.dispatch(key(), case.case_id, case.version, to)
            return self._versioned("case.routed", case, sent.case_version)
        how = self.chance.choice(("accepted", "accepted", "declined", "told", "withdrawn"))
        if how == "withdrawn":
            self.desk.withdraw(key(), offer.dispatch_id, "no_parts")
        else:
            self.desk.told_point(
                key(), offer.dispatch_id, "Li", how, reason="no_parts" if how == "declined" else ""
            )
        return {
            "verb": f"dispatch.{how}",
            "case": case.case_id,
            "dispatch": offer.dispatch_id,
            "agent": self._me,
        }

    def _versioned(self, verb: str, case: CaseView, version: int) -> dict[str, Any]:
        return {"verb": verb, "case": case.case_id, "version": version, "agent": self._me}

    @property
    def _me(self) -> int:
        return self.desk.me.agent_id


_DETAILS: dict[str, dict[str, Any]] = {
    "accept": {"whom": "Li"},
    "decline": {"whom": "Li", "reason": "no_parts"},
    "send_elsewhere": {"reason": "no_parts"},
    "expect": {},
    "receive": {},
    "wait": {"wait_for": "parts"},
    "resume": {},
    "resolve": {"outcome": "repaired", "work": "cleaned"},
    "solve_on_phone": {"outcome": "advised"},
    "reopen": {"reason": "again"},
    "close": {"close_reason": "customer_yes"},
}


def _details(move: str) -> MoveDetails:
    if move == "expect":
        return MoveDetails(expected_at=datetime.now(UTC) + timedelta(hours=3))
    return MoveDetails(**_DETAILS[move])
