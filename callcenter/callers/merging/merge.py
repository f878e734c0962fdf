"""Two customers on file become one: everything moves to the survivor, and the old id leads there.

What moved and what was written over is kept beside it, so that ``unmerge`` can put it back. What both hold
(the same number, a consent on the same purpose) stays with the merged one, who is no longer found.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, func, select, update
from sqlmodel import col

from callcenter.callers import apart, names_on_file
from callcenter.callers.customers import last_changed_by
from callcenter.callers.merging import fields
from callcenter.callers.models import Consent, Customer, CustomerMerge, NameToken, Phone
from callcenter.callers.personal import GONE
from callcenter.errors import Changed, Invalid, NotFound
from callcenter.i18n import N_
from callcenter.store import events, references
from callcenter.store.adding import add
from callcenter.store.events import Actor

STAYS = frozenset(
    [
        "customer.merged_into_id",
        "customer_merge.survivor_id",
        "customer_merge.merged_id",
        "customer_apart.customer_id",
        "customer_apart.other_id",
        "erasure.customer_id",
    ]
)
"""References that a merge leaves where they are: the merges themselves, who is not the same, and
who was erased."""
_CAREFUL = ("given", "source", "given_on")


def columns() -> tuple[Column[Any], ...]:
    """All that hangs on a customer and moves with them: every reference to one, in the order of locks."""
    found = references.pointing_at("customer.id")
    return tuple(column for column in found if references.name(column) not in STAYS)


def merge(
    connection: Connection,
    actor: Actor,
    at: datetime,
    survivor: tuple[int, int],
    merged: tuple[int, int],
    chosen: Mapping[str, str],
) -> CustomerMerge:
    """Merge a customer into another, and return what was done; drafts are the desk's to move.

    Args:
        connection: of a ``store.write()``.
        actor: who does it.
        at: when.
        survivor: id and seen version of who stays.
        merged: id and seen version of whose id will lead there.
        chosen: whose value is kept, by the code of a field (see ``fields``).

    Raises:
        NotFound: no such customer.
        Changed: somebody else changed one of them, or merged it.
        Invalid: they are the same, one was erased, or a choice that can't be made.
    """
    into, gone = _both(connection, survivor, merged)
    values = fields.kept(into, gone, chosen)
    was: dict[str, Any] = {
        "fields": _written_over(into, values),
        "consents": _careful(connection, into.id, gone.id),
        "apart": apart.inherit(connection, into.id, gone.id),
    }
    moved, was["positions"] = _move(connection, into.id, gone.id)
    _write(connection, into, gone, values)
    held = {references.name(each): references.count(connection, each, into.id) for each in columns()}
    row = {
        "survivor_id": into.id, "merged_id": gone.id, "at": at, "agent_id": actor.id,
        "moved": moved, "held": held, "was": was,
    }  # fmt: skip
    done = CustomerMerge(id=add(connection, CustomerMerge, row), **row)
    told = {
        "merge_id": done.id,
        "merged_id": gone.id,
        "rows": {name: len(ids) for name, ids in moved.items()},
    }
    events.record(connection, actor, at, "customer.merged", "customer", into.id, params=told, words=gone.name)
    into_this = {"merge_id": done.id, "survivor_id": into.id}
    events.record(
        connection, actor, at, "customer.merged_into", "customer", gone.id, params=into_this, words=into.name
    )
    return done


def remember_drafts(connection: Connection, done: CustomerMerge, keys: list[list[Any]]) -> None:
    """Keep beside a merge whose drafts moved with it: agent and form of each."""
    row = update(CustomerMerge).where(col(CustomerMerge.id) == done.id)
    connection.execute(row.values(was={**done.was, "drafts": keys}))


def drafts_of(connection: Connection, merged_id: int) -> list[list[Any]]:
    """Whose drafts moved with a customer that is merged now: agent and form of each."""
    this = (col(CustomerMerge.merged_id) == merged_id, col(CustomerMerge.undone_at).is_(None))
    was = connection.execute(select(col(CustomerMerge.was)).where(*this)).scalar()
    return list((was or {}).get("drafts", ()))


def lock(connection: Connection, *customer_ids: int) -> dict[int, Any]:
    """Read customers that nobody else may write until this write ends, by id."""
    statement = select(*Customer.__table__.c).where(col(Customer.id).in_(customer_ids))  # type: ignore[attr-defined]
    rows = connection.execute(statement.order_by(col(Customer.id)).with_for_update()).all()
    return {row.id: row for row in rows}


def _both(connection: Connection, survivor: tuple[int, int], merged: tuple[int, int]) -> tuple[Any, Any]:
    if survivor[0] == merged[0]:
        raise Invalid(N_("A customer can't be merged with itself. Choose another one."))
    rows = lock(connection, survivor[0], merged[0])
    for customer_id, version in (survivor, merged):
        if customer_id not in rows:
            raise NotFound(N_("There is no customer {id} on file. Look them up again."), id=customer_id)
        row = rows[customer_id]
        if row.merged_into_id is not None:
            raise Changed(
                N_("{name} was merged with somebody else meanwhile. Look at both again."), name=row.name
            )
        refuse_erased(row)
        by = None if row.version == version else last_changed_by(connection, customer_id)
        events.require_version(row.version, version, row.name, by)
    return rows[survivor[0]], rows[merged[0]]


def refuse_erased(row: Any) -> None:
    """Refuse one whose personal data was erased: their mark would go to the other, who wasn't.

    Raises:
        Invalid: they were erased.
    """
    if GONE in row.flags:
        raise Invalid(N_("Customer {id} was erased, and is merged with nobody."), id=row.id)


def _written_over(into: Any, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    plain = fields.plain
    return {name: [plain(getattr(into, name)), plain(value)] for name, value in values.items()}


def _careful(connection: Connection, into: int, gone: int) -> list[list[Any]]:
    """Of two consents on one purpose and channel the refusal stands; returns what was written over."""
    over: list[list[Any]] = []
    for mine, theirs in same_consents(connection, into, gone, lock=True):
        if mine.given and not theirs.given:
            values = {name: getattr(theirs, name) for name in _CAREFUL}
            connection.execute(update(Consent).where(col(Consent.id) == mine.id).values(**values))
            before = {name: fields.plain(getattr(mine, name)) for name in _CAREFUL}
            over.append([mine.id, before, {name: fields.plain(each) for name, each in values.items()}])
    return over


def same_consents(
    connection: Connection, into: int, gone: int, *, lock: bool = False
) -> list[tuple[Any, Any]]:
    """The consents that both gave or refused on one purpose and channel, the survivor's first."""
    statement: Any = select(*Consent.__table__.c).where(col(Consent.customer_id).in_((into, gone)))  # type: ignore[attr-defined]
    statement = statement.order_by(col(Consent.id))
    rows = connection.execute(statement.with_for_update() if lock else statement).all()
    mine = {(row.purpose, row.channel): row for row in rows if row.customer_id == into}
    theirs = (row for row in rows if row.customer_id == gone)
    return [(mine[key], row) for row in theirs if (key := (row.purpose, row.channel)) in mine]


def _move(connection: Connection, into: int, gone: int) -> tuple[dict[str, list[Any]], dict[str, list[int]]]:
    """Move all that hangs on a customer; returns the rows' keys, and the places of their numbers."""
    stay = {
        "consent.customer_id": {row.id for _, row in same_consents(connection, into, gone)},
        "phone.customer_id": doubled(connection, into, gone),
    }
    places = _places(connection, into, gone, stay["phone.customer_id"])
    moved: dict[str, list[Any]] = {}
    for column in columns():
        name = references.name(column)
        if keys := references.move(connection, column, gone, into, stay=stay.get(name, ())):
            moved[name] = keys
    mine = (col(NameToken.customer_id) == gone, col(NameToken.contact_id) != 0)
    connection.execute(update(NameToken).where(*mine).values(customer_id=into))
    return moved, places


def own_numbers(connection: Connection, customer_id: int) -> Sequence[Any]:
    """The numbers that are a customer's own, not a contact's, in their order."""
    own = (col(Phone.customer_id) == customer_id, col(Phone.contact_id).is_(None))
    statement = select(*Phone.__table__.c).where(*own)  # type: ignore[attr-defined]
    return connection.execute(statement.order_by(col(Phone.position), col(Phone.id))).all()


def _number(row: Any) -> tuple[Any, ...]:
    return row.reversed or row.raw, row.extension, row.held_to is None


def doubled(connection: Connection, into: int, gone: int) -> set[int]:
    """The merged one's own numbers that the survivor has too, both held now or both retired."""
    mine = {_number(row) for row in own_numbers(connection, into)}
    return {row.id for row in own_numbers(connection, gone) if _number(row) in mine}


def _places(connection: Connection, into: int, gone: int, stay: set[int]) -> dict[str, list[int]]:
    """Put numbers that will move behind the survivor's own; returns their places before and after."""
    most = select(func.max(col(Phone.position))).where(col(Phone.customer_id) == into)
    first = connection.execute(most).scalar()
    first = 0 if first is None else first + 1
    moving = [row for row in own_numbers(connection, gone) if row.id not in stay]
    places = {str(row.id): [row.position, first + at] for at, row in enumerate(moving)}
    for phone_id, (_, place) in places.items():
        connection.execute(update(Phone).where(col(Phone.id) == int(phone_id)).values(position=place))
    return places


def _write(connection: Connection, into: Any, gone: Any, values: Mapping[str, Any]) -> None:
    mine = update(Customer).where(col(Customer.id) == into.id)
    connection.execute(mine.values(**values, version=into.version + 1))
    theirs = update(Customer).where(col(Customer.id) == gone.id)
    connection.execute(theirs.values(merged_into_id=into.id, version=gone.version + 1))
    if "name" in values or "latin" in values:
        named = (values.get("name", into.name), values.get("latin", into.latin))
        names_on_file.reindex(connection, into.id, 0, named)
