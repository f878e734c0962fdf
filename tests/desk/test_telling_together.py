"""Customers are told once and not at night, on both kinds of store."""

from datetime import datetime
from typing import Any

from callcenter.outbox import queue
from tests.desk.test_races import at_once
from tests.desk.test_telling import accepted, kinds, route, send, told_by, waiting, with_customer
from tests.seats import key


def test_a_message_that_failed_in_the_evening_waits_for_the_morning(house: Any) -> None:
    house.now = datetime.fromisoformat("2026-03-02T20:58+08:00")
    case_id = accepted(told_by(house), with_customer(house))
    house.later(minutes=1)
    assert send(house, error="the server is away") == 1
    house.later(hours=1)
    assert send(house) == 0
    assert queue_next(house) == datetime.fromisoformat("2026-03-03T08:00+08:00")
    house.now = datetime.fromisoformat("2026-03-03T08:00+08:00")
    assert send(house) == 1
    assert house.lines(case_id)[-1] == "customer told by e-mail: who takes care of it"


def queue_next(house: Any) -> datetime | None:
    with house.store.read() as connection:
        return queue.next_due(connection, house.now)


def test_accepted_by_several_at_once_it_is_told_once(house: Any) -> None:
    customer_id = with_customer(told_by(house))
    house.point_id = house.point()
    logged = house.log(customer_id=customer_id, way="bring_in")
    house.inside(lambda connection: route(connection, house, logged.case_id))
    desks = [house.desk(login) for login in ("王芳", "李雷", "韩梅梅")]
    at_once(
        *(lambda desk=desk: desk.move(key(), logged.case_id, 2, "accept", house.details()) for desk in desks)
    )
    assert kinds(waiting(house)) == ["customer.routed"]
