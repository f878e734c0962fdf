"""All that is held on one customer, as one file: JSON for machines, or plain text for people."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

import callcenter.desk.personal.words  # noqa: F401 - registers what the tables are
from callcenter import i18n
from callcenter.desk.personal.inventory import HOLDINGS
from callcenter.desk.personal.whose import Gathered
from callcenter.dispatch import answer_link
from callcenter.errors import Invalid
from callcenter.i18n import N_, say
from callcenter.store.holdings import Holding

FORMAT = 1


def held(connection: Connection, found: Gathered, at: datetime) -> dict[str, Any]:
    """What is held, as JSON values.

    Args:
        connection: of a ``store.read()``.
        found: the customer.
        at: now.
    """
    tables: dict[str, dict[str, Any]] = {}
    for holding in HOLDINGS:
        rows = list(_rows(connection, holding, found))
        if rows:
            table = tables.setdefault(holding.name, {"what": say(f"held.{holding.name}"), "rows": []})
            table["rows"] += rows
    return {
        "format": FORMAT,
        "customer_id": found.root,
        "customer_ids": list(found.whose.customers),
        "made_at": _plain(at),
        "zone": str(i18n.zone()),
        "explained": say("held.explained"),
        "numbers_shared_with_others": found.shared_numbers,
        "held": tables,
    }


def _rows(connection: Connection, holding: Holding, found: Gathered) -> Iterator[dict[str, Any]]:
    columns = [one for one in holding.table.__table__.c if one.name not in holding.withheld]  # type: ignore[attr-defined]
    order = holding.table.__table__.primary_key.columns  # type: ignore[attr-defined]
    rows = connection.execute(select(*columns).where(holding.whose(found.whose)).order_by(*order))
    for row in rows:
        yield {column.name: _plain(value) for column, value in zip(columns, row, strict=True)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return i18n.local(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else answer_link.hidden(value)


def write(told: Mapping[str, Any], target: Path) -> int:
    """Write the export and return its number of rows; the file is its owner's alone (0600).

    Args:
        told: of ``held``.
        target: ends in .json or .txt; what stands there is replaced.

    Raises:
        Invalid: no such form, or the file can't be written.
    """
    make = _FORMS.get(target.suffix.lower())
    if make is None:
        raise Invalid(
            N_("{file} ends in neither .json nor .txt. Name it with one of them."), file=str(target)
        )
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.writelines(make(told))
            Path(beside).replace(target)
        finally:
            Path(beside).unlink(missing_ok=True)
    except OSError as error:
        raise Invalid(
            N_("{file} can't be written: {why}. Name another file."),
            file=str(target),
            why=error.strerror or type(error).__name__,
        ) from error
    return sum(len(table["rows"]) for table in told["held"].values())


def _json(told: Mapping[str, Any]) -> Iterator[str]:
    yield json.dumps(told, ensure_ascii=False, indent=1)
    yield "\n"


def _text(told: Mapping[str, Any]) -> Iterator[str]:
    yield f"{told['explained']}\n\n{told['made_at']} ({told['zone']})\n"
    for table in told["held"].values():
        yield f"\n\n{table['what']}\n{'=' * 40}\n"
        for row in table["rows"]:
            yield "\n"
            for name, value in row.items():
                if value not in (None, "", {}, []):
                    yield f"  {name}: {value}\n"


_FORMS = {".json": _json, ".txt": _text}
