"""What a command leaves open is filled from the card and the category, as a screen would."""

from datetime import date
from typing import Any

import pytest

from callcenter.callers.models import WarrantyTerm


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
