"""What customers are told of their cases: as they asked, once, not at night, and only while it is true."""

from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import pytest

from callcenter.callers.models import Consent, Phone
from callcenter.cases.telling import leaving
from callcenter.cases.telling.models import Notice
from callcenter.desk.admin import AdminDesk
from callcenter.desk.system import SystemDesk
from callcenter.outbox import queue
from callcenter.outbox.models import Attempt, Message
from callcenter.outbox.views import Claimed, Result
from callcenter.outbox.words import MessageState
from tests.seats import key
from tests.stores import Stores

MOBILE = "+8613912345678"


@pytest.fixture
def stores(sqlite_stores: Stores) -> Stores:
    """What is asked of the store here is asked of both kinds in ``test_telling_together``."""
    return sqlite_stores


def told_by(house: Any, *, email: str = "mail.example", sms: str = "https://sms.example/send") -> Any:
    """The house sends e-mail and SMS, and signs with its name."""
    was = house.settings
    house.settings = replace(
        was,
        email=MappingProxyType({**was.email, "host": email, "sender": "Service <service@example.com>"}),
        sms=MappingProxyType({**was.sms, "url": sms}),
        telling=MappingProxyType({**was.telling, "house": "Bright Service"}),
    )
    house.desks.clear()
    return house


def with_customer(house: Any, **more: Any) -> int:
    values = {"email": "wang@example.com", "country": "CN", "city": "上海", "language": "en"} | more
    customer_id = house.customer(**values)
    house.add(Phone(customer_id=customer_id, kind="mobile", raw=MOBILE, e164=MOBILE, reversed="87654321931"))
    return int(customer_id)


def accepted(house: Any, customer_id: int | None, **more: Any) -> int:
    """A case that its point took."""
    house.point_id = house.point(address="张杨路500号", city="上海", phone="+862112345678")
    logged = house.log(**({"customer_id": customer_id, "way": "bring_in"} | more))
    version = house.inside(lambda connection: route(connection, house, logged.case_id))
    assert version == 2
    house.move(logged.case_id, "accept", whom="Li")
    return int(logged.case_id)


def route(connection: Any, house: Any, case_id: int) -> int:
    from callcenter.cases import moves

    return moves.apply(
        connection, house.desk().actor, case_id, "route", version=1, details=house.details(), at=house.now,
        settings=house.settings, changes={"point_id": house.point_id},
    )  # fmt: skip


def waiting(house: Any) -> list[Message]:
    return [one for one in house.rows(Message) if one.done_at is None]


def kinds(messages: list[Message]) -> list[str]:
    return [one.kind for one in messages]


def send(house: Any, *, error: str | None = None) -> int:
    """The worker's turn; what the network would say is given, for here nothing leaves."""
    desk, sent = SystemDesk(house.store, house.settings), 0
    while claimed := desk.claim_messages(1, at=house.now):
        house.inside(lambda connection, one=claimed[0]: _settled(connection, one, error, house.now))
        sent += 1
    return sent


def _settled(connection: Any, message: Claimed, error: str | None, at: datetime) -> None:
    leaving.reported(connection, queue.record(connection, message, Result(None, error, 1), at), at)


def test_the_customer_hears_who_takes_care_of_it_when_the_point_accepts(house: Any) -> None:
    case_id = accepted(told_by(house), with_customer(house))
    [message] = waiting(house)
    assert (message.channel.value, message.destination) == ("email", "wang@example.com")
    number = house.desk().case(case_id).number
    assert message.body["subject"] == f"永达浦东 takes care of your case {number}"
    assert "张杨路500号" in message.body["text"]
    assert "Bright Service" in message.body["html"]
    assert "熄火" not in message.body["text"]
    assert (message.next_at - house.now).total_seconds() == 10
    house.later(seconds=11)
    assert send(house) == 1
    assert house.lines(case_id)[-1] == "customer told by e-mail: who takes care of it"


def test_by_sms_where_the_customer_asked_for_it_in_the_customers_language(house: Any) -> None:
    customer_id = with_customer(told_by(house), language="zh")
    house.desk().set_notices(key(), customer_id, "sms")
    accepted(house, customer_id)
    [message] = waiting(house)
    assert (message.channel.value, message.destination) == ("sms", MOBILE)
    assert list(message.body) == ["text"]
    assert "\n" not in message.body["text"]
    assert house.desk().notices(customer_id) == "sms"


@pytest.mark.parametrize("how", ["refused", "nothing set up", "no address"])
def test_nobody_is_told_who_does_not_want_it_or_cannot_be_reached(house: Any, how: str) -> None:
    customer_id = house.customer(country="CN") if how == "no address" else with_customer(house)
    if how != "nothing set up":
        told_by(house)
    if how == "refused":
        refusal = {"customer_id": customer_id, "purpose": "service", "source": "call"}
        house.add(Consent(**refusal, channel="any", given=False, given_on=date(2026, 3, 1)))
    case_id = accepted(house, customer_id)
    assert not waiting(house)
    code = {"refused": "refused", "no address": "no_address", "nothing set up": "off"}[how]
    assert house.desk().case(case_id).told_by == f"told_by.{code}"


def test_a_caller_without_a_name_is_told_on_the_mobile_that_rang(house: Any) -> None:
    accepted(told_by(house), None, caller="139 1234 5678")
    [message] = waiting(house)
    assert message.destination == MOBILE


def test_ready_and_closed_each_once_and_neither_while_it_can_be_undone(house: Any) -> None:
    case_id = accepted(told_by(house), with_customer(house))
    house.later(minutes=1)
    send(house)
    house.move(case_id, "receive")
    house.move(case_id, "resolve", outcome="repaired", work="done", job_no="1")
    assert kinds(waiting(house)) == ["customer.ready"]
    house.desk().undo(key(), case_id, house.desk().case(case_id).version)
    assert not waiting(house)
    house.move(case_id, "resolve", outcome="repaired", work="done", job_no="1")
    house.later(minutes=1)
    assert send(house) == 1
    house.move(case_id, "close", close_reason="customer_yes")
    house.later(minutes=1)
    assert send(house) == 1
    sent = [one for one in house.rows(Message) if one.state == MessageState.DELIVERED]
    assert kinds(sent) == ["customer.routed", "customer.ready", "customer.closed"]
    assert "you can collect it" in sent[1].body["text"]


def test_what_is_over_before_the_morning_is_never_said(house: Any) -> None:
    house.now = datetime.fromisoformat("2026-03-02T22:30+08:00")
    case_id = accepted(told_by(house), with_customer(house))
    [message] = waiting(house)
    assert message.next_at == datetime.fromisoformat("2026-03-03T08:00+08:00")
    house.later(hours=1)
    assert send(house) == 0
    house.move(case_id, "send_elsewhere", reason="no parts")
    assert not waiting(house)
    house.later(hours=12)
    assert send(house) == 0


def test_what_is_refused_before_it_leaves_never_leaves(house: Any) -> None:
    customer_id = with_customer(told_by(house))
    accepted(house, customer_id)
    house.desk().set_notices(key(), customer_id, "none")
    house.later(seconds=11)
    assert (send(house), waiting(house)) == (0, [])
    assert [one.state for one in house.rows(Message)] == [MessageState.WITHDRAWN]


def test_an_erasure_takes_the_address_too(house: Any) -> None:
    customer_id = with_customer(told_by(house))
    case_id = accepted(house, customer_id)
    house.later(minutes=1)
    assert send(house, error="550 wang@example.com is unknown") == 1
    house.move(case_id, "cancel", reason="moved away")
    assert "wang@example.com" in f"{house.rows(Message)} {house.rows(Attempt)}"
    AdminDesk(house.store, house.settings, house.desk().me).erase_customer(customer_id, "a letter")
    held = f"{house.rows(Message)} {house.rows(Attempt)} {house.rows(Notice)}"
    assert "wang@example.com" not in held
    assert "takes care of your case" not in held
