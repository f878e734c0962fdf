"""Proving that nothing in a store is half there: the file, its references, and what the rules promise."""

from collections.abc import Iterator

from sqlalchemy import Connection, and_, exists, func, not_, or_, select, text
from sqlmodel import col

from callcenter.callers import phones
from callcenter.callers.models import Customer, NameToken, Phone
from callcenter.callers.names import tokens
from callcenter.cases import lifecycle, timeline
from callcenter.cases.models import Case, CaseWait
from callcenter.cases.numbers import show
from callcenter.cases.words import CaseState
from callcenter.dispatch.lifecycle import LIVE
from callcenter.dispatch.models import Dispatch
from callcenter.errors import CallcenterError
from callcenter.i18n import N_, Phrase, phrases
from callcenter.store.store import Store

_PAGE = 500
_MOST_OF_A_KIND = 50

phrases(
    {
        "fault.file": N_("the file is damaged: {what}. Restore the last backup."),
        "fault.reference": N_("{table}: row {row} refers to a {parent} that isn't there"),
        "fault.replay": N_("case {number} is {state!w}, but its timeline leads to {told!w}"),
        "fault.timeline": N_("case {number}: its timeline holds a move that can't have been: {why}"),
        "fault.closed": N_("case {number} is {state!w}, but its closing time says otherwise"),
        "fault.waiting": N_("case {number} is {state!w}, but {waits} waits are running"),
        "fault.live": N_("case {number} has {count} live dispatches"),
        "fault.dead_case": N_("case {number} is {state!w}, but a dispatch of it is live"),
        "fault.name": N_("customer {customer_id} can't be found by name"),
        "fault.phone": N_("phone {phone_id}: its last digits don't belong to its number"),
        "fault.more": N_("more of the same was left out"),
    }
)


def check(store: Store) -> tuple[Phrase, ...]:
    """Everything that is wrong in a store, at most fifty of a kind; reads page by page, so agents go on."""
    found: list[Phrase] = []
    with store.read() as connection:
        file = tuple(_file(connection))
    if file:
        return file  # nothing else can be trusted then
    for faults in (_references, _cases, _dispatches, _names, _numbers):
        kind: list[Phrase] = []
        for fault in faults(store):
            if len(kind) == _MOST_OF_A_KIND:
                kind.append(Phrase("fault.more"))
                break
            kind.append(fault)
        found += kind
    return tuple(found)


def _file(connection: Connection) -> Iterator[Phrase]:
    for (line,) in connection.execute(text("PRAGMA integrity_check")):
        if line != "ok":
            yield Phrase("fault.file", {"what": str(line)})


def _references(store: Store) -> Iterator[Phrase]:
    with store.read() as connection:
        for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")).all():
            yield Phrase("fault.reference", {"table": table, "row": row, "parent": parent})


def _cases(store: Store) -> Iterator[Phrase]:
    last = 0
    while True:
        with store.read() as connection:
            running = (
                select(func.count())
                .where(col(CaseWait.case_id) == col(Case.id), col(CaseWait.to_at).is_(None))
                .scalar_subquery()
            )
            columns = (
                col(Case.id),
                col(Case.number),
                col(Case.state),
                col(Case.closed_at),
                running.label("waits"),
            )
            page = connection.execute(
                select(*columns).where(col(Case.id) > last).order_by(col(Case.id)).limit(_PAGE)
            ).all()
            for case_id, number, state, closed_at, waits in page:
                said = {"number": show(number), "state": f"case_state.{state.value}"}
                if (closed_at is None) != (state in lifecycle.OPEN):
                    yield Phrase("fault.closed", said)
                if waits != (state == CaseState.WAITING):
                    yield Phrase("fault.waiting", said | {"waits": waits})
                yield from _replayed(connection, case_id or 0, state, said)
        if not page:
            return
        last = page[-1][0] or 0


def _replayed(
    connection: Connection, case_id: int, state: CaseState, said: dict[str, str]
) -> Iterator[Phrase]:
    steps = timeline.steps(connection, case_id)
    if not steps:
        return  # taken over from elsewhere, without a timeline
    try:
        leads_to = lifecycle.replay(steps)
    except (CallcenterError, ValueError, IndexError) as error:
        yield Phrase("fault.timeline", {"number": said["number"], "why": str(error)})
        return
    if leads_to != state:
        yield Phrase("fault.replay", said | {"told": f"case_state.{leads_to.value}"})


def _dispatches(store: Store) -> Iterator[Phrase]:
    live = col(Dispatch.state).in_(LIVE)
    several = (
        select(col(Case.number), func.count())
        .join(Dispatch, col(Dispatch.case_id) == col(Case.id))
        .where(live)
        .group_by(col(Case.id))
        .having(func.count() > 1)
    )
    dead = (
        select(col(Case.number), col(Case.state))
        .join(Dispatch, col(Dispatch.case_id) == col(Case.id))
        .where(live, col(Case.state).in_([CaseState.CANCELLED, CaseState.NEW]))
    )
    with store.read() as connection:
        for number, count in connection.execute(several):
            yield Phrase("fault.live", {"number": show(number), "count": count})
        for number, state in connection.execute(dead):
            yield Phrase("fault.dead_case", {"number": show(number), "state": f"case_state.{state.value}"})


def _names(store: Store) -> Iterator[Phrase]:
    own = and_(col(NameToken.customer_id) == col(Customer.id), col(NameToken.contact_id) == 0)
    lost = select(col(Customer.id), col(Customer.name)).where(
        not_(exists(select(col(NameToken.token)).where(own))), col(Customer.merged_into_id).is_(None)
    )
    with store.read() as connection:
        for customer_id, name in connection.execute(lost):
            if tokens(name):
                yield Phrase("fault.name", {"customer_id": customer_id})


def _numbers(store: Store) -> Iterator[Phrase]:
    whole = select(col(Phone.id), col(Phone.e164), col(Phone.reversed)).where(
        or_(col(Phone.e164).is_not(None), col(Phone.reversed) == "")
    )
    with store.read() as connection:
        for phone_id, e164, turned in connection.execute(whole):
            if e164 and phones.reverse(e164) != turned:
                yield Phrase("fault.phone", {"phone_id": phone_id})
