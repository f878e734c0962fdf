"""A caller's name as plain text, for the display of the telephone itself.

FreePBX (CallerID Lookup Sources, HTTP) and FreeSWITCH (``mod_cidlookup``) ask by one GET
and print what comes.
"""

from callcenter.calls.sources.said import Reply, Said, clean, number
from callcenter.calls.views import CallerFound

SHOWN = ("off", "masked", "full")
"""How much of a name the telephones show."""


def asked_for(said: Said) -> str:
    """The number that is asked for; empty where it is withheld."""
    return number(clean(said.query.get("number", "")))


def reply(found: CallerFound | None, shown: str) -> Reply:
    """The name, or nothing where nobody is known.

    Args:
        found: whose the number is.
        shown: ``off``, ``masked`` (王••) or ``full``.
    """
    if found is None or shown == "off":
        return Reply()
    name = found.name if shown == "full" else masked(found.name)
    return Reply(" ".join(name.split()))


def masked(name: str) -> str:
    """A name of which only the first letter of each word is legible."""
    return " ".join(word[:1] + "•" * min(2, len(word) - 1) for word in name.split())
