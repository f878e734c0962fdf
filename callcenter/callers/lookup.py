"""The desk field: everybody and everything that a text may mean, best first, each with why.

A small number of indexed statements whatever the store's size; ``%text%`` is never searched.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from callcenter.callers import asking, lookup_items, lookup_names, lookup_numbers, nearness, persons
from callcenter.callers.asking import Asked
from callcenter.callers.hits import Hit, Rank, Ranked
from callcenter.callers.numbers_on_file import dialable
from callcenter.callers.persons import Person
from callcenter.callers.phones import pretty
from callcenter.callers.views import LookupAnswer, LookupRow, PhoneCandidate
from callcenter.i18n import Phrase

_BY_NAME = frozenset({"why.name", "why.contact"})


@dataclass(frozen=True, slots=True)
class Found:
    """What the callers' room knows of a text, to be put together with what the cases know.

    Attributes:
        asked: how the text was read.
        rows: the rows with what they are sorted by.
        more: whether there are more.
    """

    asked: Asked
    rows: tuple[Ranked, ...]
    more: bool = False


def find(connection: Connection, text: str, region: str, limit: int = 20) -> LookupAnswer:
    """What the callers' room alone finds: customers by number, name, serial, VIN or plate.

    Args:
        connection: of a ``store.read()``.
        text: what stands in the field.
        region: the country of numbers that name none.
        limit: how many rows at most.
    """
    return answer(search(connection, text, region, limit), (), limit)


def search(connection: Connection, text: str, region: str, limit: int = 20) -> Found:
    """The same, before it is put together with cases; arguments as for ``find``."""
    asked = asking.read(text, region)
    hits = [*lookup_numbers.find(connection, asked), *lookup_items.find(connection, asked)]
    by_name = {} if _has_number(hits) else lookup_names.find(connection, asked)
    whose = [(hit.customer_id or 0, hit.contact_id or 0) for hit in hits]
    known = persons.read(connection, [*whose, *by_name])
    hits += nearness.judge(asked.text, by_name, known)
    best = _best(hits, known)
    shown = best[:limit]
    rows = _rows(connection, shown, known, lookup_numbers.numbers_of(hits))
    return Found(asked, tuple(rows), len(best) > limit)


def answer(found: Found, cases: Iterable[Ranked], limit: int) -> LookupAnswer:
    """Rows of callers and cases in one order, with the row to open by itself.

    Args:
        found: of ``search``.
        cases: the cases that the text means, ranked alike.
        limit: how many rows at most.
    """
    rows = [*found.rows, *cases]
    number = found.asked.new_number
    held = any(each.rank is Rank.NUMBER and each.row.kind == "customer" for each in rows)
    if number and not held and (dialable(number) or not rows):
        rows.append(Ranked(Rank.NEW, 0.0, _new(number)))
    rows.sort(key=_order)
    ordered = tuple(each.row for each in rows)
    more = found.more or len(ordered) > limit
    single = _single(rows)
    asked = (single.e164 if single else None) or (dialable(number) if number else None)
    return LookupAnswer(
        found.asked.text, ordered[:limit], single, number, more, pretty(asked) if asked else ""
    )


def _order(each: Ranked) -> tuple[int, bool, float]:
    """By rank; of those who match in full, who has an open case rings most likely."""
    waits = each.rank > Rank.NAME or not each.row.open_cases
    return each.rank, waits, -each.score


def _single(rows: Sequence[Ranked]) -> LookupRow | None:
    """The row to open by itself: exact, no name, and nothing else matches; an earlier holder does not."""
    live = [each.row for each in rows if each.rank < Rank.RETIRED]
    if len(live) != 1 or not live[0].exact or live[0].why.code in _BY_NAME:
        return None
    return live[0] if live[0].customer_id or live[0].case_id else None


def _new(number: PhoneCandidate) -> LookupRow:
    shown = dialable(number) or number.raw
    return LookupRow("new", Phrase("why.new", {"number": shown}), False, phones=(shown,), e164=shown)


def _has_number(hits: Iterable[Hit]) -> bool:
    return any(hit.rank is Rank.NUMBER for hit in hits)


def _best(hits: Iterable[Hit], known: persons.Known) -> list[Hit]:
    """One hit a customer, the best, and each item without an owner; best first."""
    best: dict[object, Hit] = {}
    for hit in sorted(hits, key=lambda hit: (hit.rank, -hit.score)):
        person = known.person(hit.customer_id)
        if person or hit.customer_id is None:
            best.setdefault(person.id if person else ("item", hit.item_id), hit)
    return list(best.values())


def _rows(
    connection: Connection,
    hits: Sequence[Hit],
    known: persons.Known,
    numbers: Mapping[int, Mapping[str, str]],
) -> Iterable[Ranked]:
    people = [person.id for hit in hits if (person := known.person(hit.customer_id))]
    phones, items = persons.phones_of(connection, people), persons.items_of(connection, people)
    for hit in hits:
        person = known.person(hit.customer_id)
        if person is None:
            yield Ranked(hit.rank, hit.score, _item_row(hit))
            continue
        own = numbers.get(hit.customer_id or 0, {})
        row = _customer_row(hit, person, known.contact(hit.contact_id))
        yield Ranked(
            hit.rank, hit.score, _dressed(row, own, phones.get(person.id, ()), items.get(person.id, ()))
        )


def _customer_row(hit: Hit, person: Person, contact: str) -> LookupRow:
    return LookupRow(
        "customer",
        hit.why,
        hit.exact,
        name=person.name,
        latin=person.latin,
        place=person.place,
        customer_id=person.id,
        contact=contact,
        external_id=person.external_id,
        tier=person.tier,
        item_id=hit.item_id,
        e164=hit.e164 if hit.exact else None,
    )


def _dressed(
    row: LookupRow, matched: Mapping[str, str], held: Sequence[persons.Held], items: Sequence[str]
) -> LookupRow:
    """The row with its numbers, those that matched first and the others masked, and its newest items."""
    others = [each.masked for each in held if each.number not in matched]
    shown = tuple(dict.fromkeys((*matched.values(), *others)))
    return replace(row, phones=shown, items=tuple(items))


def _item_row(hit: Hit) -> LookupRow:
    return LookupRow(
        "item", hit.why, hit.exact, items=(hit.item,), item_id=hit.item_id, earlier_owner=hit.earlier_owner
    )
