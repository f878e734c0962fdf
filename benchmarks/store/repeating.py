"""More than a million customers: the store itself repeats the first million, with other numbers and serials.

Names, addresses and products come again, as ``made`` has it; what must be nobody else's is computed: the
telephone numbers by the same arithmetic as there. It takes a tenth of the time.
"""

from collections.abc import Mapping

from sqlmodel import SQLModel

from benchmarks.store import made
from benchmarks.store.filling import Filling
from benchmarks.store.lands import LANDS
from callcenter.callers.models import Customer, Item, Phone, Purchase, Repair

_MORE = f"k * {made.NAMES}"
"""What is added to a customer's id."""
_UNITS = f"k * {made.NAMES * made.PURCHASES_EACH}"
_REPAIRS = f"k * {made.NAMES * made.REPAIRS_EACH}"


def repeat(fill: Filling, seed: int, customers: int, *, is_sqlite: bool) -> None:
    """Repeat the first million until there are so many customers."""
    rounds = ", ".join(f"({at})" for at in range(1, -(-customers // made.NAMES)))
    if not rounds:
        return
    fill.run(f"CREATE TEMPORARY TABLE rounds AS SELECT column1 AS k FROM (VALUES {rounds}) AS v")
    named = {"id": f"id + {_MORE}", "external_id": f"'C' || (id - 1 + {_MORE})"}
    fill.run(_again(Customer, named, f"id + {_MORE} <= {customers}"))
    _numbers(fill, seed, customers, is_sqlite=is_sqlite)
    theirs = f"customer_id + {_MORE}"
    units = {"id": f"id + {_UNITS}", "serial": "serial || '-' || k", "serial_key": "serial_key || k"}
    units |= {"plate": "plate || k", "plate_key": "plate_key || k"}
    fill.run(_again(Item, units, f"(id - 1) / {made.PURCHASES_EACH} + 1 + {_MORE} <= {customers}"))
    bought = {
        "id": f"id + {_UNITS}", "external_id": f"'P' || (id - 1 + {_UNITS})",
        "item_id": f"item_id + {_UNITS}", "customer_id": theirs,
    }  # fmt: skip
    fill.run(_again(Purchase, bought, f"{theirs} <= {customers}"))
    done = {
        "external_id": _numbered("external_id", "R"), "job_no": _numbered("job_no", "J"),
        "item_id": f"item_id + {_UNITS}",
    }  # fmt: skip
    fill.run(_again(Repair, done, f"(item_id - 1) / {made.PURCHASES_EACH} + 1 + {_MORE} <= {customers}"))


def _numbered(name: str, letter: str) -> str:
    return f"'{letter}' || (CAST(substr({name}, 2) AS bigint) + {_REPAIRS})"


def _again(table: type[SQLModel], new: Mapping[str, str], where: str) -> str:
    """Every row of a table once more for each round, with some columns new."""
    kept = [name for name in table.model_fields if name != "id" or "id" in new]
    columns = ", ".join(kept)
    values = ", ".join(new.get(name, name) for name in kept)
    name = table.__tablename__
    return f"INSERT INTO {name} ({columns}) SELECT {values} FROM rounds CROSS JOIN {name} WHERE {where}"


def _numbers(fill: Filling, seed: int, customers: int, *, is_sqlite: bool) -> None:
    """New numbers, as ``made`` computes them."""
    sizes = ((land, 10**land.digits) for land in LANDS)
    places = ", ".join(
        f"('{land.code}', '{land.dial}', {land.digits}, {size}, {len(land.begins) * size})"
        for land, size in sizes
    )
    begins = ", ".join(
        f"('{land.code}', {at}, '{begin}')" for land in LANDS for at, begin in enumerate(land.begins)
    )
    fill.run(
        "CREATE TEMPORARY TABLE place AS SELECT column1 AS code, column2 AS dial, column3 AS digits,"
        f" column4 AS size, column5 AS space FROM (VALUES {places}) AS v"
    )
    fill.run(
        "CREATE TEMPORARY TABLE begun AS SELECT column1 AS code, column2 AS at, column3 AS digits"
        f" FROM (VALUES {begins}) AS v"
    )
    padded = "printf('%0*d', digits, rest)" if is_sqlite else "lpad(CAST(rest AS text), digits, '0')"
    person = f"(p.customer_id - 1 + {_MORE})"
    last = made.HOUSEHOLD - 1
    number = f"(2 * ({person} - {person} % {made.HOUSEHOLD} / {last}) + p.position)"
    others = [
        name for name in Phone.model_fields if name not in {"id", "customer_id", "raw", "e164", "reversed"}
    ]
    rest = ", ".join(others)
    value = f"({number} * {made.SCATTER} + {seed}) % l.space"
    fill.run(
        f"INSERT INTO phone (customer_id, raw, e164, reversed, {rest})"
        f" SELECT whose, '+' || e164, '+' || e164, reverse(e164), {rest} FROM ("
        f"SELECT whose, dial || begin || {padded} AS e164, {rest} FROM ("
        f"SELECT p.customer_id + {_MORE} AS whose, l.dial, l.digits, b.digits AS begin,"
        f" {value} % l.size AS rest, {', '.join(f'p.{name}' for name in others)}"
        " FROM rounds CROSS JOIN phone p JOIN customer c ON c.id = p.customer_id"
        f" JOIN place l ON l.code = c.country JOIN begun b ON b.code = l.code AND b.at = {value} / l.size"
        f" WHERE p.customer_id + {_MORE} <= {customers}) AS parts) AS whole"
    )
