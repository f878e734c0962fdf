"""The stage on which the demo is made: its rows, its seed, its day."""

import math
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from callcenter.desk.demo.cities import City
from callcenter.desk.demo.rows import Rows, Values

_KM_A_DEGREE = 111.2


class Stage:
    """What all makers of the demo share.

    Attributes:
        rows: what has been made so far.
        anchor: now, as the demo tells it: aware UTC, whole seconds.
        day: the day of the anchor.
        numbers: the telephone numbers taken.
        famous_people: how many customers, from the first, are made by hand and stay as they are.
        famous_items: the same for items.
    """

    def __init__(self, seed: int, anchor: datetime) -> None:
        self.rows = Rows()
        self.seed = seed
        self.anchor = anchor.astimezone(UTC).replace(microsecond=0)
        self.day = self.anchor.date()
        self.numbers: set[str] = set()
        self.famous_people = range(0)
        self.famous_items = 0
        self._phones: dict[int, list[Values]] = {}

    def chance(self, about: str) -> Random:
        """A source of chance of its own for each matter: a change in one leaves the others as they were."""
        return Random(f"{self.seed} {about}")

    def at(self, day: date, hour: float = 2.0) -> datetime:
        """A moment of a day, in UTC; never after the anchor."""
        moment = datetime.combine(day, time(), UTC) + timedelta(hours=hour)
        return min(moment, self.anchor)

    def phones_of(self, customer_id: int) -> list[Values]:
        """A customer's phone rows."""
        return self._phones.setdefault(customer_id, [])


def near(chance: Random, town: City, most_km: float) -> tuple[float, float]:
    """A place within so many kilometres of a town's centre, the middle likelier, rounded to ten metres."""
    far = most_km * chance.random()
    angle = 2 * math.pi * chance.random()
    lat = town.lat + far * math.cos(angle) / _KM_A_DEGREE
    lon = town.lon + far * math.sin(angle) / (_KM_A_DEGREE * math.cos(math.radians(town.lat)))
    return round(lat, 4), round(lon, 4)
