"""The made-up cases of a seeded store, with their events and dispatches; teams, queues and agents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.store import made
from benchmarks.store.filling import Filling
from callcenter.cases.counter import COUNTER
from callcenter.cases.models import Case, Promise
from callcenter.cases.numbers import case_number
from callcenter.dispatch.models import Dispatch
from callcenter.people.models import Agent, AgentRole, Queue, Team
from callcenter.store.models import Counter, Event

if TYPE_CHECKING:
    from benchmarks.store.seed import Size

_PROMISE = ("case_id", "what", "by_at", "agent_id", "made_at", "state", "settled_at")
TEAMS = 8
AGENTS = 400
OPEN_IS = 20
"""One case in so many is open."""
SOON = 3
"""Days before and after now in which the open cases fall due."""
_PAGE = 50_000
_STATES = ("new", "routed", "accepted", "expected", "in_progress", "waiting", "resolved")
_LIVE = {"routed": "delivered", "accepted": "accepted", "expected": "accepted", "in_progress": "accepted"}
_CASE = (
    "id", "number", "kind", "state", "summary", "description", "customer_id", "caller_e164", "tier",
    "item_id", "line", "brand", "category", "category_by", "safety", "way", "queue_id", "agent_id",
    "point_id", "logged_at", "due_at", "resolved_at", "outcome", "closed_at", "close_reason",
)  # fmt: skip
_EVENT = ("at", "actor", "actor_id", "verb", "entity", "entity_id", "case_id", "params")
_DISPATCH = (
    "case_id", "point_id", "state", "way", "work_on", "metres", "reasons", "agent_id", "queued_at",
    "held_until", "delivered_at", "answered_at", "answer_due_at", "ended_at",
)  # fmt: skip


def login(number: int) -> str:
    """The login of an agent, by number from 0."""
    return f"agent{number}"


def fill(fill: Filling, seed: int, size: Size) -> None:
    """Fill in the floor and the cases; the newest come last, as in a house that grew."""
    now = datetime.now(UTC).replace(microsecond=0)
    _people(fill)
    fill.put(Counter, ("name", "value"), [(COUNTER, size.cases)])
    for first in range(0, size.cases, _PAGE):
        cases = [_case(seed, number, size, now) for number in range(first, min(first + _PAGE, size.cases))]
        fill.put(Case, _CASE, cases)
        fill.put(Event, _EVENT, _events(cases))
        fill.put(Dispatch, _DISPATCH, _dispatches(cases))
        fill.put(Promise, _PROMISE, _promises(cases))


def _people(fill: Filling) -> None:
    fill.put(Team, ("id", "name"), [(one, f"Team {one}") for one in range(1, TEAMS + 1)])
    fill.put(Queue, ("id", "name", "team_id"), [(one, f"Queue {one}", one) for one in range(1, TEAMS + 1)])
    at = datetime(2026, 1, 1, tzinfo=UTC)
    agents = [
        (one + 1, login(one), f"Agent {one}", 1 + one % TEAMS, 1 + one % TEAMS, at) for one in range(AGENTS)
    ]
    fill.put(Agent, ("id", "login", "name", "team_id", "queue_id", "created_at"), agents)
    fill.put(AgentRole, ("agent_id", "role"), [(one + 1, "agent") for one in range(AGENTS)])


def _case(seed: int, number: int, size: Size, now: datetime) -> Sequence[Any]:
    chance = made.Chance(seed, "case", number)
    owners = (size.customers - 1) // size.history_of + 1
    customer = number * max(1, owners // size.cases) % owners * size.history_of
    bought = made.bought(seed, customer * made.PURCHASES_EACH)
    agent = chance.below(AGENTS)
    opened = number % OPEN_IS == 0
    state = _STATES[chance.below(len(_STATES))] if opened else "closed"
    age = timedelta(minutes=(size.cases - number) * (5 if size.cases > 50_000 else 60))
    logged = now - age
    due = now + timedelta(seconds=chance.below(SOON * 2 * 86400) - SOON * 86400)
    symptom = bought.product.symptoms[chance.below(len(bought.product.symptoms))]
    done = None if opened and state != "resolved" else logged + timedelta(days=2)
    return (
        number + 1, case_number(number + 1), "fault", state, symptom, f"It fails again: {symptom}.",
        customer + 1, made.person(seed, customer).phones[0].e164, "standard", bought.number + 1,
        bought.product.line, bought.product.brand, symptom, "chosen", opened and chance.below(100) == 0,
        "bring_in", 1 + agent % TEAMS, agent + 1, None if state == "new" else 1 + chance.below(size.points),
        logged, due if opened and state not in ("waiting", "resolved") else None, done,
        "repaired" if done else None, None if opened else logged + timedelta(days=4),
        None if opened else "customer_yes",
    )  # fmt: skip


def _events(cases: Sequence[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for case in cases:
        told = dict(zip(_CASE, case, strict=True))
        who = ("agent", told["agent_id"])
        of = ("case", told["id"], told["id"])
        params = {"move": "log", "kind": "fault", "priority": "normal", "safety": told["safety"]}
        yield told["logged_at"], *who, "case.logged", *of, params
        if told["closed_at"]:
            yield told["closed_at"], *who, "case.closed", *of, {"move": "close", "reason": "customer_yes"}


def _dispatches(cases: Sequence[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for case in cases:
        told = dict(zip(_CASE, case, strict=True))
        state = _LIVE.get(told["state"], "accepted" if told["closed_at"] is None else "withdrawn")
        if told["point_id"] is None:
            continue
        at: datetime = told["logged_at"]
        left = at + timedelta(seconds=10)
        answered = left + timedelta(hours=1)
        yield (
            told["id"], told["point_id"], state, "bring_in", at.date() + timedelta(days=1), 4200.0,
            {"rows": []}, told["agent_id"], at, left, left, None if state == "delivered" else answered,
            left + timedelta(hours=4), told["closed_at"],
        )  # fmt: skip


def _promises(cases: Sequence[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for case in cases:
        told = dict(zip(_CASE, case, strict=True))
        at: datetime = told["logged_at"]
        by_at = at + timedelta(days=1)
        settled = ("open", None) if told["closed_at"] is None else ("kept", by_at)
        yield told["id"], "We call back", by_at, told["agent_id"], at, *settled
