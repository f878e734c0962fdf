"""How Asterisk names telephones, numbers and causes. Pure."""

import re
from collections.abc import Iterable

from callcenter.calls.sources import said
from callcenter.calls.words import Cause

_CHANNEL = re.compile(r"([^/]+)/(.+?)(?:-[0-9a-f]{8})?(?:;[12])?(?:/n)?", re.IGNORECASE)
_DIALLED = re.compile(r"\+?[0-9*#]{2,32}")
_CAUSES = {
    "1": Cause.NOT_FOUND, "16": Cause.NORMAL, "17": Cause.BUSY, "18": Cause.NO_ANSWER, "19": Cause.NO_ANSWER,
    "20": Cause.NO_ANSWER, "21": Cause.BUSY, "27": Cause.CONGESTION, "28": Cause.NOT_FOUND,
    "34": Cause.CONGESTION, "38": Cause.CONGESTION, "41": Cause.CONGESTION, "42": Cause.CONGESTION,
    "44": Cause.CONGESTION,
}  # fmt: skip
_DIAL_STATUS = {
    "BUSY": Cause.BUSY, "NOANSWER": Cause.NO_ANSWER, "CANCEL": Cause.CANCELLED,
    "CONGESTION": Cause.CONGESTION, "CHANUNAVAIL": Cause.CONGESTION,
}  # fmt: skip


def telephone(channel: str) -> str:
    """The telephone of a channel: ``PJSIP/201`` of ``PJSIP/201-0000001a``, 201 of ``Local/201@x/n``."""
    found = _CHANNEL.fullmatch(channel.strip())
    if found is None:
        return said.short(channel.strip())
    technology, name = found[1], found[2]
    return said.short(name.partition("@")[0] if technology.lower() == "local" else f"{technology}/{name}")


def extension(telephone_: str) -> str:
    """The bare name: ``201`` of ``PJSIP/201`` and of ``201@pbx``."""
    return telephone_.rpartition("/")[2].partition("@")[0]


class House:
    """Which telephones are the house's own.

    Args:
        extensions: the settings' extensions and numbers.
    """

    def __init__(self, extensions: Iterable[str]) -> None:
        self._known = {name for said_ in extensions for name in (said_, extension(said_))}
        self._members: set[str] = set()

    def learn(self, telephone_: str) -> None:
        """A member of a queue is one of ours, wherever its calls come from."""
        self._members.add(extension(telephone_))

    def has(self, channel: str) -> bool:
        """Whether a channel, or a telephone, is one of ours."""
        name = telephone(channel)
        bare = extension(name)
        return bool(bare) and (name in self._known or bare in self._known or bare in self._members)


def number(text: str) -> str:
    """A number as the trunk gives it; empty where it is withheld."""
    return said.number(said.clean(text))


def dialled(*texts: str) -> str:
    """The first that is a number somebody dialled; ``s`` and names of contexts are none."""
    for text in texts:
        for part in (text, *text.split("/")):
            bare = part.partition("@")[0]
            if _DIALLED.fullmatch(bare):
                return bare
    return ""


def hangup_cause(code: str) -> str:
    """Why a channel ended."""
    return _CAUSES.get(code, Cause.NORMAL).value


def dial_cause(status: str) -> str:
    """Why a dial came to nothing; empty where it came off."""
    cause = _DIAL_STATUS.get(status.upper())
    return cause.value if cause else ""
