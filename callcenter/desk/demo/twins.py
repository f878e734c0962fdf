"""Customers of the demo who were put on file twice: by another colleague, in another writing."""

from datetime import timedelta

from callcenter.callers.models import Customer, Phone
from callcenter.callers.words import CustomerKind
from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.stage import Stage

TWINS = 2
"""How many; the last customers of the demo."""
_TAKEN = ("address", "city", "region", "country", "lat", "lon", "language")


def originals(stage: Stage) -> tuple[Values, Values]:
    """Who is on file a second time: the first Chinese and the first German who aren't famous."""
    return _first(stage, "CN"), _first(stage, "DE")


def _first(stage: Stage, country: str) -> Values:
    return next(
        row
        for row in stage.rows.of(Customer)
        if row["country"] == country
        and row["kind"] is CustomerKind.PERSON
        and row["id"] not in stage.famous_people
        and stage.phones_of(row["id"])
    )


def make_twins(stage: Stage) -> None:
    """Write the first in pinyin, and the other with the surname first and an e-mail of their own."""
    chinese, german = originals(stage)
    _twin(stage, chinese, name=chinese["latin"], address=None)
    first, _space, last = german["name"].rpartition(" ")
    _twin(stage, german, name=f"{last}, {first}", email=german["email"] or f"{last.casefold()}@example.com")


def _twin(stage: Stage, original: Values, **more: object) -> None:
    number = len(stage.rows.of(Customer)) + 1
    since = stage.day - timedelta(days=40 + number % 20)
    values = {name: original[name] for name in _TAKEN} | {
        "external_id": f"C{number:06}",
        "tier": "standard",
        "since": since,
        "created_at": stage.at(since),
    }
    twin = stage.rows.add(Customer, **values | more)
    held = stage.phones_of(original["id"])[0]
    row = {name: value for name, value in held.items() if name != "id"}
    row |= {"customer_id": twin["id"], "contact_id": None, "position": 0, "held_from": since, "held_to": None}
    stage.phones_of(twin["id"]).append(stage.rows.add(Phone, **row))
