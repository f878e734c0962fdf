"""How commands answer: JSON with stable names for scripts, or aligned plain text for people."""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime, timedelta
from typing import Any

from callcenter.errors import CallcenterError
from callcenter.i18n import Phrase, _, say, sentence


def as_json(value: Any) -> str:
    """One line of JSON: times in ISO 8601 UTC, spans in seconds, phrases as code and words, text as it is."""
    return json.dumps(plain(value), ensure_ascii=False, default=str)


def plain(value: Any) -> Any:
    """Views as mappings, and whatever JSON has no word for as text or numbers."""
    if is_dataclass(value) and not isinstance(value, Phrase | type):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    return _single(value)


def _single(value: Any) -> Any:
    if isinstance(value, Phrase):
        return {"code": value.code, "params": plain(dict(value.params)), "text": say(value)}
    if isinstance(value, CallcenterError):
        return {"params": plain(value.params), "text": sentence(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.total_seconds() if isinstance(value, timedelta) else value


def print_json(value: Any) -> None:
    """Write one JSON value and a line end; at once, for a reader at the other end of a pipe."""
    line = as_json(value)
    if "utf" not in (sys.stdout.encoding or "utf-8").lower():
        line = json.dumps(json.loads(line))  # letters that the pipe can't carry as \\u escapes
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def print_table(rows: Iterable[Sequence[str]], headings: Sequence[str] = ()) -> None:
    """Write rows in columns as wide as their widest cell, by cells of the terminal and not by letters.

    Args:
        rows: of equal length; columns that are empty throughout are left out.
        headings: one a column, marked with ``N_``; none without rows.
    """
    from rich.cells import cell_len, set_cell_size

    table = [[harmless(str(cell)) for cell in row] for row in rows]
    used = [n for n in range(len(table[0])) if any(row[n] for row in table)] if table else []
    if headings and table:
        table.insert(0, [_(heading) for heading in headings])
    widths = {n: max(cell_len(row[n]) for row in table) for n in used}
    for row in table:
        cells = (set_cell_size(row[n], widths[n]) for n in used)
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


def print_lines(*lines: str) -> None:
    """Write lines of plain text, leaving out empty ones."""
    for line in lines:
        if line:
            sys.stdout.write(harmless(line) + "\n")


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """Text in which nothing steers a terminal: what callers said and files held is printed as it is read."""
    return _CONTROL.sub(" ", text)
