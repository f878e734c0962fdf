"""Tables of the store itself: events, changes, remembered requests, counters, leases."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index

from callcenter.store.columns import Row, data, key, number, plain, ref, transaction_id


class Event(Row, table=True):
    """One change and who made it. The events of a case are its timeline; all events are the audit."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_case_id_id", "case_id", "id"),
        Index("ix_event_entity_entity_id_id", "entity", "entity_id", "id"),
    )

    id: int | None = key()
    at: datetime
    actor: str = plain()
    """``agent``, ``supervisor``, ``admin``, ``point`` or ``system``."""
    actor_id: int | None = ref("agent.id", optional=True)
    verb: str = plain()
    """A phrase code: ``case.logged``."""
    entity: str = plain()
    entity_id: int = number()
    case_id: int | None = ref("case.id", optional=True)
    params: dict[str, Any] = data()
    words_hash: str | None = plain(optional=True)


class EventWords(Row, table=True):
    """What a person said or typed, beside its event, so that it can be erased."""

    __tablename__ = "event_words"

    event_id: int = number(primary_key=True, foreign_key="event.id")
    words: str
    salt: str = plain()


class EventSeal(Row, table=True):
    """A link of the hash chain over a run of events, in commit order; the worker writes it."""

    __tablename__ = "event_seal"
    __table_args__ = (Index("ix_event_seal_last_event_id", "last_event_id", unique=True),)

    id: int | None = key()
    first_event_id: int = number()
    last_event_id: int = number()
    at: datetime
    previous_hash: str = plain()
    hash: str = plain()


class Change(Row, table=True):
    """One line of news for the consoles, in the same transaction as its cause."""

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_xid_seq", "xid", "seq"),)

    seq: int | None = key()
    xid: int | None = transaction_id()
    """The transaction that wrote it, on PostgreSQL: the order in which changes can be read (``changes``)."""
    at: datetime
    topic: str = plain()
    entity: str = plain()
    entity_id: int = number()


class Request(Row, table=True):
    """A write verb's request key and its first result, so that a repeat changes nothing."""

    __tablename__ = "request"

    key: str = plain(primary_key=True)
    verb: str = plain()
    at: datetime
    result: dict[str, Any] = data()


class Counter(Row, table=True):
    """A number that only grows: case numbers."""

    __tablename__ = "counter"

    name: str = plain(primary_key=True)
    value: int = number(default=0)


class Lease(Row, table=True):
    """Who may do a job that only one may do at a time, with a fencing number."""

    __tablename__ = "lease"

    name: str = plain(primary_key=True)
    holder: str = plain()
    until: datetime
    fence: int = number(default=0)


class Erasure(Row, table=True):
    """One customer whose personal data was erased; nothing of it stands here."""

    __tablename__ = "erasure"

    id: int | None = key()
    customer_id: int = ref("customer.id", index=True)
    merged_ids: list[int] = data(list)
    """The customers that had been merged into this one, erased with it."""
    at: datetime
    agent_id: int | None = ref("agent.id", optional=True)
    why: str
    """As the administrator gave it: a letter's date or number, no name."""
    counts: dict[str, Any] = data()
    """How many rows of each table were emptied or removed."""
    cleaned_at: datetime | None = None
    """When the file held none of the erased bytes any more."""


class ErasedWords(Row, table=True):
    """An event whose words were erased: they are gone by order, and not by somebody's hand."""

    __tablename__ = "erased_words"

    event_id: int = number(primary_key=True, foreign_key="event.id")
    at: datetime


class WrittenFile(Row, table=True):
    """A file with customers in it that we wrote: refused rows, an export; an erasure reaches those."""

    __tablename__ = "written_file"

    id: int | None = key()
    path: str = plain(unique=True)
    kind: str = plain()
    """``rejects``, ``export`` or ``personal``."""
    at: datetime
    removed_at: datetime | None = None


class ImportRun(Row, table=True):
    """One import of one file: how far it came, moved with each batch, so that it goes on after a kill."""

    __tablename__ = "import_run"
    __table_args__ = (Index("ix_import_run_fingerprint_kind", "fingerprint", "kind"),)

    id: int | None = key()
    kind: str = plain()
    """``customers``, ``purchases`` ..."""
    fingerprint: str = plain()
    """BLAKE2b of the file's bytes and of the mapping of its headings."""
    file: str
    """Its name when it was begun."""
    agent_id: int | None = ref("agent.id", optional=True)
    begun_at: datetime
    moved_at: datetime
    ended_at: datetime | None = None
    """None while rows are left."""
    position: int = number(default=0)
    """How many of the file's rows are dealt with."""
    sums: dict[str, Any] = data()
    """What became of them, and how long the files beside it are (bytes)."""
