"""A backup that is brought back forgets whom we forgot; another person with the same key stays."""

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from callcenter.callers.models import Customer
from callcenter.cases.models import Case
from callcenter.desk.personal import erasure, ledger
from callcenter.desk.personal.ledger import Book, OfStore
from callcenter.errors import Invalid
from callcenter.outbox.models import Message
from callcenter.outbox.words import Channel, MessageState
from callcenter.store import sealing
from callcenter.store.store import Store
from tests.seats import key


def copy_of(store: Store, path: Path) -> Store:
    if not store.is_sqlite:
        pytest.skip("a copy of the file stands for a backup")
    store.close()
    shutil.copy(store.path, path)
    return Store(path)


@pytest.fixture
def backup(life: Any, tmp_path: Path) -> Store:
    life.seal()
    return copy_of(life.house.store, tmp_path / "backup.sqlite3")


def test_the_ledger_stands_beside_the_store_for_its_owner_only_and_names_nobody(
    life: Any, secrets: tuple[str, ...]
) -> None:
    if not life.house.store.is_sqlite:
        pytest.skip("beside a file")
    path = Path(life.erase().ledger)
    assert path == Path(f"{life.house.store.path}.erasures")
    assert path.stat().st_mode & 0o777 == 0o600
    line = json.loads(path.read_text())
    assert set(line) == {"at", "customers"}
    assert [set(each) for each in line["customers"]] == [{"id", "created_at"}]


def test_a_backup_forgets_again(life: Any, backup: Store, secrets: tuple[str, ...]) -> None:
    from callcenter.store.schema import metadata

    book = Book(Path(life.erase().ledger))
    at = life.house.later(days=1)
    assert erasure.replay(backup, book, at) == 1
    assert erasure.replay(backup, book, at) == 0
    with backup.read() as connection:
        said = "\n".join(
            str(row) for table in metadata().tables.values() for row in connection.execute(select(table))
        )
    assert [one for one in secrets if one in said] == []
    assert list(sealing.verify(backup)) == []


def test_the_erasures_may_come_from_another_store(life: Any, backup: Store) -> None:
    life.erase()
    assert erasure.replay(backup, OfStore(life.house.store), life.house.later(days=1)) == 1


def test_somebody_else_who_got_the_key_later_is_left_alone(life: Any, backup: Store) -> None:
    book = Book(Path(life.erase().ledger))
    with backup.write() as connection:
        mine = update(Customer).where(col(Customer.id) == life.customer)
        connection.execute(mine.values(created_at=life.house.now + timedelta(days=3)))
    assert erasure.replay(backup, book, life.house.now) == 0


def test_who_was_merged_with_them_only_in_the_backup_stays(life: Any, tmp_path: Path) -> None:
    desk, house = life.house.desk(), life.house
    pair = (life.other, desk.card(life.other).version), (life.customer, desk.card(life.customer).version)
    merged = desk.merge(key(), *pair)
    backup = copy_of(house.store, tmp_path / "backup.sqlite3")
    desk.unmerge(key(), merged.merge_id)
    book = Book(Path(life.erase().ledger))
    assert erasure.replay(backup, book, house.later(days=1)) == 1
    with backup.read() as connection:
        names = {row.id: row.name for row in connection.execute(select(Customer.id, Customer.name))}
    assert names[life.other] == "欧阳小华"
    assert names[life.customer] == "[…]"


def test_what_came_after_an_erasure_that_the_backup_knows_stays(life: Any, tmp_path: Path) -> None:
    book = Book(Path(life.erase().ledger))
    again = life.house.log(customer_id=life.customer, description="it stalls", caller="")
    backup = copy_of(life.house.store, tmp_path / "backup.sqlite3")
    assert erasure.replay(backup, book, life.house.later(days=1)) == 0
    life.erase(anyway=True)
    assert erasure.replay(backup, book, life.house.later(days=1)) == 1
    with backup.read() as connection:
        words = connection.execute(select(Case.description).where(col(Case.id) == again.case_id)).scalar_one()
    assert words == "[…]"


def test_what_had_left_before_is_not_sent_again(open_life: Any, tmp_path: Path) -> None:
    house = open_life.house
    message = house.add(
        Message(idempotency_key="m2", channel=Channel.WEBHOOK, destination="https://point.example", kind="x",
                body={"a": 1}, about="case", about_id=open_life.case, state=MessageState.WAITING,
                made_at=house.now, next_at=house.now)
    )  # fmt: skip
    backup = copy_of(house.store, tmp_path / "backup.sqlite3")
    with house.store.write() as connection:
        sent = update(Message).where(col(Message.id) == message)
        connection.execute(sent.values(state=MessageState.DELIVERED, done_at=house.now))
    book = Book(Path(open_life.erase(anyway=True).ledger))
    assert erasure.replay(backup, book, house.now) == 1
    from callcenter.outbox import queue

    with backup.read() as connection:
        assert queue.next_due(connection) is None


def test_a_ledger_that_cannot_be_written_keeps_the_customer(life: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    book = Book(tmp_path / "file" / "erasures")
    before = life.dump()
    with pytest.raises(Invalid, match="Nothing was erased"):
        erasure.erase(
            life.house.store, erasure.Order(life.customer, life.admin.actor, "x"), life.house.now, book
        )
    assert life.dump() == before


def test_a_last_line_cut_short_is_passed_over_and_another_file_is_refused(life: Any, tmp_path: Path) -> None:
    path = tmp_path / "erasures"
    with life.house.store.read() as connection:
        one = ledger.entry(connection, (life.customer,), life.house.now)
    Book(path).write(one)
    path.write_text(path.read_text() + '{"at": "20')
    assert list(Book(path).read()) == [one]
    path.write_text("id,name\n1,x\n")
    with pytest.raises(Invalid, match="no ledger"):
        list(Book(path).read())
    assert list(Book(tmp_path / "none").read()) == []


@pytest.fixture
def settings_of(life: Any) -> Any:
    """Settings of another place for the store to stand in."""
    from dataclasses import replace

    return lambda path: replace(life.house.settings, store=str(path))


@pytest.fixture
def taken(life: Any, settings_of: Any, tmp_path: Path) -> Path:
    """A backup made before the erasure."""
    from callcenter.desk.copies import backup_store

    target = tmp_path / "taken.backup"
    backup_store(life.house.settings, target)
    return target


def test_a_restore_beside_the_ledger_forgets_again(
    life: Any, taken: Path, settings_of: Any, tmp_path: Path, secrets: tuple[str, ...]
) -> None:
    from callcenter.desk.copies import restore_store

    erased = life.erase()
    place = tmp_path / "restored" / "store.sqlite3"
    place.parent.mkdir()
    shutil.copy(erased.ledger, f"{place}.erasures")
    restored = restore_store(settings_of(place), taken)
    assert (restored.forgotten, restored.faults) == (1, ())
    raw = b"".join(path.read_bytes() for path in place.parent.iterdir())
    assert [one for one in secrets if one.encode() in raw] == []


def test_a_restore_takes_another_ledger_or_the_store_that_knows(
    life: Any, taken: Path, settings_of: Any, tmp_path: Path
) -> None:
    from callcenter.desk.copies import restore_store

    erased = life.erase()
    for number, named in enumerate([Path(erased.ledger), *(
        [life.house.store.path] if life.house.store.is_sqlite else []
    )]):  # fmt: skip
        place = tmp_path / f"{number}.restored.sqlite3"
        assert restore_store(settings_of(place), taken, erasures=named).forgotten == 1
        kept = list(Book(Path(f"{place}.erasures")).read())  # for the next time
        assert kept == list(Book(Path(erased.ledger)).read())
    assert restore_store(settings_of(tmp_path / "none.sqlite3"), taken).forgotten == 0
