"""Logging a case: its row, its number, its first lines in the timeline, and the alarm of a safety case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from callcenter.callers import survivors
from callcenter.cases import alarms, counter, standing, waiting
from callcenter.cases import intake as form
from callcenter.cases.clocks import Wait
from callcenter.cases.models import Case, CaseLink
from callcenter.cases.numbers import show
from callcenter.cases.taxonomy import Taxonomy
from callcenter.cases.views import Intake, Logged
from callcenter.cases.words import CaseMove, CaseState
from callcenter.people.views import AgentView
from callcenter.settings import Settings
from callcenter.store import events
from callcenter.store.adding import add
from callcenter.store.events import Actor


def write_case(
    connection: Connection,
    actor: Actor,
    intake: Intake,
    *,
    at: datetime,
    settings: Settings,
    me: AgentView,
    taxonomy: Taxonomy,
    number: str | None = None,
    rang_at: datetime | None = None,
    waited: Sequence[Wait] = (),
) -> Logged:
    """Write a new case; composed with its dispatch in the caller's transaction.

    A matter of safety (the category's mark or a word of the description) is urgent whatever the form says,
    and raises an alarm that a person must acknowledge.

    Args:
        connection: of a ``store.write()``.
        actor: who logs it.
        intake: the form.
        at: when.
        settings: service levels, region and currency.
        me: whose case it becomes, and in which queue.
        taxonomy: the categories there are.
        number: its case number, where one was taken ahead.
        rang_at: since when our clock runs, where somebody rang about it before it was logged.
        waited: when that clock stood still before the log; each with its end.

    Raises:
        Invalid: a field doesn't fit; the sentence names it.
    """
    if intake.customer_id is not None:  # whoever it is by now stays so until the case is written
        survivors.held(connection, intake.customer_id)
    read = form.read(connection, intake, settings=settings, taxonomy=taxonomy)
    number = number or counter.take(connection)[0]
    values = read.values | _mine(me, covered=bool(read.values["cover"]))
    values |= {"number": number, "logged_at": at, "rang_at": rang_at, "changed_by": actor.name or None}
    values |= standing.due_dates(Case(**values), waited, None, settings)
    case_id = add(connection, Case, values)
    waiting.copy(connection, case_id, waited)
    _tell(connection, actor, at, case_id, values)
    if read.sign:
        alarms.raise_alarm(connection, actor, at, case_id, read.sign, symptom=read.sign in taxonomy.by_code)
    if values["repeat_of_id"]:
        link_repeat(connection, at, case_id, values["repeat_of_id"])
    return Logged(case_id, show(number), 1, CaseState.NEW.value, bool(read.sign))


def _mine(me: AgentView, *, covered: bool) -> dict[str, Any]:
    """A case as it begins: new, and its agent's."""
    return {
        "state": CaseState.NEW,
        "queue_id": me.queue_id,
        "agent_id": me.agent_id,
        "cover_agent_id": me.agent_id if covered else None,
        "version": 1,
    }


def link_repeat(connection: Connection, at: datetime, case_id: int, earlier_id: int) -> None:
    """Link a case to the earlier one that it repeats; a link that is there stays."""
    this = {"case_id": case_id, "other_id": earlier_id, "kind": "repeat_of"}
    if connection.execute(select(CaseLink).filter_by(**this)).first():
        return
    connection.execute(insert(CaseLink).values(at=at, **this))


def _tell(connection: Connection, actor: Actor, at: datetime, case_id: int, values: dict[str, Any]) -> None:
    params = {
        "move": CaseMove.LOG.value,
        "kind": values["kind"].value,
        "priority": values["priority"].value,
        "safety": values["safety"],
    }
    events.record(connection, actor, at, "case.logged", "case", case_id, case_id=case_id, params=params)
    if values["category"]:
        events.record(
            connection, actor, at, f"case.category_{values['category_by']}", "case", case_id,
            case_id=case_id, params={"category": values["category"]}, news=False,
        )  # fmt: skip
