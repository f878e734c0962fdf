"""The one place that asks what time it is.

Rules take ``now`` as an argument; the doors (desk, commands, screens) ask here, so that a test or the
demo can own the time.
"""

from collections.abc import Callable
from datetime import UTC, datetime


def _system_now() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_now


def now() -> datetime:
    """Return the current time, aware and in UTC."""
    return _source()


def use(source: Callable[[], datetime] | None) -> None:
    """Take the time from ``source`` from now on; None goes back to the system's clock.

    Args:
        source: returns an aware UTC datetime.
    """
    global _source  # noqa: PLW0603 - one clock a process is the point of this module
    _source = source or _system_now
