import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from sqlalchemy import Connection, func, select, text
from sqlmodel import col

from callcenter.callers import names
from callcenter.callers.models import (
    Contact,
    Customer,
    Item,
    NameToken,
    Phone,
    Purchase,
    Recall,
    RecallItem,
    Repair,
    WarrantyTerm,
)
from callcenter.callers.recalls import Scope, Unit, covers
from callcenter.callers.serials import imei_ok, vin_check_ok
from callcenter.cases import counter, lifecycle, numbers, timeline
from callcenter.cases.models import Alarm, Case, CaseWait
from callcenter.cases.taxonomy import load
from callcenter.cases.words import CaseKind, CaseState
from callcenter.desk.demo import cities, keeping, talk
from callcenter.dispatch import lifecycle as offer
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.words import DispatchMove, DispatchState
from callcenter.errors import Invalid
from callcenter.i18n import known_phrases
from callcenter.outbox.models import Message
from callcenter.people.models import Agent, Queue, Team
from callcenter.people.sign_in import sit_down
from callcenter.points import gazetteer, hours
from callcenter.points.geometry import metres
from callcenter.points.models import ServicePoint
from callcenter.store import migrate, sqlite
from callcenter.store.columns import Row
from callcenter.store.models import Event
from callcenter.store.store import Store

ANCHOR = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(demo_made: Path) -> Iterator[Store]:
    opened = Store(demo_made)
    yield opened
    opened.close()


@pytest.fixture
def rows(store: Store) -> Iterator[Connection]:
    with store.read() as connection:
        yield connection


def count(rows: Connection, table: type[Row]) -> int:
    return int(rows.execute(select(func.count()).select_from(table)).scalar_one())


def every(rows: Connection, table: type[Row]) -> list[Any]:
    return list(rows.execute(select(table)))


def test_there_is_as_much_as_was_promised(rows: Connection) -> None:
    found = {
        table: count(rows, table) for table in (Customer, Item, Repair, ServicePoint, Agent, Team, Queue)
    }
    assert found == {
        Customer: 5000, Item: 9000, Repair: 12000, ServicePoint: 400, Agent: 6, Team: 2, Queue: 2
    }  # fmt: skip
    assert count(rows, Case) == 3000
    assert count(rows, Recall) == 2
    assert (
        150 <= rows.execute(text('select count(*) from "case" where closed_at is null')).scalar_one() <= 210
    )


def test_the_file_is_sound_and_private(rows: Connection, demo_made: Path) -> None:
    assert rows.execute(text("pragma foreign_key_check")).all() == []
    assert rows.execute(text("pragma integrity_check")).scalar() == "ok"
    assert demo_made.stat().st_mode & 0o077 == 0


def test_every_case_replays_to_where_it_stands(rows: Connection) -> None:
    kept = {row.id: row for row in every(rows, Case)}
    for case_id, row in kept.items():
        steps = timeline.steps(rows, case_id)
        assert lifecycle.replay(steps) == row.state, row.number
        end = reduce(lifecycle.advance, steps, lifecycle.Standing())
        assert (end.state, end.closed_at, end.before_wait) == (row.state, row.closed_at, row.before_wait), (
            row.number
        )


def test_nothing_happens_before_it_can_or_after_now(rows: Connection) -> None:
    for event in rows.execute(select(col(Event.at))).scalars():
        assert event <= ANCHOR
    late = 'select count(*) from event e join "case" c on c.id = e.case_id where e.at < c.logged_at'
    assert rows.execute(text(late)).scalar() == 0
    assert rows.execute(text("select count(*) from case_wait where to_at < from_at")).scalar() == 0
    assert rows.execute(text("select count(*) from repair where handed_back_on < received_on")).scalar() == 0
    ids = rows.execute(select(col(Event.at)).order_by(col(Event.id))).scalars().all()
    assert ids == sorted(ids)


def offers(rows: Connection) -> Iterator[tuple[Any, list[tuple[DispatchMove, Any, dict[str, Any]]]]]:
    for row in every(rows, Dispatch):
        steps: list[tuple[DispatchMove, Any, dict[str, Any]]] = [(DispatchMove.QUEUE, "agent", {})]
        if row.id not in by_webhook(rows):
            steps.append((DispatchMove.PHONE, "agent", {}))
        elif row.delivered_at:
            steps.append((DispatchMove.DELIVER, "system", {}))
        elif row.state == DispatchState.FAILED:
            steps.append((DispatchMove.FAIL, "system", {}))
        if row.answered_at and row.decline_reason:
            steps.append((DispatchMove.DECLINE, "point", {"reason": row.decline_reason}))
        elif row.answered_at:
            steps.append((DispatchMove.ACCEPT, "point", {}))
        elif row.state == DispatchState.EXPIRED:
            steps.append((DispatchMove.EXPIRE, "system", {}))
        if row.state == DispatchState.WITHDRAWN:
            steps.append((DispatchMove.WITHDRAW, "agent", {}))
        yield row, steps


_messages: set[int] = set()


def by_webhook(rows: Connection) -> set[int]:
    if not _messages:
        _messages.update(
            rows.execute(select(col(Message.about_id)).where(col(Message.about) == "dispatch")).scalars()
        )
    return _messages


def test_every_dispatch_replays_to_where_it_stands(rows: Connection) -> None:
    for row, steps in offers(rows):
        assert offer.replay(steps) == row.state, row.id


def test_a_case_that_is_with_a_point_has_its_live_dispatch(rows: Connection) -> None:
    live = {row.case_id: row for row in every(rows, Dispatch) if row.state in offer.LIVE}
    for case in every(rows, Case):
        state = CaseState(case.before_wait) if case.before_wait else case.state
        if state in lifecycle.WITH_POINT:
            assert live[case.id].point_id == case.point_id
            accepted = live[case.id].state == DispatchState.ACCEPTED
            assert accepted == (state != CaseState.ROUTED), case.number


def test_no_message_waits_to_leave(rows: Connection) -> None:
    """The demo calls nobody by itself, and its addresses lead nowhere."""
    assert all(row.done_at for row in every(rows, Message))
    assert all(row.destination.partition("/offers")[0].endswith(".example") for row in every(rows, Message))


def test_numbers_serials_and_case_numbers_pass_their_checks(rows: Connection) -> None:
    held = rows.execute(select(col(Phone.e164)).distinct()).scalars().all()
    for phone in (*held, *rows.execute(select(col(ServicePoint.phone))).scalars()):
        assert phone
        assert phonenumbers.is_valid_number(phonenumbers.parse(phone)), phone
    serials = set()
    for item in every(rows, Item):
        serials.add(item.serial_key)
        if item.plate:
            assert vin_check_ok(item.serial), item.serial
        if item.line == "phone":
            assert imei_ok(item.serial), item.serial
    assert len(serials) == 9000
    for number in rows.execute(select(col(Case.number))).scalars():
        assert numbers.parse(number) == number


def test_the_next_case_has_a_new_number(demo_store: Path) -> None:
    store = Store(demo_store)
    with store.write() as connection:
        assert counter.take(connection)[0] not in set(connection.execute(select(col(Case.number))).scalars())
    store.close()


def test_the_points_have_hours_places_and_zones_of_their_own(rows: Connection) -> None:
    chinese = 0
    for point in every(rows, ServicePoint):
        chinese += point.country == "CN"
        assert hours.parse(point.opening_hours, country=point.country, timezone=point.timezone)
        town = cities.city(point.city)
        assert point.timezone == town.timezone
        assert metres(point.lat, point.lon, town.lat, town.lon) < 15_000
    assert chinese == 240


def test_the_cities_lie_where_the_gazetteer_has_them() -> None:
    for town in cities.cities():
        found = gazetteer.find(town.name if town.country == "CN" else town.latin, country=town.country)
        assert min(metres(town.lat, town.lon, one.lat, one.lon) for one in found) < 30_000, town.name


def test_everybody_is_found_by_name(rows: Connection) -> None:
    held: dict[tuple[int, int], set[str]] = {}
    for token in every(rows, NameToken):
        held.setdefault((token.customer_id, token.contact_id), set()).add(token.token)
    for person in every(rows, Customer)[:600]:
        assert names.tokens(person.name) | names.tokens(person.latin or "") <= held[person.id, 0]
    for contact in every(rows, Contact)[:200]:
        assert names.tokens(contact.name) <= held[contact.customer_id, contact.id]


def test_warranties_run_and_are_over_and_some_things_had_another_owner(rows: Connection) -> None:
    terms = every(rows, WarrantyTerm)
    today = ANCHOR.date()
    running = sum(1 for term in terms if term.until_on >= today)
    assert 2000 < running < len(terms) - 2000
    assert {term.kind.value for term in terms} == {"maker", "legal", "extended", "part"}
    earlier = sum(1 for row in every(rows, Purchase) if row.owned_until)
    assert 100 < earlier < 600
    assert (
        rows.execute(text("select count(distinct item_id) from purchase where owned_until is null")).scalar()
        == 9000
    )


def test_recalls_name_their_units_and_some_are_done(rows: Connection) -> None:
    recalls = {row.id: row for row in every(rows, Recall)}
    items = {row.id: row for row in every(rows, Item)}
    named = every(rows, RecallItem)
    done = [row for row in named if row.done_on]
    assert 20 < len(done) < len(named) - 20
    assert all(row.repair_id for row in done)
    for row in named:
        recall, item = recalls[row.recall_id], items[row.item_id]
        scope = Scope(recall.brand, recall.products, recall.serials, recall.years)
        assert covers(scope, Unit(item.brand, item.product, item.serial_key, item.model_year))


def test_some_faults_come_back(rows: Connection) -> None:
    often = "select count(*) from (select 1 from repair where symptom is not null group by item_id, symptom having count(*) >= 3)"
    assert rows.execute(text(often)).scalar_one() > 40
    back = 'select count(*) from "case" where repeat_of_id is not null'
    assert rows.execute(text(back)).scalar_one() > 20


def test_a_due_case_of_every_sort_waits_for_somebody(rows: Connection) -> None:
    states = {row.state for row in every(rows, Case)}
    assert states == set(CaseState)
    assert {row.kind for row in every(rows, Case)} == set(CaseKind)
    overdue = 'select count(*) from "case" where due_at < :now'
    assert 4 <= rows.execute(text(overdue), {"now": "2026-03-02 02:40:00"}).scalar_one() <= 60
    unseen = sum(1 for row in every(rows, Alarm) if row.acknowledged_at is None)
    assert 1 <= unseen <= 8
    assert any(row.to_at is None for row in every(rows, CaseWait))


def test_events_say_only_what_is_known(rows: Connection) -> None:
    verbs = set(rows.execute(select(col(Event.verb)).distinct()).scalars())
    import callcenter.desk.routing
    import callcenter.desk.tracking  # noqa: F401 - they register the phrases

    assert verbs <= set(known_phrases())


def test_faults_fit_their_lines_and_are_safe_where_they_say_so() -> None:
    taxonomy = load()
    for fault in talk.faults():
        assert fault.category in taxonomy.by_code
        for line in fault.lines:
            assert taxonomy.component(fault.category) in taxonomy.fitting(line)


def digest(path: Path) -> str:
    """Every row of every table, in the order of their keys."""
    hashed = hashlib.sha256()
    connection = sqlite.library().connect(path)
    for table in sorted(Row.metadata.tables.values(), key=lambda table: table.name):
        keys = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
        for row in connection.execute(f'select * from "{table.name}" order by {keys}'):
            hashed.update(repr(row).encode())
    connection.close()
    return hashed.hexdigest()


_MAKE = """
import sys
from datetime import datetime
from callcenter.desk.demo import cases, people, products, repairs
from callcenter.desk.demo.make import make_demo
from callcenter.store.store import Store
if sys.argv[2] == "small":
    people.CUSTOMERS, products.ITEMS, cases.CASES, repairs.REPAIRS = 400, 1500, 300, 900
make_demo(Store(sys.argv[1]), seed=1, anchor=datetime.fromisoformat("2026-03-02T10:40:00+08:00"))
"""


def making(path: Path, size: str, **environment: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", _MAKE, str(path), size], env=os.environ | environment)


def test_same_seed_and_anchor_give_the_same_rows(tmp_path: Path) -> None:
    """In two processes with other hash seeds, in two zones."""
    one, other = tmp_path / "one.sqlite3", tmp_path / "other.sqlite3"
    both = (
        making(one, "small", PYTHONHASHSEED="1"),
        making(other, "small", PYTHONHASHSEED="4711", TZ="America/New_York"),
    )
    assert [process.wait(120) for process in both] == [0, 0]
    assert digest(other) == digest(one)


@pytest.mark.slow
def test_the_whole_demo_is_the_same_in_another_process(demo_made: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite3"
    assert making(other, "whole", PYTHONHASHSEED="4711", TZ="America/New_York").wait(240) == 0
    assert digest(other) == digest(demo_made)


def test_another_store_is_left_alone(store_path: Path) -> None:
    from callcenter.store import migrate

    store = Store(store_path)
    migrate.upgrade(store)
    store.close()
    before = store_path.read_bytes()
    with pytest.raises(Invalid) as refused:
        keeping.ensure(store_path, seed=1, anchor=ANCHOR, fresh=True)
    assert "not a demo store" in str(refused.value)
    assert store_path.read_bytes() == before


def test_a_demo_is_made_once(demo_store: Path) -> None:
    assert keeping.made_for(demo_store) == ANCHOR
    assert keeping.ensure(demo_store, seed=1, anchor=ANCHOR + timedelta(days=9)) is False
    assert keeping.made_for(demo_store) == ANCHOR


def test_a_demo_in_a_database_is_the_same_and_is_made_anew_only_when_asked(
    demo_store: Path, demo_database: str, postgresql_url: str
) -> None:
    file, database = Store(demo_store), Store(demo_database)
    with file.read() as one, database.read() as other:
        for table in (Customer, Case, Repair):
            assert one.execute(select(func.count()).select_from(table)).scalar() == (
                other.execute(select(func.count()).select_from(table)).scalar()
            )
    with database.write() as connection:
        numbered = counter.take(connection)
    assert numbers.parse(numbered[0]) is not None
    file.close()
    database.close()
    assert keeping.made_for(demo_database) == ANCHOR
    assert keeping.ensure(demo_database, seed=1, anchor=ANCHOR + timedelta(days=9)) is False

    other = Store(postgresql_url)
    migrate.upgrade(other)
    sit_down(other, "wangfang", ANCHOR)
    other.close()
    with pytest.raises(Invalid, match="is not a demo store and is left alone"):
        keeping.ensure(postgresql_url, seed=1, anchor=ANCHOR, fresh=True)
