"""Everything that can go wrong and that a person can meet.

Each error holds an English sentence with named gaps (a gettext message id) and the values for the gaps;
``callcenter.i18n.sentence(error)`` says it in the reader's language.

    CallcenterError
    ├── Refused            the request can't be done as it stands; says what to do instead
    │   ├── NotFound       no such customer, case, point ...
    │   ├── Invalid        a value from outside does not fit; names the field
    │   ├── NotAllowed     the role may not do this
    │   └── MoveRefused    the lifecycle has no such move now
    ├── Changed            somebody else changed it meanwhile
    └── StoreError
        ├── StoreAway      the store can't be reached or is locked
        ├── StoreNewer     the store was made by a newer version
        └── StoreOlder     the store must be upgraded first
"""

from typing import Any


class CallcenterError(Exception):
    """The root: an English template and the values of its gaps.

    Args:
        template: an English sentence with ``{named}`` gaps, marked with ``N_`` where it stands in the code.
        **params: the values; strings, numbers, datetimes or codes (see ``i18n`` for ``!w``, ``!t``, ``!d``).
    """

    def __init__(self, template: str, **params: Any) -> None:
        super().__init__(template)
        self.template = template
        self.params = params

    def __str__(self) -> str:
        """The sentence in English, for logs and tracebacks."""
        from callcenter import i18n

        return i18n.fill(self.template, self.params)


class Refused(CallcenterError):
    """The request can't be done as it stands."""


class NotFound(Refused):
    """There is no such thing."""


class Invalid(Refused):
    """A value from outside doesn't fit; ``params`` may name ``field``."""


class NotAllowed(Refused):
    """The role may not do this."""


class MoveRefused(Refused):
    """The lifecycle allows no such move from here."""


class Changed(CallcenterError):
    """Somebody else changed the thing meanwhile; what was typed is kept by the caller."""


class StoreError(CallcenterError):
    """The store can't do its work."""


class StoreAway(StoreError):
    """The store can't be reached, or stayed locked beyond its timeout."""


class StoreNewer(StoreError):
    """The store was made by a newer version of the program."""


class StoreOlder(StoreError):
    """The store is of an earlier revision and must be upgraded first."""
