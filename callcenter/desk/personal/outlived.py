"""Words that were typed before an erasure and come in after it: a console was away meanwhile."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.cases.models import Case
from callcenter.store.models import Erasure


def outlived(connection: Connection, subject: str, body: Mapping[str, Any], typed_at: datetime) -> bool:
    """Whether words are about a customer who was erased since they were typed: they are not kept then.

    Args:
        connection: of the write that would keep them.
        subject: what they are about: ``customer:12``, ``case:7`` ...
        body: the form.
        typed_at: when they were typed.
    """
    since = connection.execute(
        select(col(Erasure.customer_id), col(Erasure.merged_ids)).where(col(Erasure.at) >= typed_at)
    ).all()
    erased = {each for customer_id, merged in since for each in (customer_id, *merged)}
    return bool(erased) and _about(connection, subject, body) in erased


def _about(connection: Connection, subject: str, body: Mapping[str, Any]) -> int | None:
    if body.get("customer_id"):
        return int(body["customer_id"])
    kind, _, key = subject.partition(":")
    if not key.isascii() or not key.isdigit():
        return None
    if kind == "case":
        return connection.execute(select(col(Case.customer_id)).where(col(Case.id) == int(key))).scalar()
    return int(key) if kind == "customer" else None
