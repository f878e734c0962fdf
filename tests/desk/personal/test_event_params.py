"""No event holds a personal value in its parameters: they can't be erased without breaking the chain."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from callcenter.callers.models import Contact, Customer, Item, Phone
from callcenter.callers.views import NewCustomer
from callcenter.cases.models import Case
from callcenter.store.models import Event, EventWords, Request
from callcenter.store.store import Store
from tests.seats import key

# Whatever a verb writes is a number, a code, a time, a case number or the name of a place of ours.
PLAIN = re.compile(r"[a-z_]+(\.[a-z_]+)*|\d{4}-\d\d-\d\d.*|[\d-]+|import")


@pytest.fixture
def full_life(open_life: Any) -> Any:
    """Every verb that takes a person's words has been given some."""
    house, case = open_life.house, open_life.case
    desk = house.desk()
    desk.settle_promise(key(), 1, True)
    desk.tried(key(), case, False)
    desk.set_cover(key(), case, desk.case(case).version, "goodwill", "欧阳明月 asked for it", None, None)
    sent = house.routed(customer_id=open_life.customer, description="the key is under the mat").case_id
    house.move(sent, "wait", wait_for="customer", reason="before the wedding")
    house.move(sent, "resume", note="欧阳明月 is back")
    house.move(sent, "cancel", reason="she shouted at me")
    old = desk.new_customer(key(), NewCustomer("欧阳明月", ("139-7770-9999",), note="ring the neighbour"))
    merged = desk.merge(key(), (open_life.customer, desk.card(open_life.customer).version), (old, 1))
    desk.unmerge(key(), merged.merge_id)
    desk.verify(key(), open_life.customer, ["ask.street", "ask.email"])
    desk.not_this_person(key(), open_life.customer, "+8613977708888")
    desk.this_person_after_all(key(), open_life.customer, "+8613977708888")
    card = desk.card(open_life.customer)
    desk.edit_customer(key(), open_life.customer, card.version, NewCustomer("欧阳明月 Ouyang Mingyue"))
    desk.new_owner(key(), open_life.item, open_life.other)
    return open_life


def test_in_a_whole_life_parameters_are_codes_numbers_and_times(
    full_life: Any, secrets: tuple[str, ...]
) -> None:
    with full_life.house.store.read() as connection:
        rows = connection.execute(select(col(Event.verb), col(Event.params))).all()
    assert len({verb for verb, _ in rows}) >= 16
    for verb, params in rows:
        said = json.dumps(params, ensure_ascii=False)
        assert [secret for secret in secrets if secret in said] == [], verb
        for value in strings({name: one for name, one in params.items() if name not in ("point", "login")}):
            assert PLAIN.fullmatch(value), (verb, value)


def test_what_repeated_requests_return_are_codes_numbers_and_times(full_life: Any) -> None:
    with full_life.house.store.read() as connection:
        results = connection.execute(select(col(Request.verb), col(Request.result))).all()
    assert len({verb for verb, _ in results}) >= 12
    for verb, result in results:
        for value in strings(result):
            assert PLAIN.fullmatch(value), (verb, value)


def test_in_the_demo_no_name_number_or_address_is_in_a_parameter(demo_made: Path) -> None:
    store = Store(demo_made)
    with store.read() as connection:
        rows = connection.execute(select(col(Event.verb), col(Event.params))).all()
        people = known(connection, Customer.name, Customer.address, Customer.email, Contact.name)
        numbers = known(connection, Phone.e164, Phone.raw, Item.plate, Case.caller_e164, Case.contact_phone)
        words = {text for text in known(connection, EventWords.words, Case.description) if len(text) > 8}
    store.close()
    assert len({verb for verb, _ in rows}) > 15
    private = {one for one in (*people, *numbers, *words) if len(one) > 3}
    for verb, params in rows:
        held = set(strings({name: one for name, one in params.items() if name != "point"}))
        assert not held & private, verb


def known(connection: Any, *columns: Any) -> set[str]:
    return {
        value for column in columns for value in connection.execute(select(col(column))).scalars() if value
    }


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in strings(one)]
    if isinstance(value, list):
        return [text for one in value for text in strings(one)]
    return [value] if isinstance(value, str) and value else []
