"""Lookup by telephone number: whole, without its area code, or the last digits. Indexed probes only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select
from sqlmodel import col

from callcenter.callers import phones
from callcenter.callers.asking import Asked
from callcenter.callers.hits import Hit, Rank
from callcenter.callers.models import Phone
from callcenter.i18n import Phrase

_MOST = 60
_SHORTEST_LOCAL = 7
_COLUMNS = (
    col(Phone.reversed),
    col(Phone.e164),
    col(Phone.extension),
    col(Phone.kind),
    col(Phone.held_to),
    col(Phone.customer_id),
    col(Phone.contact_id),
    col(Phone.raw),
)
_EXACT = (
    select(*_COLUMNS)
    .where(col(Phone.reversed).in_(bindparam("numbers", expanding=True)))
    .order_by(col(Phone.position), col(Phone.id))
    .limit(_MOST)
)


def find(connection: Connection, asked: Asked) -> list[Hit]:
    """Who holds the numbers asked for, or numbers that end so; at most two statements."""
    exact = list(_exact(connection, asked))
    if any(hit.rank is Rank.NUMBER for hit in exact) and asked.whole:
        return exact
    return [*exact, *_by_end(connection, asked.ends)]


def _exact(connection: Connection, asked: Asked) -> Iterator[Hit]:
    wanted = {phones.reverse(e164): extension for e164, extension in asked.whole}
    internal = {end[::-1] for end in asked.ends} if not asked.whole else set()
    # A number kept without its area code: 5888 1234 of 021 5888 1234.
    local = {turned[:length] for turned in wanted for length in range(_SHORTEST_LOCAL, len(turned))}
    if not (probes := [*wanted, *internal, *local]):
        return
    for row in connection.execute(_EXACT, {"numbers": probes}):
        if row.reversed in wanted:
            yield _exact_hit(row, wanted[row.reversed])
        elif row.e164 is None and row.reversed in internal:
            yield _exact_hit(row, None)
        elif row.e164 is None:
            yield _end_hit(row, len(row.reversed))


def _exact_hit(row: Any, extension: str | None) -> Hit:
    same = extension is not None and row.extension == extension
    why = Phrase("why.exact_extension" if same else "why.exact_number", {"kind": f"phone_kind.{row.kind}"})
    number = row.e164 or row.raw
    # The extension asked for comes first, then the line itself, then other extensions.
    score = 2.0 if same else float(row.extension is None)
    hit = Hit(Rank.NUMBER, why, True, row.customer_id, row.contact_id, score, row.e164, number, shown=number)
    return hit if row.held_to is None else _retired(row, hit)


def _by_end(connection: Connection, ends: Sequence[str]) -> Iterator[Hit]:
    if not ends:
        return
    ranges = [and_(col(Phone.reversed) >= end[::-1], col(Phone.reversed) < after(end[::-1])) for end in ends]
    for row in connection.execute(select(*_COLUMNS).where(or_(*ranges)).limit(_MOST)):
        yield _end_hit(row, max(len(end) for end in ends if row.reversed.startswith(end[::-1])))


def _end_hit(row: Any, length: int) -> Hit:
    why = Phrase("why.last_digits", {"kind": f"phone_kind.{row.kind}", "digits": row.reversed[:length][::-1]})
    number = row.e164 or row.raw
    shown = ends_shown(number, length)
    hit = Hit(Rank.DIGITS, why, False, row.customer_id, row.contact_id, float(length), None, number, shown)
    return hit if row.held_to is None else _retired(row, hit)


def _retired(row: Any, hit: Hit) -> Hit:
    why = Phrase("why.number_until", {"until": row.held_to.isoformat()})
    return replace(hit, rank=Rank.RETIRED, why=why, exact=False)


def ends_shown(number: str, length: int) -> str:
    """A number with only its last digits legible, those that the agent typed."""
    total = sum(char.isdigit() for char in number)
    out, seen = [], 0
    for char in number:
        seen += char.isdigit()
        out.append("•" if char.isdigit() and seen <= total - length else char)
    return "".join(out)


def after(prefix: str) -> str:
    """The first text after all that begin with ``prefix``, compared by code points."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def numbers_of(hits: Iterable[Hit]) -> dict[int, dict[str, str]]:
    """The numbers that matched, each with how it may be shown, by customer, in the order of the hits."""
    found: dict[int, dict[str, str]] = {}
    for hit in hits:
        if hit.customer_id is not None and hit.number:
            found.setdefault(hit.customer_id, {}).setdefault(hit.number, hit.shown)
    return found
