"""Cases: numbers that fit, and timelines that lead, step by step, to where each case stands."""

from collections import Counter as Counts
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, literal, select
from sqlmodel import col

from callcenter.cases import lifecycle, timeline
from callcenter.cases.counter import COUNTER
from callcenter.cases.lifecycle import Standing, Step
from callcenter.cases.models import Case, CaseWait, Promise
from callcenter.cases.numbers import case_number, show
from callcenter.cases.words import CaseMove, CaseState, PromiseState
from callcenter.desk.checking.finding import Checked, grouped
from callcenter.errors import CallcenterError
from callcenter.i18n import N_, Phrase, phrases
from callcenter.store.models import Counter, Event

phrases(
    {
        "fault.number": N_("case {number}: its check digit is wrong, or its number was never given out"),
        "fault.replay": N_("case {number} is {state!w}, but its timeline leads to {told!w}"),
        "fault.timeline": N_("case {number}: its timeline holds a move that can't have been: {why}"),
        "fault.no_timeline": N_("case {number} was logged here, but its timeline doesn't begin with that"),
        "fault.closed": N_("case {number} is {state!w}, but its closing time says otherwise"),
        "fault.waiting": N_("case {number} is {state!w}, but {waits} waits are running"),
        "fault.waits": N_("case {number}: a wait of its timeline isn't on file as it was"),
        "fault.version": N_("case {number}: one change was written over by another"),
        "fault.promise": N_("promise {promise_id} is open and settled at the same time"),
    }
)
_ALWAYS = 365_000
_OTHER_CHANGES = frozenset(
    {
        "case.taken", "case.cover_set", "case.cover_open", "case.repeats", "case.merged_in",
        "case.unmerged_in", "case.split_off", "case.split_undone",
    }
)  # fmt: skip
"""The verbs that change a case without moving it."""


def cases(checked: Checked) -> Iterator[Phrase]:
    """Every case against its number, its timeline and its waits."""
    columns = (Case.id, Case.number, Case.state, Case.closed_at, Case.before_wait, Case.version)
    statement = select(*(col(one) for one in columns))
    for connection, page in checked.pages(statement, Case.id, Case):
        first, last = page[0].id, page[-1].id
        told = grouped(_events(connection, first, last), "case_id")
        waited = grouped(_waits(connection, first, last), "case_id")
        highest = _highest(connection)
        for case in page:
            yield from _number(case, highest)
            yield from _case(case, told.get(case.id, ()), waited.get(case.id, ()))


def promises(checked: Checked) -> Iterator[Phrase]:
    """A promise is settled when it has the time of that."""
    is_open = col(Promise.state) == PromiseState.OPEN
    for row in checked.rows(select(col(Promise.id)).where(is_open == col(Promise.settled_at).is_not(None))):
        yield Phrase("fault.promise", {"promise_id": row[0]})


def _events(connection: Connection, first: int, last: int) -> Sequence[Any]:
    columns = (Event.case_id, Event.id, Event.at, Event.actor, Event.verb, Event.entity, Event.params)
    return connection.execute(
        # By id, not by time: clocks of several hosts differ, but a case is changed by one after the other.
        select(*(col(one) for one in columns), literal(None).label("words"))
        .where(col(Event.case_id).between(first, last))
        .order_by(col(Event.case_id), col(Event.id))
    ).all()


def _waits(connection: Connection, first: int, last: int) -> Sequence[Any]:
    return connection.execute(
        select(col(CaseWait.case_id), col(CaseWait.from_at), col(CaseWait.to_at)).where(
            col(CaseWait.case_id).between(first, last)
        )
    ).all()


def _highest(connection: Connection) -> int:
    given = select(col(Counter.value)).where(col(Counter.name) == COUNTER)
    return int(connection.execute(given).scalar() or 0)


def _number(case: Any, highest: int) -> Iterator[Phrase]:
    counter = case.number[:-1]
    fits = counter.isdecimal() and 0 < int(counter) <= highest and case_number(int(counter)) == case.number
    if not fits:
        yield Phrase("fault.number", {"number": show(case.number)})


def _case(case: Any, events: Sequence[Any], waits: Sequence[Any]) -> Iterator[Phrase]:
    said = {"number": show(case.number), "state": f"case_state.{case.state.value}"}
    if (case.closed_at is None) != (case.state in lifecycle.OPEN):
        yield Phrase("fault.closed", said)
    running = sum(wait.to_at is None for wait in waits)
    if running != (case.state == CaseState.WAITING):
        yield Phrase("fault.waiting", said | {"waits": running})
    if not events:
        return  # taken over from elsewhere, without a timeline
    least = 1 + sum(map(_changes, events))
    if case.version < least:
        yield Phrase("fault.version", said)
    yield from _replayed(case, timeline.steps_of(events), waits, said)


def _changes(event: Any) -> bool:
    """Whether the event came with a new version of its case."""
    if event.entity != "case":
        return False
    return event.params.get("move", CaseMove.LOG) != CaseMove.LOG or event.verb in _OTHER_CHANGES


def _replayed(
    case: Any, steps: Sequence[Step], waits: Sequence[Any], said: dict[str, Any]
) -> Iterator[Phrase]:
    standing, waited = Standing(), list[tuple[datetime, datetime | None]]()
    try:
        for step in steps:
            before, standing = standing, _advance(standing, step)
            if before.state == CaseState.WAITING != standing.state:
                waited.append((waited.pop()[0], step.at))
            if step.move == CaseMove.WAIT:
                waited.append((step.at, None))
    except (CallcenterError, ValueError) as error:
        yield Phrase("fault.timeline", {"number": said["number"], "why": str(error)})
        return
    if standing.state is None:
        yield Phrase("fault.no_timeline", said)
    elif standing.state != case.state:
        yield Phrase("fault.replay", said | {"told": f"case_state.{standing.state.value}"})
    elif (standing.closed_at, standing.before_wait) != (case.closed_at, case.before_wait):
        yield Phrase("fault.closed", said)
    if Counts(waited) - Counts((wait.from_at, wait.to_at) for wait in waits):
        yield Phrase("fault.waits", said)


def _advance(standing: Standing, step: Step) -> Standing:
    """One step on; a closed case was reopened within whatever days the setting then named."""
    return lifecycle.advance(standing, replace(step, given={**step.given, "reopen_days": _ALWAYS}))
