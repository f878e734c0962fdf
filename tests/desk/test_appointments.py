"""Appointments at points: booked with the offer or later, moved, cancelled; nobody gets another's time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from callcenter.cases.telling.models import Appointment
from callcenter.dispatch.models import Dispatch
from callcenter.errors import Changed, MoveRefused
from callcenter.outbox.email import letter
from callcenter.outbox.models import Message
from callcenter.outbox.views import Claimed
from tests.desk.test_races import at_once
from tests.desk.test_telling import kinds, send, told_by, waiting, with_customer
from tests.seats import key
from tests.writers.seat import choice

TUESDAY_9 = datetime(2026, 3, 3, 1, tzinfo=UTC)
"""09:00 in Shanghai, the day after."""


def with_point(house: Any, **more: Any) -> Any:
    values = {
        "address": "张杨路500号", "city": "上海", "phone": "+862112345678", "timezone": "Asia/Shanghai",
        "opening_hours": "Mo-Fr 09:00-17:00", "daily_capacity": 4,
    }  # fmt: skip
    house.point_id = house.point(**(values | more))
    return house


def chosen(house: Any, from_at: datetime | None = None) -> Any:
    made = choice(house.point_id)
    rows = tuple(replace(row, work_on=house.now.date()) for row in made.proposal.rows)
    return replace(made, proposal=replace(made.proposal, rows=rows), from_at=from_at)


def booked(house: Any, customer_id: int | None = None, from_at: datetime = TUESDAY_9) -> int:
    """A case that was sent with an appointment in the same step."""
    intake = house.intake(customer_id=customer_id, way="bring_in")
    return int(house.desk().log(key(), intake, chosen(house, from_at)).case_id)


def calendar(message: Message) -> tuple[str, Any]:
    [file] = message.body["attachments"]
    assert file["filename"] == "appointment.ics"
    read = Calendar.from_ical(file["text"])
    [event] = read.walk("VEVENT")
    assert f"method={read['METHOD']}" in file["content_type"]
    return str(read["METHOD"]), event


def as_mail(message: Message) -> Any:
    """The calendar as mail programs get it."""
    claimed = Claimed(message.id, "key", message.destination, message.kind, message.body, "case", 1, 0)
    [file] = letter(claimed, at=TUESDAY_9, sender="Service <service@example.com>").iter_attachments()
    return file


def test_booked_with_the_offer_moved_and_cancelled_the_calendar_follows(house: Any) -> None:
    case_id = booked(with_point(told_by(house)), with_customer(house))
    [offer] = house.rows(Dispatch)
    assert f"{offer.work_on}" == "2026-03-03"
    assert house.desk().case(case_id).appointment.from_at == TUESDAY_9
    assert "Your appointment is tomorrow 09:00–11:00." in house.desk().read_back(case_id).text
    house.later(minutes=1)
    assert send(house) == 1
    [first] = [one for one in house.rows(Message) if one.kind == "customer.appointment"]
    method, event = calendar(first)
    assert (method, event["SEQUENCE"], event.start, event.end) == (
        "REQUEST", 0, TUESDAY_9, TUESDAY_9 + timedelta(hours=2))  # fmt: skip
    assert event["LOCATION"] == "张杨路500号, 上海"
    assert event["ORGANIZER"] == "mailto:service@example.com"
    assert "ATTENDEE" not in event
    assert "09:00-11:00" in first.body["text"]
    assert as_mail(first).get_content_type() == "text/calendar"
    assert as_mail(first).get_param("method") == "REQUEST"

    house.desk().move_appointment(key(), case_id, TUESDAY_9 + timedelta(hours=4))
    house.later(minutes=1)
    assert send(house) == 1
    house.desk().cancel_appointment(key(), case_id)
    house.later(minutes=1)
    assert send(house) == 1
    told = [calendar(one) for one in house.rows(Message) if one.kind == "customer.appointment"]
    assert [(method, int(event["SEQUENCE"])) for method, event in told] == [
        ("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]  # fmt: skip
    assert len({event["UID"] for _, event in told}) == 1
    assert told[1][1].start == TUESDAY_9 + timedelta(hours=4)
    assert house.desk().case(case_id).appointment.state == "cancelled"


def test_what_changes_before_it_has_left_is_told_as_it_is_then(house: Any) -> None:
    case_id = booked(with_point(told_by(house)), with_customer(house))
    house.desk().book(key(), case_id, TUESDAY_9 + timedelta(hours=2))
    [message] = waiting(house)
    assert message.body["subject"].startswith("Your appointment for case")
    assert calendar(message)[1].start == TUESDAY_9 + timedelta(hours=2)
    house.desk().cancel_appointment(key(), case_id)
    assert not waiting(house)


def test_what_would_be_heard_too_late_is_told_by_phone(house: Any) -> None:
    case_id = booked(with_point(told_by(house), opening_hours="Mo-Fr 08:00-17:00"), with_customer(house),
                     TUESDAY_9 - timedelta(hours=1))  # fmt: skip
    house.later(minutes=1)
    assert send(house) == 1
    house.now = TUESDAY_9 - timedelta(hours=11)  # 22:00, and quiet until the appointment begins
    house.desk().cancel_appointment(key(), case_id)
    assert "customer.appointment" not in kinds(waiting(house))
    assert house.lines(case_id).count("too late to tell the customer by e-mail: ring them (appointment)") == 1


def test_a_refusal_of_the_point_cancels_it(house: Any) -> None:
    case_id = booked(with_point(told_by(house)), with_customer(house))
    house.later(minutes=1)
    send(house)
    house.desk().told_point(key(), house.rows(Dispatch)[0].id, "Li", "declined", reason="no_parts")
    [message] = waiting(house)
    assert calendar(message)[0] == "CANCEL"
    assert house.lines(case_id)[-2].startswith("appointment at 永达浦东 cancelled")
    assert len(house.desk().slots(point_id=house.point_id).rows) == len(
        house.desk().slots(point_id=house.point_id, case_id=case_id).rows
    )


def test_accepted_the_case_is_expected_then_and_the_point_may_say_another_time(house: Any) -> None:
    case_id = booked(with_point(told_by(house)), with_customer(house))
    offer = house.rows(Dispatch)[0].id
    house.desk().told_point(key(), offer, "Li", "accepted")
    assert house.desk().case(case_id).expected_at == TUESDAY_9
    house.move(case_id, "expect", expected_at=TUESDAY_9 + timedelta(days=1))
    assert house.desk().case(case_id).appointment.from_at == TUESDAY_9 + timedelta(days=1)
    assert sorted(kinds(waiting(house))) == ["customer.appointment", "customer.routed"]
    house.move(case_id, "receive")
    assert house.desk().case(case_id).appointment.state == "kept"
    house.desk().undo(key(), case_id, house.desk().case(case_id).version)
    assert house.desk().case(case_id).appointment.state == "moved"


def test_a_missed_date_is_a_missed_appointment(house: Any) -> None:
    from callcenter.desk.system import SystemDesk

    case_id = booked(with_point(house))
    house.desk().told_point(key(), house.rows(Dispatch)[0].id, "Li", "accepted")
    house.later(days=3)
    SystemDesk(house.store, house.settings).keep_dates(at=house.now)
    assert house.desk().case(case_id).appointment.state == "missed"


def test_a_time_is_given_once_however_many_want_it(house: Any) -> None:
    with_point(house)
    desks = [house.desk(login) for login in ("王芳", "李雷", "韩梅梅", "陈静")]
    intake = house.intake(way="bring_in")
    done = at_once(*(lambda desk=desk: desk.log(key(), intake, chosen(house, TUESDAY_9)) for desk in desks))
    lost = [one for one in done if isinstance(one, Exception)]
    assert len(lost) == len(desks) - 1
    assert all(isinstance(one, Changed) for one in lost)
    assert len(house.rows(Appointment)) == len(house.rows(Dispatch)) == 1
    taken = {slot.from_at for slot in house.desk().slots(point_id=house.point_id).rows}
    assert TUESDAY_9 not in taken
    assert TUESDAY_9 + timedelta(hours=2) in taken


def test_booked_for_a_case_by_several_at_once_it_has_one(house: Any) -> None:
    with_point(house)
    case_id = house.desk().log(key(), house.intake(way="bring_in"), chosen(house)).case_id
    desks = [house.desk(login) for login in ("王芳", "李雷", "韩梅梅")]
    at_once(
        *(
            lambda desk=desk, hours=2 * at: desk.book(key(), case_id, TUESDAY_9 + timedelta(hours=hours))
            for at, desk in enumerate(desks)
        )
    )
    assert len(house.rows(Appointment)) == 1


def test_a_point_that_listens_hears_of_the_appointment_and_of_each_change(house: Any) -> None:
    with_point(house, webhook="https://point.example/hook")
    case_id = booked(house)
    house.desk().book(key(), case_id, TUESDAY_9 + timedelta(hours=2))
    offer, moved = [one.body["data"] for one in waiting(house)]
    assert offer["time_wished"] == "2026-03-03 09:00-11:00"
    assert offer["appointment"]["from"] == "2026-03-03T09:00:00+08:00"
    assert moved["appointment"]["from"] == "2026-03-03T03:00:00+00:00"
    house.desk().cancel_appointment(key(), case_id)
    offer, gone = [one.body["data"] for one in waiting(house)]
    assert gone["appointment"] is None
    house.desk().withdraw(key(), gone["dispatch"], "found another")
    assert not waiting(house)


@pytest.mark.parametrize("how", ["no point", "no appointment", "closed then"])
def test_what_cannot_be_is_said(house: Any, how: str) -> None:
    with_point(house)
    if how == "no point":
        case_id = house.log().case_id
        with pytest.raises(MoveRefused, match="No service point has the case"):
            house.desk().book(key(), case_id, TUESDAY_9)
        return
    case_id = house.desk().log(key(), house.intake(way="bring_in"), chosen(house)).case_id
    if how == "no appointment":
        with pytest.raises(MoveRefused, match="has no appointment"):
            house.desk().cancel_appointment(key(), case_id)
    else:
        with pytest.raises(Changed):
            house.desk().book(key(), case_id, TUESDAY_9 + timedelta(hours=12))


def test_a_point_that_reads_e_mail_gets_letters(house: Any) -> None:
    with_point(told_by(house, sms=""), email="li@point.example", country="CN")
    case_id = booked(house)
    house.desk().book(key(), case_id, TUESDAY_9 + timedelta(hours=2))
    offer, moved = waiting(house)
    assert (offer.destination, moved.destination) == ("li@point.example",) * 2
    assert "2026-03-03 09:00-11:00" in offer.body["text"]
    assert "2026-03-03 11:00-13:00" in moved.body["subject"]
    house.desk().cancel_appointment(key(), case_id)
    assert "2026" not in waiting(house)[-1].body["subject"]


def test_a_point_that_accepts_for_another_time_moves_it_and_the_customer_hears_it_once(house: Any) -> None:
    case_id = booked(with_point(told_by(house)), with_customer(house))
    house.later(minutes=1)
    assert send(house) == 1
    offer, wednesday = house.rows(Dispatch)[0].id, TUESDAY_9 + timedelta(days=1)
    house.desk().told_point(key(), offer, "Li", "accepted", promised_at=wednesday)
    view = house.desk().case(case_id)
    assert view.expected_at == view.appointment.from_at == wednesday
    told = {one.kind: one for one in waiting(house)}
    assert sorted(told) == ["customer.appointment", "customer.routed"]
    assert calendar(told["customer.appointment"])[1].start == wednesday
    assert "has moved to" in told["customer.appointment"].body["subject"]
