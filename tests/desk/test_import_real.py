"""Real files, faults included: they go in sensibly, the sums add up, and a second reading changes nothing."""

import csv
import gzip
import random
from pathlib import Path
from typing import Any

import pytest

from callcenter.callers.models import Item, Phone
from callcenter.points.geometry import metres
from callcenter.points.models import ServicePoint

MAPPING = {"brands": "brand", "skills": "services"}


def table(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        pytest.skip(f"no {path.name} here")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_service_point(office: Any, shared_data: Path) -> None:
    rows = table(shared_data / "service_points" / "service_points.csv.gz")
    # Each source in turn, a part of each: the whole file takes longer than a test should.
    some = [row for at, row in enumerate(rows) if at % 5 == 0 or float(row["coord_check_km"] or 0) > 100]
    path = office.write("points.csv.gz", some)
    summary = office.file("points", path, mapping=MAPPING)
    assert summary.read == len(some)
    assert summary.refused <= 1
    assert office.sums(office.file("points", path, mapping=MAPPING)) == (0, 0, summary.added, summary.refused)
    points = {row.external_id: row for row in office.rows(ServicePoint)}
    far = [row for row in some if float(row["coord_check_km"] or 0) > 300 and row["id"] in points]
    for row in far:
        point = points[row["id"]]
        assert point.place_quality == "city"
        assert metres(point.lat, point.lon, float(row["lat"]), float(row["lon"])) > 200_000
    exact = sum(point.place_quality == "exact" for point in points.values())
    assert exact > 0.9 * len(points)
    with_hours = [row for row in some if row["opening_hours"] and row["id"] in points]
    assert sum(points[row["id"]].opening_hours is not None for row in with_hours) > 0.95 * len(with_hours)


def test_customers_with_the_names_phones_and_cars_of_real_files(office: Any, shared_data: Path) -> None:
    chance = random.Random(7)
    chinese = [row["name"] for row in table(shared_data / "names" / "chinese_full_names_pinyin.csv.gz")]
    others = [row["localized"] for row in table(shared_data / "names" / "names_by_country.csv.gz")]
    numbers = table(shared_data / "phones" / "phone_variants_all_regions.csv.gz")
    customers = []
    for at in range(600):
        number = chance.choice(numbers)
        name = chance.choice(chinese) if at % 2 else f"{chance.choice(others)} {chance.choice(others)}"
        customers.append({"id": f"C{at}", "name": name, "phones": number["raw"], "country": number["region"]})
    summary = office.read("customers", *customers)
    assert office.sums(summary) == (600, 0, 0, 0)
    assert office.sums(office.read("customers", *customers)) == (0, 0, 600, 0)
    assert sum(row.e164 is not None for row in office.rows(Phone)) > 550
    vins = table(shared_data / "customers" / "us_vins_listed.csv.gz")
    bought = [
        {"id": f"P{at}", "customer_id": f"C{at % 600}", "brand": row["make"], "product": row["model"], "serial": row["vin"],
         "model_year": row["year"], "km": row["mileage"], "line": "car"}
        for at, row in enumerate(vins)
    ]  # fmt: skip
    cars = office.read("purchases", *bought)
    assert (cars.added, cars.refused, cars.warned) == (len(vins), 0, 0)
    assert len(office.rows(Item)) == len({row["vin"] for row in vins})
    assert office.sums(office.read("purchases", *bought)) == (0, 0, len(vins), 0)
    assert office.desk.check() == ()
