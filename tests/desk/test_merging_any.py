"""Any two customers with anything hanging on them: merged, nothing is lost; taken back, all is as it was."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers import names_on_file, numbers_on_file
from callcenter.callers.merging import fields, merge, unmerge
from callcenter.callers.models import Consent, Contact, Customer, CustomerApart, Item, Purchase
from callcenter.people import drafts
from callcenter.store import references
from callcenter.store.adding import add
from callcenter.store.events import SYSTEM
from callcenter.store.schema import metadata
from tests.seats import MONDAY

LOGBOOK = (
    "event",
    "event_words",
    "change",
    "request",
    "customer_merge",
    "counter",
    "event_seal",
    "token_delete",
)
NUMBERS = ("139 1234 5678", "021 5888 1234", "138 0000 1111", "8812", "ask the porter")
DAY = MONDAY.date()
SOME_TEXT = st.one_of(st.none(), st.sampled_from(["a", "b"]))
PEOPLE = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["王小明", "王晓明", "John Smith"]),
        "kind": st.sampled_from(["person", "firm"]),
        "email": SOME_TEXT,
        "city": SOME_TEXT,
        "lat": st.one_of(st.none(), st.floats(-90, 90)),
        "note": SOME_TEXT,
        "tier": st.sampled_from(["standard", "silver", "gold", "platinum"]),
        "do_not_call": st.booleans(),
        "flags": st.dictionaries(st.sampled_from(["x", "y"]), st.booleans()),
        "since": st.one_of(st.none(), st.just(DAY)),
    }
)
OWNINGS = st.fixed_dictionaries(
    {
        "numbers": st.lists(st.tuples(st.sampled_from(NUMBERS), st.booleans()), max_size=4),
        "contacts": st.lists(st.sampled_from(["李梅", "陈静"]), max_size=2),
        "consents": st.dictionaries(st.sampled_from(["p", "q"]), st.booleans()),
        "items": st.integers(0, 2),
        "apart": st.booleans(),
        "draft": st.booleans(),
    }
)
CHOICES = st.dictionaries(st.sampled_from(sorted(fields.FREE)), st.sampled_from(["survivor", "merged"]))


def put(connection: Connection, person: dict[str, Any], owns: dict[str, Any], other: int, agent: int) -> int:
    latin = names_on_file.latin_of(person["name"])
    customer_id = add(connection, Customer, {**person, "latin": latin, "created_at": MONDAY})
    names_on_file.reindex(connection, customer_id, 0, (person["name"], latin))
    for raw, retired in owns["numbers"]:
        numbers = numbers_on_file.read_numbers(raw, "CN")
        numbers_on_file.add(connection, customer_id, numbers)
        if retired and numbers[0].e164:
            numbers_on_file.retire(connection, customer_id, numbers[0].e164, DAY)
    for name in owns["contacts"]:
        contact_id = add(connection, Contact, {"customer_id": customer_id, "name": name})
        numbers_on_file.add(
            connection, customer_id, numbers_on_file.read_numbers(NUMBERS[0], "CN"), contact_id=contact_id
        )
        names_on_file.index_names(connection, [(customer_id, contact_id, name)])
    for purpose, agreed in owns["consents"].items():
        row = {
            "customer_id": customer_id,
            "purpose": purpose,
            "given": agreed,
            "source": "s",
            "given_on": DAY,
        }
        add(connection, Consent, row)
    for _ in range(owns["items"]):
        item_id = add(connection, Item, {"brand": "b", "product": "p"})
        add(connection, Purchase, {"item_id": item_id, "customer_id": customer_id})
    if owns["apart"]:
        low, high = sorted((customer_id, other))
        connection.execute(
            CustomerApart.__table__.insert().values(customer_id=low, other_id=high, at=MONDAY)  # type: ignore[attr-defined]
        )
    if owns["draft"]:
        drafts.keep(connection, agent, "log", f"customer:{customer_id}", {}, MONDAY)
    return customer_id


def content(connection: Connection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, table in metadata().tables.items():
        if name not in LOGBOOK:
            columns = [column for column in table.columns if column.name != "version"]
            found[name] = sorted(repr(tuple(row)) for row in connection.execute(select(*columns)))
    return found


def hanging(connection: Connection, customer_id: int) -> dict[str, int]:
    return {
        references.name(column): references.count(connection, column, customer_id)
        for column in merge.columns()
    }


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(PEOPLE, OWNINGS), st.tuples(PEOPLE, OWNINGS), CHOICES)
def test_merged_and_taken_back_the_store_is_as_it_was(
    house: Any, first: Any, second: Any, chosen: dict[str, str]
) -> None:
    desk = house.desk()
    with house.store.write() as connection:
        third = add(connection, Customer, {"name": "third", "created_at": MONDAY})
        one = put(connection, *first, third, desk.me.agent_id)
        other = put(connection, *second, third, desk.me.agent_id)
        before = content(connection)
        had = hanging(connection, one), hanging(connection, other)
        done = merge.merge(connection, SYSTEM, MONDAY, (one, 1), (other, 1), chosen)
        has, left = hanging(connection, one), hanging(connection, other)
        for name in has:
            assert has[name] + left[name] == had[0][name] + had[1][name], "no row is lost or made"
            assert not left[name] or name in ("phone.customer_id", "consent.customer_id"), "only doubles stay"
        numbers = [
            (row.reversed or row.raw, row.held_to is None) for row in merge.own_numbers(connection, one)
        ]
        mine = {number for number, _ in numbers}
        assert {row.reversed or row.raw for row in merge.own_numbers(connection, other)} <= mine
        survivor = connection.execute(
            select(col(Customer.do_not_call)).where(col(Customer.id) == one)
        ).scalar()
        assert survivor == (first[0]["do_not_call"] or second[0]["do_not_call"])
        unmerge.unmerge(connection, SYSTEM, MONDAY, done.id or 0)
        assert content(connection) == before
