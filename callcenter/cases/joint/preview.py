"""What merging two cases would do, in phrases, before anybody does it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlmodel import col

from callcenter.cases import standing
from callcenter.cases.joint import clock, links, merging, pieces
from callcenter.cases.joint.plan import plan, survivor_first, takes
from callcenter.cases.joint.views import CaseMergePreview, CaseSide, LinkView
from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.cases.words import CaseState, code
from callcenter.i18n import N_, Phrase, phrases
from callcenter.people.models import Agent
from callcenter.settings import Settings
from callcenter.store.models import Event

phrases(
    {
        "goes.notes": N_("what was said there is shown here"),
        "goes.chasers": N_("chasers: {count}"),
        "goes.promises": N_("open promises: {count}"),
        "goes.call_backs": N_("call-backs: {count}"),
        "goes.tries": N_("tries to reach the customer: {count}"),
        "goes.alarms": N_("the safety alarm that nobody has seen yet"),
        "ends.case": N_("{number} is closed as merged; its number leads to {other}"),
        "ends.wait": N_("{number} no longer waits"),
        "warns.customers": N_("two customers: {customer} and {other}"),
        "warns.items": N_("two items: {item} and {other}"),
        "warns.kinds": N_("two kinds: {kind!w} and {other!w}"),
        "warns.received": N_("{where} has received the item for {number}"),
        "warns.told": N_("the caller was told of {where}: say what is so now"),
    }
)


def preview(
    connection: Connection,
    one: Case,
    other: Case,
    *,
    swapped: bool,
    now: datetime,
    settings: Settings,
    call_backs: Mapping[int, int],
) -> CaseMergePreview:
    """What merging two cases would do; dispatches are the desk's to add.

    Args:
        connection: for reading.
        one: one of them.
        other: the other.
        swapped: the other way round than proposed.
        now: the time.
        settings: service levels.
        call_backs: how many open call-backs each case has, by its id.
    """
    survivor, merged, why = survivor_first(one, other)
    if swapped:
        survivor, merged, why = merged, survivor, Phrase("joint.chosen")
    refused = merging.refusal(survivor, merged)
    made = plan(survivor, merged, settings)
    due_at = due_together(connection, survivor, merged, now, settings)
    left, right = (_side(connection, case, call_backs) for case in (survivor, merged))
    return CaseMergePreview(
        survivor=left,
        merged=right,
        why=why,
        proposed=not swapped,
        moves=tuple(_goes(connection, merged, right)),
        takes=tuple(takes(made, survivor.due_at, due_at)),
        ends=tuple(_ends(survivor, merged)),
        warns=tuple(_warns(survivor, merged, left, right)),
        refused=Phrase(refused.template, refused.params) if refused else None,
        must_confirm=merging.different_customers(survivor, merged),
    )


def due_together(
    connection: Connection, survivor: Case, merged: Case, now: datetime, settings: Settings
) -> datetime | None:
    """When the survivor would be due.

    Args:
        connection: for reading.
        survivor: the case to go on.
        merged: the case to be closed.
        now: when they are merged.
        settings: service levels.
    """
    waited = standing.waits(connection, survivor.id or 0)
    ended = replace(clock.ours(connection, merged), end=min(now, merged.resolved_at or now))
    ran = clock.together(clock.ours(connection, survivor, waited), [ended])
    after = survivor.model_copy(update=plan(survivor, merged, settings).sets)
    dates = standing.due_dates(after, waited, None, settings, (ran.start, ran.pauses))
    due_at: datetime | None = dates["due_at"]
    return due_at


def _side(connection: Connection, case: Case, call_backs: Mapping[int, int]) -> CaseSide:
    case_id = case.id or 0
    seen: LinkView = links.views(connection, {case_id: "named"})[0]
    going = pieces.of_case(connection, case_id)
    noted = select(func.count()).where(col(Event.case_id) == case_id, col(Event.verb) == "case.noted")
    agent = select(col(Agent.name)).where(col(Agent.id) == case.agent_id)
    return CaseSide(
        case_id=case_id,
        number=seen.number,
        version=case.version,
        state=case.state.value,
        summary=case.summary,
        description=case.description,
        customer_id=case.customer_id,
        customer=seen.customer or case.reporter or case.caller_raw or "",
        item=seen.item,
        where=seen.where,
        agent=connection.execute(agent).scalar() or "",
        priority=case.priority.value,
        safety=case.safety,
        logged_at=case.logged_at,
        due_at=case.due_at,
        notes=int(connection.execute(noted).scalar_one()),
        chasers=len(going["chasers"]),
        promises=len(going["promises"]),
        call_backs=call_backs.get(case_id, 0),
        tries=len(going["tries"]),
    )


def _goes(connection: Connection, merged: Case, side: CaseSide) -> Iterator[Phrase]:
    for name in ("chasers", "promises", "call_backs", "tries"):
        if count := getattr(side, name):
            yield Phrase(f"goes.{name}", {"count": count})
    if pieces.of_case(connection, merged.id or 0)["alarms"]:
        yield Phrase("goes.alarms")
    yield Phrase("goes.notes")


def _ends(survivor: Case, merged: Case) -> Iterator[Phrase]:
    numbers = {"number": show(merged.number), "other": show(survivor.number)}
    yield Phrase("ends.case", numbers)
    if merged.state == CaseState.WAITING:
        yield Phrase("ends.wait", numbers)


def _warns(survivor: Case, merged: Case, left: CaseSide, right: CaseSide) -> Iterator[Phrase]:
    if merging.different_customers(survivor, merged):
        yield Phrase("warns.customers", {"customer": left.customer, "other": right.customer})
    if left.item and right.item and (survivor.item_id, survivor.item_said) != (
        merged.item_id, merged.item_said,
    ):  # fmt: skip
        yield Phrase("warns.items", {"item": left.item, "other": right.item})
    if survivor.kind != merged.kind:
        yield Phrase("warns.kinds", {"kind": code(survivor.kind), "other": code(merged.kind)})
    if merged.received_at and not merged.handed_back_at and right.where:
        yield Phrase("warns.received", {"where": right.where, "number": right.number})
    if merged.told_at and right.where and right.where != left.where:
        yield Phrase("warns.told", {"where": right.where})
