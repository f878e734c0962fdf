"""The benchmarks' stores hold what an import of the same files would have left, on both kinds of store."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from benchmarks.store import generate, made, repeating, seed
from callcenter import settings
from callcenter.callers.models import Customer, Item, NameToken, Phone, Purchase, Repair, TokenDelete
from callcenter.cases.models import Case
from callcenter.desk.admin import AdminDesk
from callcenter.desk.agent import AgentDesk
from callcenter.people.sign_in import sit_down
from callcenter.store.store import Store
from tests.stores import Stores

SIZE = seed.Size(60, 40)
# What the file's rows are known by on both sides; ids are the store's own.
TOLD: dict[Any, tuple[str, ...]] = {
    Customer: ("external_id", "kind", "name", "latin", "email", "address", "city", "region", "postcode", "country",
               "lat", "lon", "tier", "language", "do_not_call", "flags", "version"),
    Phone: ("kind", "raw", "e164", "reversed", "extension", "position", "held_from", "held_to"),
    Item: ("brand", "product", "line", "serial", "serial_key", "plate", "plate_key", "model_year", "km", "km_on"),
    Purchase: ("external_id", "bought_on", "retailer", "price", "currency", "owned_until", "proof"),
    Repair: ("external_id", "received_on", "handed_back_on", "complaint", "component", "symptom", "job_no", "cost",
             "currency", "cover", "result"),
    TokenDelete: ("key", "token"),
}  # fmt: skip


def told(store: Store, table: Any) -> list[tuple[str, ...]]:
    columns = [table.__table__.c[name] for name in TOLD[table]]
    with store.read() as connection:
        return sorted(tuple(map(str, row)) for row in connection.execute(select(*columns)))


def tokens(store: Store) -> set[tuple[str, str]]:
    named = select(NameToken.token, Customer.external_id).join(Customer, Customer.id == NameToken.customer_id)
    with store.read() as connection:
        return {(token, whose) for token, whose in connection.execute(named)}


@pytest.fixture
def seeded(stores: Stores) -> Store:
    return stores.make("seeded", lambda store: seed.seed(store, 1, SIZE))


def test_the_rows_are_those_that_the_import_leaves(
    seeded: Store, stores: Stores, tmp_path: Path, at: Any
) -> None:
    imported = stores.make()
    generate.generate(tmp_path, 1, SIZE.customers)
    desk = AdminDesk(imported, settings.load(environment={}), sit_down(imported, "boss", at))
    for kind in ("points", "customers", "purchases", "repairs"):
        summary = desk.import_file(kind, tmp_path / f"{kind}.csv")
        assert summary.refused == 0
    for table in TOLD:
        assert told(seeded, table) == told(imported, table), table
    assert tokens(seeded) == tokens(imported)


def test_an_agent_works_in_it(seeded: Store) -> None:
    """Keys, counters and sequences go on behind the rows."""
    chosen = settings.load(environment={}, region="CN")
    desk = AgentDesk(seeded, chosen, sit_down(seeded, "agent0", seed.AT))
    person = made.person(1, 7)
    found = desk.find(person.phones[0].e164)
    assert found.single
    card = desk.card(found.single.customer_id or 0)
    assert (card.name, len(card.items)) == (person.name, made.PURCHASES_EACH)
    assert desk.queue("all").rows
    from callcenter.callers.views import NewCustomer
    from callcenter.cases.views import Intake

    customer = desk.new_customer("new", NewCustomer(name="Nora New", phones=("+4915112345678",)))
    assert customer > SIZE.customers
    logged = desk.log(
        "log", Intake(kind="fault", description="It hums.", customer_id=customer, item_said="hood")
    )
    assert logged.case_id > SIZE.cases


def test_only_some_have_a_history_where_one_says_so(sqlite_store: Store) -> None:
    seed.seed(sqlite_store, 1, seed.Size(60, 12, history_of=5))
    with sqlite_store.read() as connection:
        counts = {
            table: connection.execute(select(func.count()).select_from(table)).scalar()
            for table in (Customer, Item, Purchase, Repair, Case)
        }
        owners = connection.execute(select(Purchase.customer_id).distinct()).scalars().all()
    assert counts == {Customer: 60, Item: 24, Purchase: 24, Repair: 36, Case: 12}
    assert sorted(owners) == list(range(1, 61, 5))


def test_beyond_so_many_the_store_repeats_them_with_numbers_of_their_own(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made, "NAMES", 100)
    for name in ("_MORE", "_UNITS", "_REPAIRS"):
        monkeypatch.setattr(repeating, name, getattr(repeating, name).replace("000000", "00"))
    store = stores.make()
    seed.seed(store, 1, seed.Size(250, 0, history_of=5))
    desk = AgentDesk(store, settings.load(environment={}, region="CN"), sit_down(store, "agent0", seed.AT))
    for number in (7, 105, 149, 205, 249):
        one = made.person(1, number)
        held = {phone.e164 for phone in one.phones}
        card = desk.card(number + 1)
        assert (card.name, card.external_id) == (one.name, f"C{number}")
        assert len(card.items) == (2 if number % 5 == 0 else 0)
        assert len(card.repairs) == (3 if number % 5 == 0 else 0)
        for e164 in held:
            found = [row.customer_id for row in desk.find(e164).rows]
            assert number + 1 in found
        assert number + 1 in [row.customer_id for row in desk.find(one.name, limit=100).rows]
    with store.read() as connection:
        counts = {
            table: connection.execute(select(func.count()).select_from(table)).scalar()
            for table in (Customer, Phone, Item, Purchase, Repair)
        }
        unlike = connection.execute(select(func.count(Phone.e164.distinct()))).scalar()
    assert counts == {Customer: 250, Phone: 320, Item: 100, Purchase: 100, Repair: 150}
    assert unlike == 320 - 250 / 50
