"""What the store tells a console."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of the change feed."""

    seq: int
    topic: str
    entity: str
    entity_id: int
