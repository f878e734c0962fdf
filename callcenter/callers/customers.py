"""What an agent may put right about a caller: a new customer, corrections, reissued numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlmodel import col

from callcenter.callers import names_on_file, numbers_on_file, phones, survivors
from callcenter.callers.models import Customer
from callcenter.callers.views import NewCustomer
from callcenter.callers.words import CustomerKind
from callcenter.errors import Changed, Invalid, NotFound
from callcenter.i18n import N_
from callcenter.people.models import Agent
from callcenter.store import adding, events
from callcenter.store.events import Actor
from callcenter.store.models import Event

_FIELDS = ("email", "address", "city", "postcode", "country", "language", "note")


@dataclass(frozen=True, slots=True)
class Here:
    """The region of numbers that name no country, and today in the house's zone."""

    region: str
    today: date


def add(connection: Connection, actor: Actor, at: datetime, new: NewCustomer, here: Here) -> int:
    """Put a customer on file and return the id; numbers that don't parse are kept raw.

    Args:
        connection: of a ``store.write()``.
        actor: who does it.
        at: when.
        new: what was typed.
        here: region and day.

    Raises:
        Invalid: no name, or a kind that isn't known.
    """
    values = _values(new)
    if "name" not in values:
        raise Invalid(N_("A customer needs a name. Write what they go by."), field="name")
    row = {"kind": CustomerKind.PERSON, **values, "since": here.today, "created_at": at}
    row["latin"] = names_on_file.latin_of(values["name"])
    customer_id = adding.add(connection, Customer, row)
    _put_numbers(connection, customer_id, new, here, firm=row["kind"] is CustomerKind.FIRM)
    names_on_file.reindex(connection, customer_id, 0, (values["name"], row["latin"]))
    events.record(connection, actor, at, "customer.added", "customer", customer_id, words=values["name"])
    return customer_id


def edit(
    connection: Connection,
    actor: Actor,
    at: datetime,
    customer_id: int,
    version: int,
    new: NewCustomer,
    here: Here,
) -> None:
    """Correct a customer's details; empty fields stay as they are, new numbers are added.

    Args:
        connection: of a ``store.write()``.
        actor: who does it.
        at: when.
        customer_id: whose.
        version: the version that the agent saw.
        new: what was typed.
        here: region and day.

    Raises:
        NotFound: no such customer.
        Changed: somebody else edited meanwhile.
        Invalid: a kind that isn't known.
    """
    row = _unchanged(connection, customer_id, version)
    values = _values(new)
    if new.kind == CustomerKind.PERSON:
        values.pop("kind", None)  # the form's default says nothing about a firm
    added = _put_numbers(connection, customer_id, new, here, firm=row.kind is CustomerKind.FIRM)
    renamed = values.get("name") not in (None, row.name)
    if renamed:
        values["latin"] = names_on_file.latin_of(values["name"])
        names_on_file.reindex(connection, customer_id, 0, (values["name"], values["latin"]))
    connection.execute(
        update(Customer).where(col(Customer.id) == customer_id).values(**values, version=version + 1)
    )
    told = [f"detail.{name}" for name in (*values, *(("phones",) if added else ())) if name != "latin"]
    events.record(
        connection, actor, at, "customer.edited", "customer", customer_id,
        params={"fields": told}, words=f"{row.name} → {values['name']}" if renamed else None,
    )  # fmt: skip


def _unchanged(connection: Connection, customer_id: int, version: int) -> Any:
    """The row of a customer, held until this write ends, as the agent saw it."""
    row: Any = connection.execute(
        select(
            col(Customer.version),
            col(Customer.name),
            col(Customer.latin),
            col(Customer.kind),
            col(Customer.merged_into_id),
        )
        .where(col(Customer.id) == customer_id)
        .with_for_update()
    ).first()
    if row is None:
        raise NotFound(N_("There is no customer {id} on file. Look them up again."), id=customer_id)
    if row.merged_into_id is not None:
        raise Changed(
            N_("{name} was merged with another entry meanwhile. Look them up again; what you typed is kept."),
            name=row.name,
        )
    if row.version != version:
        events.require_version(row.version, version, row.name, last_changed_by(connection, customer_id))
    return row


def last_changed_by(connection: Connection, customer_id: int) -> str | None:
    """The name of the agent who changed a customer last."""
    query = (
        select(col(Agent.name))
        .join(Event, col(Event.actor_id) == col(Agent.id))
        .where(col(Event.entity) == "customer", col(Event.entity_id) == customer_id)
        .where(col(Event.verb).not_in(("customer.verified", "customer.apart", "customer.apart_undone")))
        .order_by(col(Event.id).desc())
        .limit(1)
    )
    return connection.execute(query).scalar()


def named(connection: Connection, said: str, *, survivor: bool = True) -> int:
    """The id of a customer named by the id in the house's own files, or by ours.

    Args:
        connection: of a ``store.read()``.
        said: an id, also one of a customer who was merged into another; ``no:2`` is ours and ``id:2`` theirs
            without doubt.
        survivor: whether the one that it leads to by now is meant.

    Raises:
        NotFound: no such customer.
        Invalid: it is the one's id in the house's files, and our number of another.
    """
    theirs, ours = _readings(connection, said)
    found = {
        reading: survivors.of(connection, row.id) if survivor else row.id
        for reading, row in (("theirs", theirs), ("ours", ours))
        if row is not None
    }
    if len(set(found.values())) > 1:
        raise Invalid(
            N_("“{id}” may be two customers: no:{id} is our number of {ours}, id:{id} your id of {theirs}. "
               "Say which."),
            field="customer", id=said, ours=ours.name, theirs=theirs.name,
        )  # fmt: skip
    for customer_id in found.values():
        return customer_id
    raise NotFound(N_("There is no customer {id} on file. Look them up again."), id=said)


def _readings(connection: Connection, said: str) -> tuple[Any, Any]:
    """Whose id in the house's files this is, and whose number of ours; None: nobody's."""
    prefix, _, rest = said.partition(":")
    ours, theirs = (rest if prefix == "no" else said), (rest if prefix == "id" else said)
    by_number = _row(connection, col(Customer.id) == int(ours)) if _is_number(ours) else None
    if prefix == "no" and by_number is not None:
        return None, by_number
    found = _row(connection, col(Customer.external_id) == theirs)
    if found is None and prefix == "id":
        found = _row(connection, col(Customer.external_id) == said)
    return found, by_number


def _row(connection: Connection, this: Any) -> Any:
    return connection.execute(select(col(Customer.id), col(Customer.name)).where(this)).first()


def _is_number(said: str) -> bool:
    """Whether this is how a number of ours is written: “007” is one of theirs."""
    return said.isascii() and said.isdigit() and len(said) < 19 and not said.startswith("0")


def _values(new: NewCustomer) -> dict[str, Any]:
    """The fields that were filled in."""
    try:
        kind = CustomerKind(new.kind)
    except ValueError as error:
        sentence = N_("A customer is a person or a firm, not {kind}.")
        raise Invalid(sentence, field="kind", kind=new.kind) from error
    said = {name: getattr(new, name).strip() for name in ("name", *_FIELDS)}
    if said["country"]:
        said["country"] = said["country"].upper()
    return {name: value for name, value in said.items() if value} | {"kind": kind}


def _put_numbers(
    connection: Connection, customer_id: int, new: NewCustomer, here: Here, *, firm: bool
) -> int:
    numbers = [
        number for raw in new.phones for number in numbers_on_file.read_numbers(raw, here.region, firm=firm)
    ]
    return numbers_on_file.add(connection, customer_id, numbers, day=here.today)


# --- reissued numbers ---


def not_this_person(
    connection: Connection, actor: Actor, at: datetime, customer_id: int, e164: str, today: date
) -> None:
    """Retire a reissued number from a customer and their contacts: the holding ends today.

    Raises:
        NotFound: the customer doesn't hold this number now.
    """
    customer_id = survivors.held(connection, customer_id)
    rows = numbers_on_file.retire(connection, customer_id, e164, today)
    _told(connection, actor, at, customer_id, e164, rows, "customer.number_retired")


def this_person_after_all(
    connection: Connection, actor: Actor, at: datetime, customer_id: int, e164: str
) -> None:
    """Undo ``not_this_person``.

    Raises:
        NotFound: the customer never had this number, or still has it.
    """
    customer_id = survivors.held(connection, customer_id)
    rows = numbers_on_file.restore(connection, customer_id, e164)
    _told(connection, actor, at, customer_id, e164, rows, "customer.number_restored")


def _told(
    connection: Connection,
    actor: Actor,
    at: datetime,
    customer_id: int,
    e164: str,
    rows: tuple[int, ...],
    verb: str,
) -> None:
    if not rows:
        raise NotFound(
            N_("{number} is not such a number of this customer. Look at the card again."),
            number=phones.pretty(e164),
        )
    connection.execute(
        update(Customer).where(col(Customer.id) == customer_id).values(version=col(Customer.version) + 1)
    )
    told = {"phones": list(rows)}
    events.record(connection, actor, at, verb, "customer", customer_id, params=told, words=e164)
