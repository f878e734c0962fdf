"""What the store's own tables hold on a customer."""

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select
from sqlmodel import col

from callcenter.store.holdings import Holding, Whose
from callcenter.store.models import ErasedWords, Erasure, Event, EventWords


def _events(whose: Whose) -> ColumnElement[bool]:
    return or_(
        col(Event.case_id).in_(whose.cases),
        and_(col(Event.entity) == "customer", col(Event.entity_id).in_(whose.customers)),
        and_(col(Event.entity) == "dispatch", col(Event.entity_id).in_(whose.dispatches)),
        col(Event.id).in_(whose.events),
    )


def _words(whose: Whose) -> ColumnElement[bool]:
    return col(EventWords.event_id).in_(select(col(Event.id)).where(_events(whose)))


HOLDINGS = (
    Holding(
        Event, _events,
        stays=(
            "id", "at", "actor", "actor_id", "verb", "entity", "entity_id", "case_id", "params", "words_hash",
        ),
        withheld=("words_hash",),
    ),
    Holding(EventWords, _words, withheld=("salt",), removed=True),
    Holding(
        Erasure, lambda whose: col(Erasure.customer_id).in_(whose.customers),
        stays=("id", "customer_id", "merged_ids", "at", "agent_id", "why", "counts", "cleaned_at"),
    ),
)  # fmt: skip


def note_words(connection: Connection, whose: Whose, at: object) -> None:
    """Write down of which events the words are about to be erased, so that nobody takes it for a theft."""
    ids = connection.execute(select(col(EventWords.event_id)).where(_words(whose))).scalars().all()
    if ids:
        connection.execute(insert(ErasedWords), [{"event_id": event_id, "at": at} for event_id in ids])
