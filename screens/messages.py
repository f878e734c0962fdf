"""What the parts of the terminal tell each other."""

from dataclasses import dataclass
from typing import Any

from textual.message import Message


@dataclass
class StoreChanged(Message, bubble=False):
    """Something changed in the store, here or at another console; goes to the screen in front."""

    rows: tuple[Any, ...]
    """``ChangeRow(topic, entity, entity_id)``, oldest first."""

    def touches(self, *topics: str) -> bool:
        """Whether a row is of one of these topics."""
        return any(row.topic in topics for row in self.rows)


@dataclass
class LanguageChanged(Message, bubble=False):
    """The agent chose another language: painted words are renewed by themselves, made-up text is not."""
