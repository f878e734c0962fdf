"""Files for the import, of any length: points, customers, purchases and repairs under its own headings.

Run: python -m benchmarks.store.generate --customers 1000000 --seed 1 --out DIR. Rows are written as they are
made, so memory stays flat. The same seed gives the same files.
"""

import argparse
import csv
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.store import made

CUSTOMERS = (
    "id", "kind", "name", "phones", "email", "address", "city", "region", "postcode", "country", "lat", "lon",
    "tier", "language",
)  # fmt: skip
PURCHASES = (
    "id", "customer_id", "brand", "product", "line", "serial", "plate", "model_year", "bought_on", "retailer",
    "price", "currency", "km", "km_on",
)  # fmt: skip
REPAIRS = (
    "id", "purchase_id", "point_id", "received_on", "done_on", "fault", "component", "symptom", "job_no",
    "cost", "currency", "under_warranty", "result",
)  # fmt: skip
POINTS = (
    "id", "name", "skills", "ways", "address", "city", "region", "postcode", "country", "lat", "lon", "phone",
    "opening_hours", "daily_capacity", "languages",
)  # fmt: skip
SKILLS = "; ".join(
    (
        "bodywork", "brakes", "chassis", "computer", "cooling", "customer_relations", "display", "electrics",
        "engine", "ev_battery", "general", "glass", "hvac", "infotainment", "installation", "interior",
        "laundry", "phone_repair", "plumbing_gas", "transmission", "tyres",
    )
)  # fmt: skip
"""All that the shipped taxonomy asks for."""
WAYS = "bring_in; on_site; pick_up; mail_in; roadside"
HOURS = "Mo-Sa 08:00-18:00"
Cells = Iterable[Any]


def customers(seed: int, count: int) -> Iterator[Cells]:
    """The rows of the file of customers."""
    for number in range(count):
        one = made.person(seed, number)
        town = one.town
        yield (
            one.id, "firm" if one.firm else "person", one.name,
            "; ".join(each.written for each in one.phones),
            one.email, one.address, town.name, town.region, town.postcode, one.land.code, one.lat, one.lon,
            one.tier, one.land.language,
        )  # fmt: skip


def purchases(seed: int, count: int, each: int = made.PURCHASES_EACH) -> Iterator[Cells]:
    """The rows of the file of purchases of so many customers."""
    for number in range(count * each):
        one = made.bought(seed, number, each)
        yield (
            f"P{number}", f"C{one.customer}", one.product.brand, one.product.name, one.product.line,
            one.serial, one.plate, one.year, one.on, one.retailer,
            f"{one.price // 100}.{one.price % 100:02}", one.currency,
            one.km, made.NEWEST if one.km is not None else None,
        )  # fmt: skip


def repairs(seed: int, count: int, points: int) -> Iterator[Cells]:
    """The rows of the file of repairs of so many customers."""
    for number in range(count * made.REPAIRS_EACH):
        one = made.repaired(seed, number, points)
        component = one.symptom.partition(".")[0]
        yield (
            f"R{number}", f"P{one.purchase}", f"S{one.point}", one.on, one.on + timedelta(days=one.days),
            f"{component}: {one.symptom.partition('.')[2]}", component, one.symptom, f"J{number}",
            f"{one.cost // 100}.{one.cost % 100:02}", one.currency,
            "paid" if one.paid else "warranty", "repaired",
        )  # fmt: skip


def points(count: int) -> Iterator[Cells]:
    """The rows of the file of service points."""
    for number in range(count):
        land, town = made.point_town(number)
        size = 10**land.digits
        phone = f"+{land.dial}{land.begins[0]}{(size - 1 - number) % size:0{land.digits}}"
        yield (
            f"S{number}", f"{town.name} {number}", SKILLS, WAYS, land.streets[0].format(1 + number % 300),
            town.name, town.region, town.postcode, land.code, round(town.lat + number % 89 / 1000, 5),
            round(town.lon + number % 97 / 1000, 5), phone, HOURS, 20 + number % 30, land.language,
        )  # fmt: skip


def write(path: Path, headings: Iterable[str], rows: Iterable[Cells]) -> int:
    """Write one file, and return how many rows it has without its headings."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(headings)
        for row in rows:
            out.writerow(row)
            count += 1
    return count


def generate(folder: Path, seed: int, count: int, *, quiet: bool = False) -> dict[str, int]:
    """Write all four files into a folder, and return how many rows each has by its name."""
    folder.mkdir(parents=True, exist_ok=True)
    houses = made.point_count(count)
    files: dict[str, tuple[Iterable[str], Iterator[Cells]]] = {
        "points.csv": (POINTS, points(houses)),
        "customers.csv": (CUSTOMERS, customers(seed, count)),
        "purchases.csv": (PURCHASES, purchases(seed, count)),
        "repairs.csv": (REPAIRS, repairs(seed, count, houses)),
    }
    written = {}
    for name, (headings, rows) in files.items():
        begun = time.perf_counter()
        written[name] = write(folder / name, headings, rows)
        took = time.perf_counter() - begun
        if not quiet:
            print(f"  {name:<14} {written[name]:>12,} rows {written[name] / took:>10,.0f} rows/s", flush=True)
    return written


def main() -> None:
    reader = argparse.ArgumentParser(description="Write files for the import.")
    reader.add_argument("--customers", type=int, default=10_000)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--out", type=Path, required=True)
    asked = reader.parse_args()
    generate(asked.out, asked.seed, asked.customers)


if __name__ == "__main__":
    main()
