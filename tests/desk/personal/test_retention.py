"""What is kept too long goes, by the days that the settings name; figures stay."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from callcenter.callers.models import Customer
from callcenter.callers.views import NewCustomer
from callcenter.desk.admin import AdminDesk
from callcenter.desk.personal import retention
from callcenter.desk.personal.keeping import Keeping
from callcenter.outbox.models import Message
from callcenter.people.models import Draft
from callcenter.store.models import Event, Request
from tests.seats import key

NEVER = {"cases": 0, "calls": 0, "messages": 0, "drafts": 0, "customers": 0, "requests": 0}


def admin(life: Any, **days: int) -> AdminDesk:
    settings = replace(life.house.settings, retention=MappingProxyType(NEVER | days))
    return AdminDesk(life.house.store, settings, life.admin.me)


def test_nothing_goes_unless_it_is_told_but_the_technical(life: Any) -> None:
    life.house.later(days=4000)
    assert {one.kind for one in life.admin.kept_too_long() if one.count} == {"requests"}
    assert set(life.admin.apply_retention()) == {"requests"}
    assert admin(life).apply_retention() == {}


def test_a_dry_run_counts_and_changes_nothing(life: Any) -> None:
    closed = life.house.desk().case(life.case).closed_at
    life.house.later(days=31)
    before = life.dump()
    due = {one.kind: one for one in admin(life, cases=30, drafts=30, calls=30, messages=30).kept_too_long()}
    assert life.dump() == before
    assert (due["cases"].count, due["cases"].oldest, due["cases"].days) == (1, closed, 30)
    assert (due["drafts"].count, due["calls"].count, due["messages"].count) == (3, 1, 1)
    assert due["customers"].count == 0


def test_closed_cases_lose_their_words_and_keep_their_figures(life: Any) -> None:
    before = life.house.desk().case(life.case)
    life.house.later(days=31)
    assert admin(life, cases=30).apply_retention() == {"cases": 1}
    assert admin(life, cases=30).apply_retention() == {}
    after = life.house.desk().case(life.case)
    assert (after.description, after.contact) == ("[…]", "")
    assert (after.number, after.state, after.outcome, after.closed_at) == (
        before.number, before.state, before.outcome, before.closed_at,
    )  # fmt: skip
    assert after.customer == "欧阳明月"
    assert life.faults() == []


def test_open_and_younger_cases_stay(open_life: Any) -> None:
    open_life.house.later(days=300)
    assert admin(open_life, cases=30).apply_retention() == {}


def test_calls_and_messages_lose_what_is_personal(life: Any) -> None:
    life.house.later(days=31)
    assert admin(life, calls=30, messages=30).apply_retention() == {"calls": 1, "messages": 1}
    assert admin(life, calls=30, messages=30).apply_retention() == {}
    assert "the key is under the mat" not in "".join(str(row.body) for row in life.house.rows(Message))


def test_one_event_a_batch_says_how_many(life: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    house = life.house
    for number in range(5):
        house.desk().keep_draft("log", f"number:{number}", {"description": "x"})
    with house.store.read() as connection:
        held = connection.execute(select(func.count()).select_from(Request)).scalar_one()
    house.later(days=40)
    gone = admin(life, requests=30, drafts=30).apply_retention()
    assert gone == {"requests": held, "drafts": 8}
    with house.store.read() as connection:
        said = connection.execute(
            select(col(Event.params)).where(col(Event.verb) == "retention.applied").order_by(col(Event.id))
        ).scalars()
        counts = [one["count"] for one in said if one["kind"] == "kept.requests"]
        assert connection.execute(select(func.count()).select_from(Draft)).scalar_one() == 0
    assert sum(counts) == held
    assert max(counts) == 2


def test_customers_whom_nothing_hangs_on_are_erased_like_others(life: Any) -> None:
    lonely = life.house.desk().new_customer(key(), NewCustomer(name="路人甲", phones=("137 0000 1111",)))
    life.house.later(days=400)
    assert admin(life, customers=365).apply_retention() == {
        "customers": 2
    }  # also the other, who owns nothing
    with life.house.store.read() as connection:
        rows = connection.execute(select(col(Customer.id), col(Customer.name))).all()
    names = {row[0]: row[1] for row in rows}
    assert names[lonely] == "[…]"
    assert names[life.customer] == "欧阳明月"
    assert admin(life, customers=365).apply_retention() == {}


def test_the_worker_seals_and_applies_it_once_a_day(life: Any) -> None:
    house = life.house
    settings = replace(house.settings, retention=MappingProxyType(NEVER | {"drafts": 1}))
    one, two = Keeping(house.store, settings, "one"), Keeping(house.store, settings, "two")
    assert one.seal(house.now) > 5
    assert two.seal(house.now) == 0
    house.later(days=2)
    assert one.daily(house.now)
    assert not two.daily(house.now)
    assert house.desk().drafts() == ()
    assert two.daily(house.now + timedelta(days=1))
    assert one.seal(house.now) == 1
    assert life.faults() == []


def test_what_could_not_be_cleaned_at_once_is_cleaned_by_the_worker(life: Any) -> None:
    store = life.house.store
    if not store.is_sqlite:
        pytest.skip("the server's own work there")
    from callcenter.store import sqlite

    patience, sqlite.BUSY_SECONDS = sqlite.BUSY_SECONDS, 0.05
    try:
        with store.read() as connection:
            connection.execute(select(col(Draft.at))).all()
            assert not life.erase().is_scrubbed
    finally:
        sqlite.BUSY_SECONDS = patience
    Keeping(store, life.house.settings, "one").daily(life.house.now)
    assert "欧阳明月".encode() not in store.path.read_bytes()
