"""What the check finds when something in a store is not as the rules promise, on either kind of store."""

import pytest
from sqlalchemy import text

from callcenter.desk.checking.check import check
from callcenter.i18n import say
from callcenter.settings import Settings
from callcenter.store.store import Store
from tests.lived_in import live
from tests.stores import Stores

SPOILT = {
    "number": ("UPDATE \"case\" SET number = '10013' WHERE id = 1", "case 1001-3: its check digit is wrong"),
    "never given": ("UPDATE \"case\" SET number = '99996' WHERE id = 1", "or its number was never given out"),
    "state": (
        "UPDATE \"case\" SET state = 'accepted' WHERE id = 1",
        "is accepted, but its timeline leads to sent to a point",
    ),
    "closed": ('UPDATE "case" SET closed_at = logged_at WHERE id = 2', "but its closing time says otherwise"),
    "version": ('UPDATE "case" SET version = 1 WHERE id = 1', "one change was written over by another"),
    "wait": (
        "INSERT INTO case_wait (case_id, wait_for, from_at) SELECT id, 'parts', logged_at FROM \"case\" WHERE id = 2",
        "but 1 waits are running",
    ),
    "timeline": (
        "UPDATE event SET params = '{\"move\": \"receive\"}' WHERE verb = 'case.logged' AND case_id = 2",
        "its timeline holds a move that can't have been",
    ),
    "dispatch": (
        "UPDATE dispatch SET state = 'accepted' WHERE id = 1",
        "dispatch 1 is accepted, but its events don't lead there",
    ),
    "dispatch end": ("UPDATE dispatch SET ended_at = queued_at WHERE id = 1", "but its end says otherwise"),
    "name": ("DELETE FROM name_token", "customer 1 can't be found by name"),
    "phone": ("UPDATE phone SET reversed = '1'", "its last digits don't belong to its number"),
    "unsent": ("DELETE FROM message", "dispatch 1 is about to be sent, but no message waits for that"),
    "message": ("UPDATE message SET about_id = 99", "message 1 is about a dispatch that isn't there"),
    "message state": ("UPDATE message SET state = 'delivered'", "message 1 is delivered, but its times say"),
    "request": (
        "UPDATE request SET result = '{\"case_id\": 99}' WHERE verb = 'log'",
        "names a case that isn't there",
    ),
    "words": ("UPDATE event_words SET words = 'never said'", "are not what was said"),
    "words gone": ("DELETE FROM event_words", "are gone, and no erasure took them"),
}


def faults(store: Store) -> list[str]:
    return [say(fault) for fault in check(store, Settings())]


@pytest.fixture
def house(stores: Stores) -> Store:
    return stores.make("lived in", live)


def test_a_store_in_which_people_worked_is_in_order_and_it_is_told_how_far_the_check_is(house: Store) -> None:
    told: dict[str, int] = {}
    assert check(house, Settings(), told.__setitem__) == ()
    assert told["case"] == 3
    assert {"integrity", "customer", "phone", "dispatch", "message", "request", "event"} <= told.keys()


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_half_there_is_found(house: Store, what: str) -> None:
    statement, sentence = SPOILT[what]
    with house.write() as connection:
        connection.execute(text(statement.replace(":", "\\:")))
    found = faults(house)
    assert any(sentence in fault for fault in found), found


def test_a_reference_to_nothing_is_found(house: Store) -> None:
    if house.is_sqlite:
        with house.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("UPDATE phone SET customer_id = 77")
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
    else:
        with house.write() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text("UPDATE phone SET customer_id = 77"))
    assert "phone: row 1 refers to a customer that isn't there" in faults(house)


def test_a_rule_that_the_database_never_verified_is_found(postgresql_url: str) -> None:
    from callcenter.store import migrate

    store = Store(postgresql_url)
    migrate.upgrade(store)
    with store.write() as connection:
        connection.execute(text("ALTER TABLE phone ADD CONSTRAINT ck_late CHECK (position < 9) NOT VALID"))
    assert faults(store) == ["phone: the database has never verified ck_late"]
    store.close()


def test_of_many_faults_of_a_kind_fifty_are_told(house: Store) -> None:
    with house.write() as connection:
        for _ in range(60):
            connection.execute(text(
                "INSERT INTO phone (customer_id, kind, raw, e164, reversed, position) "
                "VALUES (1, 'other', '1', '+8613912345678', '1', 0)"
            ))  # fmt: skip
    found = faults(house)
    assert len(found) == 51
    assert found[-1] == "more of the same was left out"
