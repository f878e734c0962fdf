"""Customers on file who may be one: the same number now, and a name that may be the same.

Never every customer with every other: only those who share a number are compared, number by number in the
order of the index, so that the whole store streams by in pages.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlmodel import col

from callcenter.callers import apart, names
from callcenter.callers.likely import judge
from callcenter.callers.merging.views import Alike, Duplicate, DuplicatePage
from callcenter.callers.models import Customer, Phone
from callcenter.callers.persons import hidden
from callcenter.callers.places import place_text
from callcenter.callers.same_name import likeness
from callcenter.callers.views import LookupRow
from callcenter.errors import Invalid
from callcenter.i18n import N_

SURE = ("surely", "likely", "perhaps")
"""How sure a proposal is, the surest first."""
_NUMBERS_A_PAGE = 400
_MOST_OF_A_NUMBER = 2000
_MANY = 40
_NEIGHBOURS = 8
_LONG = 19
"""Digits that no id has."""

_HELD = (col(Phone.e164).is_not(None), col(Phone.held_to).is_(None))
_SHARED = (
    select(col(Phone.e164))
    .where(*_HELD, col(Phone.e164) > bindparam("after"))
    .group_by(col(Phone.e164))
    .having(func.min(col(Phone.customer_id)) < func.max(col(Phone.customer_id)))
    .order_by(col(Phone.e164))
    .limit(_NUMBERS_A_PAGE)
)
_COLUMNS = (
    col(Customer.id),
    col(Customer.external_id),
    col(Customer.version),
    col(Customer.kind),
    col(Customer.name),
    col(Customer.latin),
    col(Customer.city),
    col(Customer.region),
    col(Customer.address),
    col(Customer.email),
)
_HOLDERS: Any = (
    select(col(Phone.e164), *_COLUMNS)
    .join(Customer, col(Customer.id) == col(Phone.customer_id))
    .where(
        *_HELD,
        col(Phone.e164).in_(bindparam("numbers", expanding=True)),
        col(Customer.merged_into_id).is_(None),
    )
    .order_by(col(Phone.e164), col(Customer.id))
)
_NUMBERS = (
    select(col(Phone.customer_id), col(Phone.e164))
    .where(col(Phone.customer_id).in_(bindparam("ids", expanding=True)), *_HELD)
    .distinct()
)
_KEYS = (
    select(col(Phone.e164), func.min(col(Phone.id)))
    .where(col(Phone.e164).in_(bindparam("numbers", expanding=True)))
    .group_by(col(Phone.e164))
)


@dataclass(frozen=True, slots=True)
class _Found:
    """Two customers who may be one."""

    one: Any
    other: Any
    likely: str
    why: tuple[Any, ...]
    numbers: tuple[str, ...]


def of_customer(connection: Connection, customer_id: int, limit: int = 5) -> tuple[Duplicate, ...]:
    """Who may be the same as a customer, the surest first; four statements.

    Args:
        connection: of a ``store.read()``.
        customer_id: whose doubles; they come second in each pair.
        limit: how many at most.
    """
    mine = {number for _, number in connection.execute(_NUMBERS, {"ids": [customer_id]}) if number}
    if not mine:
        return ()
    rows = connection.execute(_HOLDERS.limit(_MOST_OF_A_NUMBER), {"numbers": sorted(mine)}).all()
    people = {row.id: row for row in rows}
    me = people.pop(customer_id, None)
    if me is None:
        return ()
    said = apart.of(connection, (customer_id,))
    near = [each for each in people.values() if apart.pair(customer_id, each.id) not in said]
    likely = [each for each in near if judge(me, each, 1) is not None]
    numbers = _numbers(connection, (each.id for each in likely))
    found = [each for row in likely if (each := _pair(me, row, numbers.get(row.id, set()) & mine))]
    return tuple(_view(each) for each in sorted(found, key=_surest)[:limit])


def between(connection: Connection, one: int, other: int) -> Duplicate | None:
    """Why two customers may be the same; None: nothing says so. What was said of the pair doesn't count."""
    rows: Any = connection.execute(select(*_COLUMNS).where(col(Customer.id).in_((one, other)))).all()
    people = {row.id: row for row in rows}
    numbers = _numbers(connection, (one, other))
    shared = numbers.get(one, set()) & numbers.get(other, set())
    if one not in people or other not in people or not shared:
        return None
    found = _pair(people[one], people[other], shared)
    return _view(found) if found else None


def among(connection: Connection, rows: Iterable[LookupRow]) -> frozenset[int]:
    """Who of those whom a number leads to may be on file twice; one statement, where any may be.

    Args:
        connection: of a ``store.read()``.
        rows: of a lookup.
    """
    by_number: dict[str, list[LookupRow]] = defaultdict(list)
    for row in rows:
        if row.e164 and row.customer_id and row.kind == "customer" and not row.contact:
            by_number[row.e164].append(row)
    pairs = {
        apart.pair(one.customer_id or 0, other.customer_id or 0)
        for people in by_number.values()
        for one, other in combinations(people, 2)
        if likeness(one.name, other.name) is not None
    }
    said = apart.of(connection, (each for both in pairs for each in both))
    return frozenset(each for both in pairs - said for each in both)


def page(connection: Connection, after: str = "", limit: int = 50, *, sure: str = "perhaps") -> DuplicatePage:
    """Proposals over the whole store, number by number.

    Args:
        connection: of a ``store.read()``.
        after: where the page before ended; empty: from the beginning.
        limit: how many are enough; the last number's are all told.
        sure: how sure they must be at least, a word of ``SURE``.

    Raises:
        Invalid: no page ended there, or the number there was erased since.
    """
    start = _number_of(connection, after) if after else ""
    numbers = [each for each in connection.execute(_SHARED, {"after": start}).scalars() if each]
    wanted = SURE[: SURE.index(sure) + 1]
    rows: list[tuple[str, Duplicate]] = []
    last = numbers[-1] if len(numbers) == _NUMBERS_A_PAGE else None
    for number, found in _by_number(connection, numbers):
        rows += ((number, _view(each)) for each in found if each.likely in wanted)
        if len(rows) >= limit:
            last = number
            break
    keys = _keys(connection, {number for number, _row in rows} | ({last} if last else set()))
    told = tuple(replace(row, after=keys[number]) for number, row in rows)
    return DuplicatePage(told, keys[last] if last else None)


def _keys(connection: Connection, numbers: Iterable[str]) -> dict[str, str]:
    """What a list goes on after, by the number: the id of a row that holds it, which tells nobody which."""
    wanted = sorted(numbers)
    rows = connection.execute(_KEYS, {"numbers": wanted}) if wanted else ()
    return {number or "": str(key) for number, key in rows}


def _number_of(connection: Connection, key: str) -> str:
    if key.isascii() and key.isdigit() and len(key) < _LONG:
        query = select(col(Phone.e164)).where(col(Phone.id) == int(key))
        if found := connection.execute(query).scalar():
            return found
    raise Invalid(N_("No list of duplicates ended at “{key}”. Begin it anew."), field="after", key=key)


def _by_number(connection: Connection, numbers: Sequence[str]) -> Iterator[tuple[str, list[_Found]]]:
    """The pairs of each number; a pair that shares several is told at the first."""
    holders: dict[str, dict[int, Any]] = {number: {} for number in numbers}
    for row in connection.execute(_HOLDERS, {"numbers": numbers}) if numbers else ():
        holders[row.e164][row.id] = row
    alike = {number: list(_alike(list(people.values()))) for number, people in holders.items()}
    ids = {row.id for pairs in alike.values() for both in pairs for row in both}
    held, said = _numbers(connection, ids), apart.of(connection, ids)
    for number, pairs in alike.items():
        found: list[_Found] = []
        for one, other in pairs:
            shared = held.get(one.id, set()) & held.get(other.id, set())
            first = number == min(shared, default=number)
            if first and apart.pair(one.id, other.id) not in said and (it := _pair(one, other, shared)):
                found.append(it)
        yield number, sorted(found, key=_surest)


def _alike(people: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Pairs of one number worth a closer look; of a number that very many share, neighbours by name."""
    reach = len(people) if len(people) <= _MANY else _NEIGHBOURS
    if reach == _NEIGHBOURS:
        people = sorted(people, key=lambda row: "".join(sorted(names.fold(row.name).split())))
    for at, one in enumerate(people):
        for other in people[at + 1 : at + 1 + reach]:
            if judge(one, other, 1) is not None:
                yield (one, other) if one.id < other.id else (other, one)


def _numbers(connection: Connection, ids: Iterable[int]) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    wanted = sorted(set(ids))
    for customer_id, number in connection.execute(_NUMBERS, {"ids": wanted}) if wanted else ():
        found[customer_id].add(number or "")
    return found


def _pair(one: Any, other: Any, shared: set[str]) -> _Found | None:
    judged = judge(one, other, len(shared))
    return _Found(one, other, *judged, tuple(sorted(shared))) if judged else None


def _surest(found: _Found) -> tuple[int, int]:
    return SURE.index(found.likely), found.other.id


def _view(found: _Found) -> Duplicate:
    number = found.numbers[0] if found.numbers else ""
    return Duplicate(
        alike(found.one), alike(found.other), found.likely, found.why, hidden(number, "") if number else ""
    )


def alike(row: Any) -> Alike:
    """A customer's row as a proposal shows it."""
    place = place_text(row.city, row.region)
    return Alike(row.id, row.external_id, row.version, row.name, row.latin or "", place)
