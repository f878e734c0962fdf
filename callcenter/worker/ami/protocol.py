"""Asterisk's manager protocol: lines of ``Key: Value``, a message ends with an empty one. Pure.

What comes is read forgivingly (keys in any case, repeated, lines that are none), within bounds; what goes out
is written strictly: a value with a line's end in it would be a command of somebody else's making.
"""

import re
from collections.abc import Iterable, Iterator

LONGEST_LINE = 8 * 1024
"""Bytes; of a longer line the rest is dropped."""
MOST_LINES = 512
"""Lines of one message; further ones are dropped."""
_BANNER = b"Asterisk Call Manager/"
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_UNSAYABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Message:
    """One message: its fields by name, whatever the case of the name."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        self._fields: dict[str, list[str]] = {}
        for name, value in fields:
            self._fields.setdefault(name.lower(), []).append(value)

    def __getitem__(self, name: str) -> str:
        """The last value of a field; empty where there is none."""
        return self._fields.get(name.lower(), [""])[-1]

    def __contains__(self, name: str) -> bool:
        """Whether a field is there, be it empty."""
        return name.lower() in self._fields

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a field that may be repeated, in their order."""
        return tuple(self._fields.get(name.lower(), ()))

    @property
    def event(self) -> str:
        """What happened, in small letters; empty for an answer."""
        return self["event"].lower()

    @property
    def is_answer(self) -> bool:
        """Whether it answers an action, rather than telling an event."""
        return "response" in self and "event" not in self

    @property
    def is_success(self) -> bool:
        """Whether it says that an action was done."""
        return self["response"].lower() in ("success", "pong", "goodbye")

    def __repr__(self) -> str:
        """Without values: they are names, numbers and secrets."""
        return f"Message({(self['event'] or self['response'])[:40]}, {len(self._fields)} fields)"


class Reader:
    """Messages out of bytes, however they were cut on their way."""

    def __init__(self) -> None:
        self._rest = b""
        self._fields: list[tuple[str, str]] = []
        self._lines = 0
        self._skipping = False
        self.banner = ""
        """How the other side introduced itself."""

    def feed(self, chunk: bytes) -> Iterator[Message]:
        """The messages that some more bytes complete."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            whole, self._skipping = not self._skipping, False
            message = self._line(line.rstrip(b"\r")[:LONGEST_LINE]) if whole else None
            if message is not None:
                yield message
        if len(self._rest) > LONGEST_LINE:
            if not self._skipping:
                self._line(self._rest[:LONGEST_LINE])
            self._rest, self._skipping = b"", True

    def _line(self, line: bytes) -> Message | None:
        if not line:
            fields, self._fields, self._lines = self._fields, [], 0
            return Message(fields) if fields else None
        self._lines += 1
        if self._lines == 1 and line.startswith(_BANNER):
            self.banner, self._lines = line.decode("utf-8", "replace"), 0
            return None
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon and _KEY.fullmatch(name) and self._lines <= MOST_LINES:
            self._fields.append((name, _UNSAYABLE.sub("", value).strip()))
        return None


def written(action: str, fields: Iterable[tuple[str, str]]) -> bytes:
    """An action as bytes.

    Args:
        action: its name.
        fields: names and values, in their order; a name may come twice.

    Raises:
        ValueError: a name is none, or a value holds a line's end or another control character.
    """
    lines = []
    for name, value in (("Action", action), *fields):
        if not _KEY.fullmatch(name) or _UNSAYABLE.search(value):
            raise ValueError(f"{name}: can't be said to a telephone system")
        lines.append(f"{name}: {value}\r\n")
    return "".join(lines).encode() + b"\r\n"
