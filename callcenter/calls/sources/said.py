"""What a request says, and what its sender is answered: the edge that every telephone system comes through.

Adapters are pure: from headers, query and body to events and a reply. They raise ``Unread`` for what can't be
read; the number in it is never repeated.
"""

import email.policy
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

from callcenter.calls.views import CallEvent
from callcenter.errors import Invalid
from callcenter.i18n import N_

LONGEST_ID = 250
_LONGEST = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNFILLED = re.compile(r"\[.*\]")
_WITHHELD = frozenset(
    {"", "anonymous", "<unknown>", "unknown", "restricted", "private", "unavailable", "withheld", "asserted"}
)


class Unread(Invalid):
    """A request that is no call's: the sender is answered 422."""


@dataclass(frozen=True, slots=True)
class Said:
    """One request, as it came."""

    headers: Mapping[str, str]
    """By name in small letters."""
    query: Mapping[str, str]
    body: bytes
    at: datetime
    """When it arrived."""
    url: str = ""
    """Its whole address as the sender wrote it, for signatures over it and for replies that name it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the sender is answered."""

    body: str = ""
    kind: str = "text/plain"
    status: int = 200


@dataclass(frozen=True, slots=True)
class Heard:
    """What a request comes to."""

    events: tuple[CallEvent, ...] = ()
    reply: Reply = field(default_factory=Reply)


Fields = Mapping[str, tuple[str, ...]]
"""The values of each field; of one with several, all of them."""


def fields(said: Said) -> Fields:
    """The fields of a body: JSON, a form, or a form in parts; ``name[]`` is the same as ``name``.

    Raises:
        Unread: it is none of them.
    """
    kind = said.headers.get("content-type", "").partition(";")[0].strip().lower()
    pairs: list[tuple[str, str]] = []
    if kind == "multipart/form-data":
        pairs = _parts(said)
    elif kind.endswith("json") or said.body.lstrip()[:1] == b"{":
        pairs = _json(said.body)
    else:
        pairs = parse_qsl(said.body.decode("utf-8", errors="replace"), keep_blank_values=True)
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        name = name.removesuffix("[]")
        found[name] = (*found.get(name, ()), clean(value))
    return found


def _json(body: bytes) -> list[tuple[str, str]]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unread(N_("The body is no JSON. Send an object of fields, or a form.")) from error
    if not isinstance(read, dict):
        raise Unread(N_("The body is no JSON. Send an object of fields, or a form."))
    return [(name, _word(one)) for name, value in read.items() for one in _several(value)]


def _several(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


def _word(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _parts(said: Said) -> list[tuple[str, str]]:
    head = f"Content-Type: {said.headers['content-type']}\r\n\r\n".encode()
    form = BytesParser(policy=email.policy.HTTP).parsebytes(head + said.body)
    pairs = []
    for part in form.iter_parts() if form.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        raw = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(raw, bytes):
            pairs.append((name, raw.decode("utf-8", errors="replace")))
    return pairs


def clean(value: str) -> str:
    """A value without what no store takes; a variable that the sender never filled in is empty."""
    value = _CONTROL.sub("", value).strip()[:_LONGEST_READ]
    return "" if _UNFILLED.fullmatch(value) else value


_LONGEST_READ = 1000


def first(found: Fields, *names: str) -> str:
    """The first value that one of these fields has, else nothing."""
    return next((value for name in names for value in found.get(name, ()) if value), "")


def number(value: str) -> str:
    """A number as the sender writes it; empty where it is withheld."""
    return "" if value.lower() in _WITHHELD else value[:_LONGEST]


def short(value: str) -> str:
    """A name, an extension or a queue."""
    return value[:_LONGEST]


def identity(value: str) -> str:
    """The sender's name of a call.

    Raises:
        Unread: there is none, or it is longer than 250 characters.
    """
    if not value or len(value) > LONGEST_ID:
        raise Unread(N_("{field}: takes 1 to {longest} characters."), field="callId", longest=LONGEST_ID)
    return value


def unknown(field_name: str) -> Unread:
    """A field whose value no call has."""
    return Unread(N_("{field}: no such value. See docs/telephony.md."), field=field_name)


def seconds(value: str) -> float | None:
    """A length of time: seconds, or hours, minutes and seconds; None where there is none."""
    parts = value.split(":")
    try:
        read = [float(part) for part in parts]
    except ValueError:
        return None
    total = 0.0
    for part in read:
        total = total * 60 + part
    return total if 0 <= total < _A_DAY_S and len(parts) <= 3 else None


_A_DAY_S = 86_400.0


def moment(value: str, at: datetime) -> datetime | None:
    """A time in ISO 8601, in UTC where it names no zone; None where there is none.

    What is years away is none: a system that has no time for something writes the year 1.

    Args:
        value: as the sender writes it.
        at: when it was sent.
    """
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    read = read if read.tzinfo else read.replace(tzinfo=UTC)
    return read.astimezone(UTC) if abs(read - at) < _A_YEAR else None


_A_YEAR = timedelta(days=366)
