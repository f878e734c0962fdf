"""Files that leave the house: masked for those who need no whole numbers, and noted for erasures."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from callcenter.cases import numbers
from callcenter.desk.personal import masking
from callcenter.store import written
from callcenter.store.store import Store

_KEPT = frozenset(
    {"id", "number", "plate", "postcode", "customer_id", "case_id", "serial", "job_no", "purchase_id"}
)


def masked_rows(headings: Sequence[str], rows: Iterator[Sequence[object]]) -> Iterator[Sequence[object]]:
    """The rows of a list with telephone numbers masked.

    Args:
        headings: tell which columns hold numbers, and which hold digits that are none.
        rows: read while they are written.
    """
    for row in rows:
        yield [_cell(name, value) for name, value in zip(headings, row, strict=True)]


def _cell(heading: str, value: object) -> object:
    if heading in _KEPT or not isinstance(value, str):
        return value
    if heading == "phones":
        return "; ".join(masking.number(one.partition(" ext.")[0]) for one in value.split("; "))
    return masking.text(value)


@contextmanager
def noting(store: Store, at: datetime, *paths: Path | None) -> Iterator[None]:
    """Note the files that stand beside an import when it ends, however it ends, for erasures to reach.

    Args:
        store: whose customers they hold.
        at: now.
        *paths: where refused rows and changes go; None is none.
    """
    try:
        yield
    finally:
        made = [path for path in paths if path is not None and path.is_file()]
        if made:
            with store.write() as connection:
                for path in made:
                    written.note(connection, path, written.REJECTS, at)


def note(store: Store, target: str, list_name: str, case: str, at: datetime) -> None:
    """Note the file of a list, so that an erasure reaches it.

    Args:
        store: whose list it is.
        target: the file; ``-`` is none.
        list_name: of the list.
        case: the number of the case whose timeline it is.
        at: now.
    """
    if target == "-":
        return
    number = numbers.parse(case) if list_name == "timeline" else None
    kind = f"timeline:{numbers.show(number)}" if number else written.EXPORT
    with store.write() as connection:
        written.note(connection, Path(target), kind, at)
