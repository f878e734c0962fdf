"""Ranking over many service points, against a plain loop over all of them in the same run.

Run: python -m benchmarks.ranking [points]. The loop reads each point with the raw driver, measures it, sorts
all and takes the nearest: no abilities, no hours, no room, no reasons. Prints milliseconds and the ratio.
"""

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import insert

from callcenter.dispatch.proposal import propose
from callcenter.dispatch.views import Wish
from callcenter.points.geometry import metres
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.store import migrate
from callcenter.store.store import Store

POINTS = 100_000
ASKED = 20
LIMIT = 8
NOW = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)
SKILLS = ("engine", "brakes", "cooling", "laundry", "computer", "glass", "tyres", "electrics")
BRANDS = ("buick", "haier", "bosch", "toyota", "midea", "lenovo")
WAYS = ("bring_in", "on_site", "pick_up", "mail_in", "roadside")
HOURS = (None, "24/7", "Mo-Fr 09:00-18:00", "Mo-Sa 08:30-17:30; PH off", "Mo-Su 10:00-20:00")


def fill(store: Store, count: int) -> list[tuple[float, float]]:
    """Points about 400 towns, as people live: crowded and empty places; returns the towns."""
    chance = random.Random(7)
    towns = [(chance.uniform(-55, 65), chance.uniform(-180, 180)) for _ in range(400)]
    points, abilities = [], []
    for n in range(1, count + 1):
        lat, lon = chance.choice(towns[: chance.choice([20, 400])])
        points.append(
            {
                "id": n,
                "name": f"Point {n}",
                "lat": lat + chance.gauss(0, 0.2),
                "lon": (lon + chance.gauss(0, 0.2) + 180) % 360 - 180,
                "opening_hours": chance.choice(HOURS),
                "daily_capacity": chance.choice([None, 2, 6]),
                "timezone": "Asia/Shanghai",
                "country": "CN",
                "active": True,
                "version": 1,
            }
        )
        for kind, values, odds in (("way", WAYS, 0.5), ("skill", SKILLS, 0.25), ("brand", BRANDS, 0.2)):
            abilities += [
                {"point_id": n, "kind": kind, "value": value} for value in values if chance.random() < odds
            ]
    with store.write() as connection:
        connection.execute(insert(ServicePoint), points)
        connection.execute(insert(PointAbility), abilities)
    return towns


def brute(raw: sqlite3.Connection, lat: float, lon: float) -> list[tuple[float, int]]:
    rows = raw.execute("SELECT id, lat, lon FROM service_point WHERE active")
    return sorted((metres(lat, lon, north, east), one) for one, north, east in rows)[:LIMIT]


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def measure(store: Store, path: Path, name: str, wish: Wish, places: list[tuple[float, float]]) -> None:
    raw = sqlite3.connect(path)
    ours, theirs, found = [], [], 0
    for lat, lon in places:
        here = Wish(way=wish.way, skill=wish.skill, brand=wish.brand, safety=wish.safety, lat=lat, lon=lon)

        def ask(here: Wish = here) -> int:
            with store.read() as connection:
                return len(propose(connection, here, NOW, LIMIT).rows)

        ours.append(timed(ask))
        found += ask()
        theirs.append(timed(lambda lat=lat, lon=lon: brute(raw, lat, lon)))  # type: ignore[misc]
    raw.close()
    mine, base = median(ours), median(theirs)
    print(
        f"{name:<28} {mine:7.1f} ms (worst {max(ours):.1f}), plain loop {base:7.1f} ms:"
        f" ratio {mine / base:.3f}x, {found / len(places):.1f} rows"
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else POINTS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "points.sqlite3"
        store = Store(path)
        migrate.upgrade(store)
        towns = fill(store, count)
        chance = random.Random(8)
        near = [chance.choice(towns) for _ in range(ASKED)]
        far = [(chance.uniform(-80, 80), chance.uniform(-180, 180)) for _ in range(ASKED)]
        print(f"{count} points, {ASKED} questions each, limit {LIMIT}")
        measure(store, path, "nearest, nothing asked", Wish(), near)
        fault = Wish(way="bring_in", skill="engine", brand="Buick")
        measure(store, path, "engine, Buick, in towns", fault, near)
        measure(store, path, "engine, Buick, anywhere", fault, far)
        measure(store, path, "on-site, in towns", Wish(way="on_site", skill="cooling"), near)
        measure(store, path, "on-site, anywhere", Wish(way="on_site", skill="cooling"), far)
        measure(store, path, "roadside, anywhere", Wish(way="roadside", safety=True), far)
        store.close()


if __name__ == "__main__":
    main()
