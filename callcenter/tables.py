"""The tables among the settings: what each may hold, how it is read, and what holds where it isn't said."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Any

from callcenter import reading

PRIORITIES = ("urgent", "high", "normal", "low")


@dataclass(frozen=True, slots=True)
class Target:
    """A service level: the time to the first answer and to the solution, both from the call on."""

    first: timedelta
    resolve: timedelta


def _table(value: object, where: reading.Where) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise where.wrong("table", value)
    return value


def flat(value: object, where: reading.Where) -> Mapping[str, str]:
    """Texts by name; a name with dots in it may be written as tables within the table."""
    texts: dict[str, str] = {}
    for name, key in _table(value, where).items():
        if isinstance(key, dict):  # case.log = "n", unquoted, is a table within the table
            texts |= {f"{name}.{rest}": keys for rest, keys in flat(key, where.under(name)).items()}
        else:
            texts[name] = reading.text(key, where.under(name))
    return MappingProxyType(texts)


def _priority(name: str, where: reading.Where, among: Iterable[str] = PRIORITIES) -> str:
    if name not in among:
        raise reading.unknown(where.source, where.under(name).key, name, among)
    return name


def answer_times(value: object, where: reading.Where) -> Mapping[str, timedelta]:
    """How long points have to answer, on top of what is usual."""
    given = _table(value, where).items()
    read = {
        _priority(name, where, ANSWER_TIMES): reading.length(time, where.under(name)) for name, time in given
    }
    return MappingProxyType(ANSWER_TIMES | read)


def targets(value: object, where: reading.Where) -> Mapping[str, Target]:
    """Read ``urgent``, ``"urgent.gold"`` and ``[targets.urgent.gold]`` alike.

    A priority that is set leaves behind the built-in lines of its tiers: else a sharper "urgent" would leave
    gold customers worse off than all others.
    """
    lines: dict[str, dict[str, Any]] = {}
    for name, line in _table(value, where).items():
        parts = dict(_table(line, where.under(name)))
        for tier in [key for key, part in parts.items() if isinstance(part, dict)]:
            lines[f"{name}.{tier}"] = parts.pop(tier)
        if parts:
            lines[name] = parts
    for name in lines:
        _priority(name.partition(".")[0], where)
    said = {name.partition(".")[0] for name in lines if "." not in name}
    kept = {name: line for name, line in TARGETS.items() if "." not in name or name.split(".")[0] not in said}
    for name in sorted(lines, key=lambda name: name.count(".")):
        basis = kept.get(name) or kept[name.partition(".")[0]]
        kept[name] = _target(lines[name], basis, where.under(name))
    return MappingProxyType(kept)


def _target(line: Mapping[str, object], basis: Target, where: reading.Where) -> Target:
    for key in line:
        if key not in {"first", "resolve"}:
            raise reading.unknown(where.source, where.under(key).key, key, ("first", "resolve"))
    read = {key: reading.length(value, where.under(key)) for key, value in line.items()}
    return Target(read.get("first", basis.first), read.get("resolve", basis.resolve))


def _line(first: str, resolve: str) -> Target:
    return Target(reading.duration(first), reading.duration(resolve))


TARGETS = {
    "urgent": _line("15m", "4h"), "urgent.gold": _line("5m", "2h"), "urgent.silver": _line("10m", "3h"),
    "high": _line("1h", "1d"), "high.gold": _line("30m", "12h"), "high.silver": _line("45m", "18h"),
    "normal": _line("4h", "3d"), "normal.gold": _line("2h", "2d"), "normal.silver": _line("3h", "60h"),
    "low": _line("1d", "7d"), "low.gold": _line("8h", "5d"), "low.silver": _line("12h", "6d"),
}  # fmt: skip
RETENTION = dict.fromkeys(("cases", "calls", "messages", "drafts", "customers"), 0)
RETENTION |= {"requests": 30}
ANSWER_TIMES = dict(zip(PRIORITIES, map(reading.duration, ("15m", "1h", "4h", "8h")), strict=True))
ANSWER_TIMES |= {"emergency": reading.duration("10m")}


# What the doors to the outside need: a table's parts, each with its default and its reader.
_Read = Callable[[object, reading.Where], Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One key of a table."""

    default: Any
    read: _Read


Parts = Mapping[str, Part]


def parts(known: Parts, value: object, where: reading.Where) -> Mapping[str, Any]:
    """A table of known parts; what isn't said, or is empty, has its default.

    Args:
        known: the parts by name.
        value: as the file has it.
        where: it stands.

    Raises:
        Invalid: no table, an unknown part, or a value that doesn't fit.
    """
    found = usual(known) | {}
    for name, said in _table(value, where).items():
        if name not in known:
            raise reading.unknown(where.source, where.under(name).key, name, known)
        found[name] = known[name].default if said == "" else known[name].read(said, where.under(name))
    return MappingProxyType(found)


def usual(known: Parts) -> dict[str, Any]:
    """A table of which nothing is said."""
    return {name: part.default for name, part in known.items()}


def _address(value: object, where: reading.Where) -> str:
    """A web address without a slash at its end."""
    if not re.match(r"https?://[^/]", reading.text(value, where)):
        raise where.wrong("url", value)
    return reading.text(value, where).rstrip("/")


def _clock_time(value: object, where: reading.Where) -> str:
    """A time of day as clocks show it."""
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", reading.text(value, where)):
        raise where.wrong("clock_time", value)
    return reading.text(value, where)


def _file(value: object, where: reading.Where) -> str:
    return str(reading.path(value, where))


def _text(default: str = "") -> Part:
    return Part(default, reading.text)


def _one_of(default: str, *others: str) -> Part:
    return Part(default, partial(reading.choice, (default, *others)))


_URL = Part("", _address)
TELEPHONY: Parts = {
    "public_url": _URL,
    "caller_names": _one_of("masked", "off", "full"),
    "sipgate_key": Part("", _file),
    "placetel_secret": _text(),
    "twilio_token": _text(),
}
AMI: Parts = {
    "host": _text(),
    "port": Part(5038, reading.whole),
    "user": _text(),
    "secret": _text(),
    "channel": _text("PJSIP/{extension}"),
    "context": _text("from-internal"),
    "plus": _text("+"),
    "tls": Part(False, reading.switch),
}
EMAIL: Parts = {
    "host": _text(),
    "port": Part(587, reading.whole),
    "security": _one_of("starttls", "tls", "none"),
    "user": _text(),
    "password": _text(),
    "sender": _text(),
    "timeout_s": Part(20.0, reading.positive),
}
SMS: Parts = {
    "url": _URL,
    "token": _text(),
    "sender": _text(),
    "timeout_s": Part(10.0, reading.positive),
}
TELLING: Parts = {
    "house": _text(),
    "quiet_from": Part("21:00", _clock_time),
    "quiet_to": Part("08:00", _clock_time),
    "routed": Part(True, reading.switch),
    "appointment": Part(True, reading.switch),
    "ready": Part(True, reading.switch),
    "closed": Part(True, reading.switch),
}
POINTS: Parts = {
    "public_url": _URL,
    "link_days": Part(14, reading.whole),
    "open_days": Part(14, reading.whole),
    "alarm": Part(timedelta(minutes=30), reading.length),
}
ROADS: Parts = {
    "url": _URL,
    "profile": _text("driving"),
    "timeout_s": Part(2.0, reading.positive),
}
GEOCODER: Parts = {
    "url": _URL,
    "timeout_s": Part(2.0, reading.positive),
}
