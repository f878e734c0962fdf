"""Who is to be called back: by one agent or anyone, at a time; taken, moved, done.

Whoever takes a call-back has it for half an hour, so that two agents don't ring the same caller. What its
own agent left for an hour is anyone's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, tuple_, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from callcenter.callers import by_number
from callcenter.callers.models import Customer
from callcenter.calls.listing import legible
from callcenter.calls.models import CallBack
from callcenter.calls.views import CallBackPage, CallBackRow
from callcenter.calls.words import CallBackKind, WrapUpCode
from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.errors import Changed, Invalid, NotFound
from callcenter.i18n import N_
from callcenter.people.models import Agent
from callcenter.store import events
from callcenter.store.adding import add
from callcenter.store.events import Actor

TAKEN_FOR = timedelta(minutes=30)
LEFT_FOR = timedelta(hours=1)
LONGEST = 60
_STANDS = col(CallBack.done_at).is_(None)
_Maker, _Taker = aliased(Agent), aliased(Agent)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to call back, and who does it."""

    number: str
    at: datetime
    agent_id: int | None
    """Whose it is; None: anyone's."""
    customer_id: int | None = None
    case_id: int | None = None
    note: str = ""
    kind: CallBackKind = CallBackKind.PROMISED


def code_of(said: str) -> WrapUpCode:
    """What came of a call, by its code.

    Raises:
        Invalid: no such code.
    """
    try:
        return WrapUpCode(said)
    except ValueError:
        raise Invalid(
            N_("“{code}” says nothing of how a call ended. Choose one of: {codes}."),
            field="code", code=said, codes=", ".join(WrapUpCode),
        ) from None  # fmt: skip


def for_me(agent_id: int, now: datetime) -> ColumnElement[bool]:
    """The condition that a call-back stands and is an agent's: their own, anyone's, or left for an hour."""
    left = col(CallBack.at) < now - LEFT_FOR
    return and_(_STANDS, or_(col(CallBack.agent_id) == agent_id, col(CallBack.agent_id).is_(None), left))


def due_for(agent_id: int, now: datetime) -> ColumnElement[bool]:
    """The condition that it is due as well, and that nobody else rings them just now."""
    free = or_(
        col(CallBack.taken_by).is_(None),
        col(CallBack.taken_by) == agent_id,
        col(CallBack.taken_at) < now - TAKEN_FOR,
    )
    return and_(for_me(agent_id, now), col(CallBack.at) <= now, free)


def page(
    connection: Connection,
    agent_id: int,
    now: datetime,
    *,
    due: bool = False,
    after: str | None = None,
    limit: int = 200,
) -> CallBackPage:
    """A page of an agent's call-backs, the earliest first.

    Args:
        connection: for reading.
        agent_id: whose.
        now: the time.
        due: only those that are due and that nobody else rings just now.
        after: the key of the page, from the page before.
        limit: rows a page, 1 or more.

    Raises:
        Invalid: a key that isn't one.
    """
    mine = due_for(agent_id, now) if due else for_me(agent_id, now)
    begun = (tuple_(col(CallBack.at), col(CallBack.id)) > tuple_(*_opened(after)),) if after else ()
    found = connection.execute(
        select(
            *(col(getattr(CallBack, name)) for name in CallBack.__table__.c.keys()),  # type: ignore[attr-defined]  # noqa: SIM118
            col(Customer.name).label("customer"),
            col(Customer.do_not_call),
            col(Case.number).label("case_number"),
            col(Agent.name).label("agent"),
            col(_Maker.name).label("maker"),
            col(_Taker.name).label("taker"),
        )
        .outerjoin(Customer, col(Customer.id) == col(CallBack.customer_id))
        .outerjoin(Case, col(Case.id) == col(CallBack.case_id))
        .outerjoin(Agent, col(Agent.id) == col(CallBack.agent_id))
        .outerjoin(_Maker, col(_Maker.id) == col(CallBack.made_by))
        .outerjoin(_Taker, col(_Taker.id) == col(CallBack.taken_by))
        .where(mine, *begun)
        .order_by(col(CallBack.at), col(CallBack.id))
        .limit(limit + 1)
    ).all()
    rows = tuple(_view(row, now) for row in found[:limit])
    return CallBackPage(rows, _key(rows[-1]) if len(found) > limit else None)


def ask(connection: Connection, actor: Actor, at: datetime, wanted: Wanted, region: str) -> int:
    """Write a call-back down and return its id; customer and case are held by the caller.

    Args:
        connection: of a ``store.write()``.
        actor: who promises it, or the system.
        at: now.
        wanted: whom, when, by whom.
        region: the country of numbers that name none.

    Raises:
        Invalid: no number, or a time that is over.
    """
    number = wanted.number.strip()
    if not number or len(number) > LONGEST or "•" in number:
        raise Invalid(N_("Which number is to be called? Type it as 139 1234 5678."), field="number")
    _to_come(wanted.at, at, actor)
    row = {
        "at": wanted.at, "number": by_number.read_e164(number, region) or number, "agent_id": wanted.agent_id,
        "customer_id": wanted.customer_id, "case_id": wanted.case_id, "note": wanted.note.strip() or None,
        "kind": wanted.kind.value, "made_at": at, "made_by": actor.id,
    }  # fmt: skip
    call_back_id = add(connection, CallBack, row)
    _record(connection, actor, at, "call_back.made", call_back_id, wanted.case_id,
            {"at": wanted.at.isoformat()}, wanted.note)  # fmt: skip
    return call_back_id


def move(
    connection: Connection, actor: Actor, now: datetime, call_back_id: int, at: datetime,
    agent_id: int | None, note: str = "",
) -> None:  # fmt: skip
    """Put it off, or into other hands; whoever had taken it has not any more.

    Raises:
        NotFound: no such call-back.
        Changed: it was made meanwhile, or somebody else rings them.
        Invalid: a time that is over.
    """
    held = _held(connection, actor, now, call_back_id)
    _to_come(at, now, actor)
    values: dict[str, Any] = {"at": at, "agent_id": agent_id, "taken_at": None, "taken_by": None}
    if note.strip():
        values["note"] = note.strip()
    _set(connection, call_back_id, values)
    _record(connection, actor, now, "call_back.moved", call_back_id, held.case_id,
            {"at": at.isoformat()}, note)  # fmt: skip


def take(connection: Connection, actor: Actor, now: datetime, call_back_id: int) -> None:
    """The agent rings them now, and for half an hour nobody else does.

    Raises:
        NotFound: no such call-back.
        Changed: it was made meanwhile, or somebody else rings them.
    """
    held = _held(connection, actor, now, call_back_id)
    if held.taken_by == actor.id and _is_taken(held.taken_by, held.taken_at, now):
        return
    _set(connection, call_back_id, {"taken_at": now, "taken_by": actor.id})
    _record(connection, actor, now, "call_back.taken", call_back_id, None, {})


def done(
    connection: Connection, actor: Actor, at: datetime, call_back_id: int, code: str, note: str = ""
) -> None:
    """It was made: what came of it.

    Args:
        connection: of a ``store.write()``.
        actor: who rang them.
        at: now.
        call_back_id: which.
        code: a code of ``WrapUpCode``.
        note: in the agent's words.

    Raises:
        NotFound: no such call-back.
        Changed: it was made meanwhile, or somebody else rings them.
        Invalid: no such code.
    """
    chosen = code_of(code)
    held = _held(connection, actor, at, call_back_id)
    _end(connection, actor, at, call_back_id, held.case_id, chosen, note)


def settle(connection: Connection, actor: Actor, at: datetime, number: str, code: WrapUpCode) -> None:
    """The call-backs of a number that the agent had taken are done with the wrap-up of the call."""
    mine = (
        select(col(CallBack.id), col(CallBack.case_id))
        .where(_STANDS, col(CallBack.number) == number, col(CallBack.taken_by) == actor.id)
        .order_by(col(CallBack.id))
        .with_for_update()
    )
    for call_back_id, case_id in connection.execute(mine).all():
        _end(connection, actor, at, int(call_back_id or 0), case_id, code, "")


def _end(
    connection: Connection, actor: Actor, at: datetime, call_back_id: int, case_id: int | None,
    code: WrapUpCode, note: str,
) -> None:  # fmt: skip
    values = {"done_at": at, "done_by": actor.id, "code": code.value, "said": note.strip() or None}
    _set(connection, call_back_id, values)
    _record(connection, actor, at, "call_back.done", call_back_id, case_id,
            {"code": f"wrap_up.{code.value}"}, note)  # fmt: skip


def _held(connection: Connection, actor: Actor, now: datetime, call_back_id: int) -> CallBack:
    """A call-back that stands and that nobody else rings; it stays so until this write is over."""
    found = connection.execute(
        select(CallBack).where(col(CallBack.id) == call_back_id).with_for_update()
    ).first()
    if found is None:
        raise NotFound(N_("There is no such call-back. Look at the list again."))
    held = CallBack(**found._mapping)
    if held.done_at is not None:
        raise Changed(N_("They were called back at {at!t} by {by}."), at=held.done_at,
                      by=_name(connection, held.done_by))  # fmt: skip
    if _is_taken(held.taken_by, held.taken_at, now) and held.taken_by != actor.id:
        raise Changed(N_("{by} rings them just now."), by=_name(connection, held.taken_by))
    return held


def _is_taken(by: int | None, since: datetime | None, now: datetime) -> bool:
    return by is not None and since is not None and since >= now - TAKEN_FOR


def _name(connection: Connection, agent_id: int | None) -> str | None:
    return connection.execute(select(col(Agent.name)).where(col(Agent.id) == agent_id)).scalar()


def _to_come(at: datetime, now: datetime, actor: Actor) -> None:
    if actor.id is not None and at < now:
        raise Invalid(N_("{at!f} is over. Call back at a time that is still to come."), field="at", at=at)


def _set(connection: Connection, call_back_id: int, values: dict[str, Any]) -> None:
    connection.execute(update(CallBack).where(col(CallBack.id) == call_back_id).values(**values))


def _record(
    connection: Connection, actor: Actor, at: datetime, verb: str, call_back_id: int, case_id: int | None,
    params: dict[str, Any], words: str = "",
) -> None:  # fmt: skip
    """Words go beside the event only where a case keeps them together; the row has them anyway."""
    said = words.strip() if case_id is not None else ""
    events.record(
        connection, actor, at, verb, "call_back", call_back_id,
        case_id=case_id, params=params, words=said or None,
    )  # fmt: skip


def _view(row: Any, now: datetime) -> CallBackRow:
    taken = _is_taken(row.taken_by, row.taken_at, now)
    return CallBackRow(
        call_back_id=row.id,
        at=row.at,
        caller=row.number,
        customer_id=row.customer_id,
        customer=row.customer or "",
        case_id=row.case_id,
        case_number=show(row.case_number) if row.case_number else "",
        agent_id=row.agent_id,
        agent=row.agent or "",
        kind=row.kind or CallBackKind.MISSED_DATE.value,
        note=row.note or "",
        made_by=row.maker or "",
        taken_by_id=row.taken_by if taken else None,
        taken_by=row.taker or "" if taken else "",
        do_not_call=bool(row.do_not_call),
        phone_text=legible(row.number),
    )


def _key(row: CallBackRow) -> str:
    return f"{row.at.isoformat()}_{row.call_back_id}"


def _opened(key: str) -> tuple[datetime, int]:
    said, _, number = key.partition("_")
    try:
        at, call_back_id = datetime.fromisoformat(said), int(number)
    except ValueError:
        raise _unknown() from None
    if at.tzinfo is None or not 0 <= call_back_id < 1 << 63:
        raise _unknown()
    return at, call_back_id


def _unknown() -> Invalid:
    return Invalid(N_("That page of the call-backs is no longer known. Begin at the top."), field="after")
