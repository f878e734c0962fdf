"""The calls of the last two days: in which cases were logged, a few besides, and three that were missed."""

from datetime import datetime, timedelta
from random import Random

from callcenter.callers.models import Customer
from callcenter.calls.models import Call, WrapUp
from callcenter.calls.words import CallState, Cause, Direction, WrapUpCode
from callcenter.cases.models import Case
from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.stage import Stage
from callcenter.people.models import Agent

_SINCE = timedelta(days=2)
_SOURCE = "zammad"
_BESIDES = (
    (0.4, WrapUpCode.SOLVED, "asked for the opening hours of a garage"),
    (1.2, WrapUpCode.WRONG_NUMBER, None),
    (1.9, WrapUpCode.SOLVED, "asked what the warranty covers"),
    (2.6, WrapUpCode.DROPPED, None),
)
"""Hours ago, what came of it, and the note."""
_MISSED = (0.2, 0.7, 1.6)
"""Hours ago."""


def make_calls(stage: Stage) -> None:
    """Calls that led to cases, calls that led to nothing, calls that nobody took."""
    chance = stage.chance("calls")
    for case in stage.rows.of(Case):
        if case["caller_e164"] and case["logged_at"] > stage.anchor - _SINCE:
            _of_case(stage, chance, case)
    agents = [row["id"] for row in stage.rows.of(Agent)]
    for hours, code, note in _BESIDES:
        customer = _somebody(stage, chance)
        talked = timedelta(seconds=chance.randint(20, 240))
        call = _call(stage, _ago(stage, hours), customer, talked, agent_id=chance.choice(agents))
        _wrap_up(stage, call, code, note)
    for hours in _MISSED:
        customer = _somebody(stage, chance)
        _call(stage, _ago(stage, hours), customer, None)


def _of_case(stage: Stage, chance: Random, case: Values) -> None:
    """It rang some minutes before the case was logged, and went on for a moment after that."""
    began = case["logged_at"] - timedelta(seconds=chance.randint(90, 300))
    talked = min(case["logged_at"], stage.anchor) - began
    who = {"id": case["customer_id"], "e164": case["caller_e164"]}
    call = _call(
        stage, began, who, talked, agent_id=case["agent_id"], case_id=case["id"], queue_id=case["queue_id"]
    )
    _wrap_up(stage, call, WrapUpCode.ROUTED if case["point_id"] else WrapUpCode.LOGGED, None)


def _call(
    stage: Stage, began: datetime, who: Values, talked: timedelta | None, **about: int | None
) -> Values:
    """One call; without ``talked`` nobody took it."""
    rang = timedelta(seconds=8)
    answered = None if talked is None else began + min(rang, talked)
    row = stage.rows.add(
        Call, source=_SOURCE, direction=Direction.IN, number=who["e164"], e164=who["e164"],
        customer_id=who["id"], state=CallState.MISSED if talked is None else CallState.ENDED,
        ringing_at=began, answered_at=answered, ended_at=began + (rang * 3 if talked is None else talked),
        cause=(Cause.NO_ANSWER if talked is None else Cause.NORMAL).value, **about,
    )  # fmt: skip
    row["call_id"] = f"demo-{row['id']}"
    return row


def _wrap_up(stage: Stage, call: Values, code: WrapUpCode, note: str | None) -> None:
    stage.rows.add(
        WrapUp, call_id=call["id"], agent_id=call["agent_id"], code=code.value, note=note,
        from_at=call["ended_at"], to_at=call["ended_at"],
    )  # fmt: skip


def _somebody(stage: Stage, chance: Random) -> Values:
    """A customer who isn't one of those made by hand, with the first of their numbers."""
    while True:
        customer = chance.choice(stage.rows.of(Customer)[len(stage.famous_people) :])
        numbers = [row["e164"] for row in stage.phones_of(customer["id"]) if row["e164"]]
        if numbers:
            return {"id": customer["id"], "e164": numbers[0]}


def _ago(stage: Stage, hours: float) -> datetime:
    return stage.anchor - timedelta(hours=hours)
