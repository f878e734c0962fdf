"""One thing that is so about a case."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """A label (message id), words in the reader's language, and their tone: "", soon, late or over."""

    label: str
    text: str
    tone: str = ""
