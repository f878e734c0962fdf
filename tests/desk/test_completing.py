"""What a command leaves open is filled from the card and the category, as a screen would."""

from datetime import date
from typing import Any

import pytest

from callcenter.callers.models import WarrantyTerm
from callcenter.cases.models import Case
from callcenter.cases.views import PlaceSaid
from callcenter.dispatch.views import Choice
from callcenter.outbox.models import Message
from callcenter.points.models import PointAbility
from tests.seats import key

HOME = {
    "address": "张江路 123 弄 4 号 501", "city": "浦东新区", "region": "上海市", "postcode": "201203", "country": "CN",
    "email": "wang@example.com", "lat": 31.2048, "lon": 121.5951,
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "day", "cover"), [("fault", 28, "warranty"), ("question", 28, ""), ("fault", 1, "paid")]
)
def test_who_pays_follows_the_kind_and_the_day_at_the_desk(
    house: Any, kind: str, day: int, cover: str
) -> None:
    wang = house.customer()
    car = house.car(wang)
    until = date(2026, 3, day)
    house.add(WarrantyTerm(item_id=car, kind="maker", from_on=date(2025, 3, 1), until_on=until))
    desk = house.desk()
    filled = desk.completed(house.intake(kind=kind, customer_id=wang), desk.card(wang))
    assert (filled.item_id, filled.cover) == (car, cover)


def sent_home(house: Any) -> tuple[int, int]:
    """A caller's case at home, sent to a workshop with a webhook; the customer and the case."""
    wang = house.customer(**HOME)
    house.car(wang)
    point = house.point(
        webhook="https://points.example/offers", lat=31.23, lon=121.47, timezone="Asia/Shanghai"
    )
    house.add(PointAbility(point_id=point, kind="way", value="bring_in"))
    desk = house.desk()
    filled = desk.completed(house.intake(customer_id=wang, way="bring_in"), desk.card(wang))
    assert (filled.place.lat, filled.place.lon) == (31.2, 121.6), "the card says only about where"
    wish = desk.wish_for(filled)
    assert (wish.lat, wish.lon) == (31.2048, 121.5951)
    return wang, desk.log(key(), filled, Choice(point, desk.propose(wish))).case_id


def test_a_case_at_home_has_the_exact_place_that_nobody_is_shown(house: Any) -> None:
    wang, case_id = sent_home(house)
    stored = house.rows(Case)[0]
    assert (stored.place, stored.place_lat, stored.place_lon) == (HOME["address"], 31.2048, 121.5951)
    desk = house.desk()
    assert (desk.card(wang).address, desk.card(wang).lat) == (None, 31.2)
    shown = desk.case(case_id).place
    assert shown == PlaceSaid("", "上海市浦东新区", "", "CN", 31.2, 121.6, home=True)
    assert desk.wish_of(case_id).lat == 31.2048
    body = house.rows(Message)[0].body
    assert "上海市浦东新区" in str(body)
    assert not any(secret in str(body) for secret in ("张江路", "201203", "31.2", "121.5"))


def test_who_has_verified_the_caller_sees_where_the_case_is(house: Any) -> None:
    wang, case_id = sent_home(house)
    desk = house.desk()
    desk.verify(key(), wang, list(desk.card(wang).ask)[:2])
    assert desk.case(case_id).place.text == HOME["address"]
    assert house.desk("李雷").case(case_id).place.text == ""


def test_a_place_that_was_said_is_kept_as_said(house: Any) -> None:
    wang = house.customer(**HOME)
    said = PlaceSaid("人民广场", "上海", "", "CN", 31.23, 121.47)
    filled = house.desk().completed(house.intake(customer_id=wang, place=said), house.desk().card(wang))
    assert house.desk().case(house.desk().log(key(), filled).case_id).place == said
