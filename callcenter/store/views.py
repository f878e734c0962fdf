"""What the store tells a console."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of the change feed."""

    seq: int
    topic: str
    entity: str
    entity_id: int


@dataclass(frozen=True, slots=True)
class News:
    """What changed since a console last looked."""

    position: str
    """To be given back at the next look; means nothing else."""
    rows: tuple[ChangeRow, ...] = ()
    """Oldest first."""
    more: bool = False
    """There may be more: look again at once."""
    everything: bool = False
    """Anything may have changed: the console slept longer than news is kept, or the store was restored."""
