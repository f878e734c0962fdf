"""The metadata of all tables, for migrations and their test."""

from importlib import import_module

from sqlalchemy import MetaData

from callcenter.store.columns import Row

_ROOMS = (
    "store",
    "points",
    "people",
    "callers",
    "cases",
    "cases.telling",
    "dispatch",
    "calls",
    "floor",
    "outbox",
)


def metadata() -> MetaData:
    """Load every room's ``models`` and return the metadata they share.

    The rooms stand above the store, so they are named, not imported.
    """
    for room in _ROOMS:
        import_module(f"callcenter.{room}.models")
    return Row.metadata
