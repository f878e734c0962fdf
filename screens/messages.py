"""What the parts of the terminal tell each other."""

from dataclasses import dataclass
from typing import Any

from textual.message import Message


@dataclass
class StoreChanged(Message, bubble=False):
    """Something changed in the store, here or at another console; goes to the screen in front."""

    rows: tuple[Any, ...]
    """``ChangeRow(topic, entity, entity_id)``, oldest first."""
    everything: bool = False
    """Anything may have changed: read all anew."""

    def touches(self, *topics: str) -> bool:
        """Whether something of one of these topics may have changed."""
        return self.everything or any(row.topic in topics for row in self.rows)

    def beyond(self, *topics: str) -> bool:
        """Whether something of another topic than these may have changed."""
        return self.everything or any(row.topic not in topics for row in self.rows)

    def touches_one(self, topic: str, entity_id: int) -> bool:
        """Whether this thing may have changed."""
        return self.everything or any(row.topic == topic and row.entity_id == entity_id for row in self.rows)


@dataclass
class LanguageChanged(Message, bubble=False):
    """The agent chose another language: painted words are renewed by themselves, made-up text is not."""
