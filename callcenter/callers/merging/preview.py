"""What a merge would do, before anything is done; masked like the card, for who isn't verified."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers import apart, belongings, duplicates, phones
from callcenter.callers.merging import fields, merge
from callcenter.callers.merging.views import MergePreview, MergeSide
from callcenter.callers.models import Consent, Contact, Customer, Phone
from callcenter.callers.persons import hidden
from callcenter.callers.places import place_text
from callcenter.errors import Invalid, NotFound
from callcenter.i18n import N_, Phrase
from callcenter.points.models import ServicePoint
from callcenter.store import references

_HIDDEN = "•••"


def preview(
    connection: Connection, survivor_id: int, merged_id: int, *, verified: Mapping[int, bool], today: date
) -> MergePreview:
    """What merging one customer into another would do; what cases know is the desk's to add.

    Args:
        connection: of a ``store.read()``.
        survivor_id: who would stay.
        merged_id: who would go.
        verified: of which of them the agent may see address, e-mail and numbers.
        today: the day of the items' terms.

    Raises:
        NotFound: no such customer.
        Invalid: they are one already, or one was erased.
    """
    if survivor_id == merged_id:
        raise Invalid(N_("They are one customer already."))
    rows = {row.id: row for row in _rows(connection, survivor_id, merged_id)}
    for missing in {survivor_id, merged_id} - rows.keys():
        raise NotFound(N_("There is no customer {id} on file. Look them up again."), id=missing)
    into, gone = rows[survivor_id], rows[merged_id]
    for row in (into, gone):
        merge.refuse_erased(row)
    numbers = {each: _numbers(connection, each) for each in rows}
    alike = duplicates.between(connection, survivor_id, merged_id)
    said = apart.pair(survivor_id, merged_id) in apart.of(connection, (survivor_id,))
    moves = _moves(connection, into.id, gone.id)
    return MergePreview(
        _side(connection, into, numbers[into.id], numbers[gone.id], verified[into.id], today),
        _side(connection, gone, numbers[gone.id], numbers[into.id], verified[gone.id], today),
        fields.shown(into, gone, _words(connection, into, gone, verified)),
        tuple(moves.items()),
        tuple(_warnings(connection, into, gone, alike=alike is not None, said=said)),
        alike,
        said,
        _better(connection, into, gone),
    )


def _rows(connection: Connection, *customer_ids: int) -> list[Any]:
    statement = select(*Customer.__table__.c).where(col(Customer.id).in_(customer_ids))  # type: ignore[attr-defined]
    return list(connection.execute(statement.where(col(Customer.merged_into_id).is_(None))))


def _better(connection: Connection, into: Any, gone: Any) -> int:
    """Who should survive: who is in the house's own files, has more, is fuller, is older."""

    def worth(row: Any) -> tuple[Any, ...]:
        has = sum(
            references.count(connection, column, row.id)
            for column in merge.columns()
            if column.table.name in ("case", "purchase")
        )
        filled = sum(value not in (None, "") for value in row)
        return row.external_id is not None, has, filled, -row.created_at.timestamp(), -row.id

    return int(max((into, gone), key=worth).id)


def _moves(connection: Connection, into: int, gone: int) -> Counter[str]:
    stay = {
        "phone": len(merge.doubled(connection, into, gone)),
        "consent": len(merge.same_consents(connection, into, gone)),
    }
    found: Counter[str] = Counter()
    for column in merge.columns():
        table = column.table.name
        found[f"merge.{table}"] += references.count(connection, column, gone) - stay.get(table, 0)
    return +found


def _numbers(connection: Connection, customer_id: int) -> dict[str, Any]:
    """The numbers of a customer and their contacts, by the number."""
    mine = (col(Phone.customer_id) == customer_id, col(Phone.held_to).is_(None))
    statement: Any = select(col(Phone.e164), col(Phone.raw), col(Phone.extension)).where(*mine)
    statement = statement.order_by(col(Phone.contact_id).is_not(None), col(Phone.position), col(Phone.id))
    return {row.e164 or row.raw: row for row in connection.execute(statement)}


def _side(
    connection: Connection,
    row: Any,
    numbers: Mapping[str, Any],
    others: Mapping[str, Any],
    verified: bool,
    today: date,
) -> MergeSide:
    owned = belongings.read(connection, row.id, verified=verified, today=today)
    contacts = select(col(Contact.name)).where(
        col(Contact.customer_id) == row.id, col(Contact.ended_on).is_(None)
    )
    return MergeSide(
        duplicates.alike(row),
        row.since,
        tuple((_number(each, verified), key in others) for key, each in numbers.items()),
        tuple(connection.execute(contacts.order_by(col(Contact.id))).scalars()),
        tuple(item.name for item in owned.items),
        consents=tuple(_consents(connection, row.id)),
    )


def _number(row: Any, verified: bool) -> str:
    if not verified:
        return hidden(row.e164, row.raw)
    return phones.pretty(row.e164, row.extension) if row.e164 else str(row.raw)


def _consents(connection: Connection, customer_id: int) -> list[Phrase]:
    statement: Any = select(*Consent.__table__.c).where(col(Consent.customer_id) == customer_id)  # type: ignore[attr-defined]
    return [
        Phrase(
            "consent.given" if row.given else "consent.refused",
            {"purpose": _purpose(row), "day": row.given_on.isoformat()},
        )
        for row in connection.execute(statement.order_by(col(Consent.id)))
    ]


def _purpose(row: Any) -> str:
    return str(row.purpose if row.channel == "any" else f"{row.purpose} ({row.channel})")


def _words(
    connection: Connection, into: Any, gone: Any, verified: Mapping[int, bool]
) -> dict[str, tuple[str, str]]:
    points = [row.preferred_point_id for row in (into, gone) if row.preferred_point_id]
    known: Any = select(col(ServicePoint.id), col(ServicePoint.name)).where(col(ServicePoint.id).in_(points))
    names = {row.id: row.name for row in connection.execute(known)} if points else {}
    mine, theirs = (_told(row, names, verified[row.id]) for row in (into, gone))
    return {code: (mine[code], theirs[code]) for code in mine}


def _told(row: Any, points: Mapping[Any, str], verified: bool) -> dict[str, str]:
    """What a customer has in each field, as it may be shown."""
    exact = " ".join(part for part in (row.address, row.postcode) if part)
    place = place_text(row.city, row.region)
    address = " ".join(part for part in (place, exact if verified else _HIDDEN if exact else "") if part)
    return {
        "detail.name": f"{row.name} {row.latin or ''}".strip(),
        "detail.kind": f"customer_kind.{row.kind.value}",
        "detail.email": (row.email or "") if verified else _HIDDEN if row.email else "",
        "detail.address": address,
        "detail.language": row.language or "",
        "detail.preferred_point": points.get(row.preferred_point_id, ""),
        "detail.note": row.note or "",
        "detail.tier": f"tier.{row.tier}",
        "detail.since": row.since.isoformat() if row.since else "",
        "detail.do_not_call": "detail.do_not_call" if row.do_not_call else "",
        "detail.flags": ",".join(f"flag.{flag}" for flag, up in sorted(row.flags.items()) if up),
    }


def _warnings(connection: Connection, into: Any, gone: Any, *, alike: bool, said: bool) -> list[Phrase]:
    found: list[Phrase] = []
    if said:
        found.append(Phrase("merge.said_apart"))
    if not alike:
        found.append(Phrase("merge.nothing_alike"))
    if into.kind != gone.kind:
        found.append(Phrase("merge.two_kinds"))
    for mine, theirs in merge.same_consents(connection, into.id, gone.id):
        if mine.given != theirs.given:
            found.append(Phrase("merge.consent_refused", {"purpose": _purpose(mine)}))
    if into.do_not_call != gone.do_not_call:
        found.append(Phrase("merge.do_not_call"))
    if into.external_id and gone.external_id:
        ids = {"survivor": into.external_id, "merged": gone.external_id}
        found.append(Phrase("merge.two_ids", ids))
    return found
