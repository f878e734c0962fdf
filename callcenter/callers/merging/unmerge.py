"""Taking a merge back: what moved goes back, what was written over and not edited since is restored.

What came after the merge stays with the survivor: nobody can say whose it was. Merges of one survivor are
taken back in turn, the last one first, so that each finds what it left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from callcenter.callers import apart, names_on_file
from callcenter.callers.merging.fields import GROUPS, plain, value
from callcenter.callers.merging.merge import columns, lock
from callcenter.callers.merging.views import PastMerge
from callcenter.callers.models import Consent, Customer, CustomerMerge, NameToken, Phone
from callcenter.errors import MoveRefused, NotFound
from callcenter.i18n import N_
from callcenter.people.models import Agent
from callcenter.store import events, references
from callcenter.store.events import Actor

_MERGE = CustomerMerge.__table__.c  # type: ignore[attr-defined]
_MOST = 50


@dataclass(frozen=True, slots=True)
class Undone:
    """What was put back.

    Attributes:
        merge: which merge it was.
        moved: rows that went back, by ``table.column``.
        stayed: rows that came since then and stay with the survivor.
        edited: codes of fields that were edited since and stay.
    """

    merge: Any
    moved: dict[str, int]
    stayed: dict[str, int]
    edited: tuple[str, ...]


def unmerge(connection: Connection, actor: Actor, at: datetime, merge_id: int) -> Undone:
    """Take a merge back; drafts are the desk's to move.

    Args:
        connection: of a ``store.write()``.
        actor: who does it.
        at: when.
        merge_id: which.

    Raises:
        NotFound: there was no such merge.
        MoveRefused: it was taken back already, or another merge must be taken back first.
    """
    done = _live(connection, merge_id)
    rows = lock(connection, done.survivor_id, done.merged_id)
    done = _live(connection, merge_id)  # as it is now that nobody else can touch it
    into, gone = rows[done.survivor_id], rows[done.merged_id]
    _in_turn(connection, done, into)
    stayed = _since(connection, done)
    moved = _back(connection, done)
    edited = _fields_back(connection, into, done.was.get("fields", {}))
    _consents_back(connection, done.was.get("consents", ()))
    apart.disinherit(connection, done.was.get("apart", ()))
    back = update(Customer).where(col(Customer.id) == gone.id)
    connection.execute(back.values(merged_into_id=None, version=gone.version + 1))
    over = update(CustomerMerge).where(col(CustomerMerge.id) == merge_id)
    connection.execute(over.values(undone_at=at, undone_by=actor.id))
    for this, other in ((into, gone), (gone, into)):
        told = {"merge_id": merge_id, "other_id": other.id}
        events.record(connection, actor, at, "customer.unmerged", "customer", this.id, params=told,
                      words=other.name)  # fmt: skip
    return Undone(done, moved, stayed, edited)


def standing(connection: Connection, customers: Sequence[int]) -> tuple[int, ...]:
    """The merges among some customers that were not taken back, the newest first."""
    among = (_MERGE.survivor_id.in_(customers), _MERGE.merged_id.in_(customers), _MERGE.undone_at.is_(None))
    return tuple(connection.execute(select(_MERGE.id).where(*among).order_by(_MERGE.id.desc())).scalars())


def past(connection: Connection, customer_id: int) -> tuple[PastMerge, ...]:
    """The merges that a customer was in and that stand, the newest first.

    Args:
        connection: of a ``store.read()``.
        customer_id: the survivor's id or an old one.
    """
    into, gone = aliased(Customer), aliased(Customer)
    statement: Any = (
        select(
            col(CustomerMerge.id), col(CustomerMerge.survivor_id), col(CustomerMerge.merged_id),
            col(into.name),
            col(gone.name).label("merged_name"), col(CustomerMerge.at), col(Agent.name).label("agent"),
        )
        .join(into, col(into.id) == col(CustomerMerge.survivor_id))
        .join(gone, col(gone.id) == col(CustomerMerge.merged_id))
        .outerjoin(Agent, col(Agent.id) == col(CustomerMerge.agent_id))
        .where(
            (col(CustomerMerge.survivor_id) == customer_id) | (col(CustomerMerge.merged_id) == customer_id),
            col(CustomerMerge.undone_at).is_(None),
        )
        .order_by(col(CustomerMerge.id).desc())
        .limit(_MOST)
    )  # fmt: skip
    found: list[PastMerge] = []
    for row in connection.execute(statement):
        last = all(each.survivor_id != row.survivor_id for each in found)
        found.append(
            PastMerge(row.id, row.survivor_id, row.name, row.merged_id, row.merged_name, row.at,
                      row.agent or "", last)
        )  # fmt: skip
    return tuple(found)


def _live(connection: Connection, merge_id: int) -> Any:
    row = connection.execute(select(*_MERGE).where(col(CustomerMerge.id) == merge_id)).first()
    if row is None:
        raise NotFound(N_("There was no merge {id}. Look the customer up again."), id=merge_id)
    if row.undone_at is not None:
        raise MoveRefused(N_("This merge was taken back already, {at!f}."), at=row.undone_at)
    return row


def _in_turn(connection: Connection, done: Any, into: Any) -> None:
    if into.merged_into_id is not None:
        raise MoveRefused(
            N_("{name} was merged with somebody else since then. Take that back first."), name=into.name
        )
    later = (
        select(col(Customer.name))
        .join(CustomerMerge, col(CustomerMerge.merged_id) == col(Customer.id))
        .where(
            col(CustomerMerge.survivor_id) == done.survivor_id,
            col(CustomerMerge.undone_at).is_(None),
            col(CustomerMerge.id) > done.id,
        )
        .order_by(col(CustomerMerge.id).desc())
        .limit(1)
    )
    name = connection.execute(later).scalar()
    if name is not None:
        raise MoveRefused(
            N_("{name} was merged into the same customer later. Take that back first."), name=name
        )


def _since(connection: Connection, done: Any) -> dict[str, int]:
    """How many rows of each kind the survivor has got since the merge."""
    now = {references.name(each): references.count(connection, each, done.survivor_id) for each in columns()}
    more = {name: count - int(done.held.get(name, 0)) for name, count in now.items()}
    return {name: count for name, count in more.items() if count > 0}


def _back(connection: Connection, done: Any) -> dict[str, int]:
    moved: dict[str, int] = {}
    for column in columns():
        name = references.name(column)
        if keys := done.moved.get(name):
            moved[name] = references.move_back(connection, column, keys, done.survivor_id, done.merged_id)
    contacts = done.moved.get("contact.customer_id", ())
    tokens = (col(NameToken.customer_id) == done.survivor_id, col(NameToken.contact_id).in_(contacts))
    connection.execute(update(NameToken).where(*tokens).values(customer_id=done.merged_id))
    for phone_id, (before, after) in done.was.get("positions", {}).items():
        here = (col(Phone.id) == int(phone_id), col(Phone.position) == after)
        connection.execute(update(Phone).where(*here).values(position=before))
    return moved


def _fields_back(connection: Connection, into: Any, over: Mapping[str, Any]) -> tuple[str, ...]:
    """Restore the fields whose columns still are as the merge wrote them; returns the others."""
    values: dict[str, Any] = {}
    edited: list[str] = []
    for code, group in GROUPS.items():
        written = [column for column in group if column in over]
        if all(plain(getattr(into, column)) == over[column][1] for column in written):
            values |= {column: value(column, over[column][0]) for column in written}
        else:
            edited.append(code)
    back = update(Customer).where(col(Customer.id) == into.id)
    connection.execute(back.values(**values, version=into.version + 1))
    if "name" in values or "latin" in values:
        named = (values.get("name", into.name), values.get("latin", into.latin))
        names_on_file.reindex(connection, into.id, 0, named)
    return tuple(edited)


def _consents_back(connection: Connection, over: Any) -> None:
    for consent_id, before, after in over:
        now = [col(getattr(Consent, name)) == value(name, said) for name, said in after.items()]
        values = {name: value(name, said) for name, said in before.items()}
        connection.execute(update(Consent).where(col(Consent.id) == consent_id, *now).values(**values))
