"""Values from outside: each is read into its type, or refused with one sentence that says where and what.

Every reader takes the raw value and its ``Where``, and raises ``Invalid``.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from callcenter import i18n
from callcenter.errors import Invalid
from callcenter.i18n import N_, Phrase

i18n.phrases({
    "settings.text": N_("text in quotes"),
    "settings.switch": N_("true or false"),
    "settings.whole": N_("a whole number, 0 or more"),
    "settings.positive": N_("a number above 0"),
    "settings.duration": N_("a length of time such as 90s, 15m, 4h or 3d"),
    "settings.language": N_("en or zh_CN"),
    "settings.clock_time": N_("a time of day such as 21:00"),
    "settings.zone": N_("the name of a time zone such as Asia/Shanghai"),
    "settings.region": N_("a country's two letters such as CN"),
    "settings.currency": N_("a currency's three letters such as CNY"),
    "settings.table": N_("a table"),
    "settings.url": N_("an address that begins with https:// or http://"),
})  # fmt: skip

_NEARLY_ADDRESS = re.compile(
    r"postgres(?:ql)?(?:\+\w+)?:|(?:\w+=\S+\s+)*(?:password|host|hostaddr|dbname|user|service)=",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a value was read, so that a fault can be found again."""

    source: str
    key: str
    base: Path

    def under(self, key: str) -> "Where":
        """The place of a key within the table at this place."""
        return Where(self.source, f"{self.key}.{key}", self.base)

    def wrong(self, wanted: str, value: object) -> Invalid:
        """The fault of a value that doesn't fit."""
        return Invalid(
            N_("{source}: {field} must be {wanted!w}, not {value}. Correct it or take it out."),
            source=self.source, field=self.key, wanted=Phrase(f"settings.{wanted}"), value=quoted(value),
        )  # fmt: skip


def quoted(value: object) -> str:
    """A value as TOML writes it: text in quotes, switches in small letters."""
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def unknown(source: str, name: str, near: str, among: Iterable[str]) -> Invalid:
    """The fault of a key that nobody knows.

    Args:
        source: the file or variable it stands in.
        name: the whole key.
        near: the part of it that is compared.
        among: the keys there are.
    """
    known = list(among)
    close = difflib.get_close_matches(near, known, 1, 0.5)
    if close:
        return Invalid(
            N_("{source}: there is no setting {field}. Did you mean {nearest}? Correct it or take it out."),
            source=source, field=name, nearest=close[0],
        )  # fmt: skip
    return Invalid(
        N_("{source}: there is no setting {field}. Take it out, or use one of: {known}."),
        source=source, field=name, known=", ".join(known),
    )  # fmt: skip


_PIECE = re.compile(r"(\d+(?:\.\d+)?)([smhd])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def duration(spelled: str) -> timedelta:
    """Read a length of time: ``90s``, ``15m``, ``4h``, ``3d``, ``1h30m``; a day is 24 hours.

    Raises:
        ValueError: the text is something else.
    """
    packed = spelled.replace(" ", "").lower()
    pieces = _PIECE.findall(packed)
    if not pieces or "".join(number + unit for number, unit in pieces) != packed or len(packed) > 20:
        raise ValueError(spelled)
    return timedelta(seconds=sum(float(number) * _UNITS[unit] for number, unit in pieces))


def duration_text(length: timedelta) -> str:
    """The shortest spelling that ``duration`` reads back: ``4h`` rather than ``240m``; whole seconds."""
    rest, pieces = int(length.total_seconds()), []
    for unit in "dhms":
        count, rest = divmod(rest, _UNITS[unit])
        pieces += [f"{count}{unit}"] if count else []
    return "".join(pieces) or "0s"


def text(value: object, where: Where) -> str:
    """Text that is not blank, without the blanks around it."""
    if not isinstance(value, str) or not value.strip():
        raise where.wrong("text", value)
    return value.strip()


def switch(value: object, where: Where) -> bool:
    """A truth value, or its spelling in a variable."""
    spelled = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if isinstance(value, bool) or str(value).lower() in spelled:
        return value if isinstance(value, bool) else spelled[str(value).lower()]
    raise where.wrong("switch", value)


def choice(among: Iterable[str], value: object, where: Where) -> str:
    """One of a few words."""
    known = list(among)
    if isinstance(value, str) and value in known:
        return value
    raise Invalid(
        N_("{source}: {field} must be one of {known}, not {value}. Correct it or take it out."),
        source=where.source, field=where.key, known=", ".join(known), value=quoted(value),
    )  # fmt: skip


def some(among: Iterable[str], value: object, where: Where) -> str:
    """Some of a few words, with commas or blanks between them, each once; none of them is fine too."""
    known, named = list(among), [word for word in re.split(r"[\s,]+", str(value)) if word]
    for word in named:
        if word not in known:
            raise unknown(where.source, where.key, word, known)
    return ", ".join(dict.fromkeys(named))


def days(usual: Mapping[str, int], value: object, where: Where) -> Mapping[str, int]:
    """A table of days by name, on top of the usual ones."""
    if not isinstance(value, dict):
        raise where.wrong("table", value)
    for name in value:
        if name not in usual:
            raise unknown(where.source, where.under(name).key, name, usual)
    return MappingProxyType(
        {**usual, **{name: whole(said, where.under(name)) for name, said in value.items()}}
    )


def whole(value: object, where: Where) -> int:
    """A whole number of at most nine digits."""
    if not isinstance(value, bool) and re.fullmatch(r"\d{1,9}", str(value)):
        return int(str(value))
    raise where.wrong("whole", value)


def positive(value: object, where: Where) -> float:
    """A number above 0."""
    number = str(value)
    if not isinstance(value, bool) and re.fullmatch(r"\d{1,9}(\.\d+)?", number) and float(number) > 0:
        return float(number)
    raise where.wrong("positive", value)


def length(value: object, where: Where) -> timedelta:
    """A length of time, see ``duration``."""
    try:
        return duration(text(value, where))
    except (ValueError, Invalid):
        raise where.wrong("duration", value) from None


def language(value: object, where: Where) -> str:
    """A supported language, in any spelling of it."""
    if isinstance(value, str) and value[:2].lower() in {"en", "zh"}:
        return i18n.nearest(value)
    raise where.wrong("language", value)


def zone(value: object, where: Where) -> str:
    """An IANA time zone; the nearest one is proposed."""
    if isinstance(value, str) and is_zone(value):
        return value
    close = difflib.get_close_matches(str(value), available_timezones(), 1, 0.5)
    if not close:
        raise where.wrong("zone", value)
    raise Invalid(
        N_("{source}: {field} is {value}, which is no time zone. Did you mean {nearest}?"),
        source=where.source, field=where.key, value=quoted(value), nearest=close[0],
    )  # fmt: skip


def is_zone(name: str) -> bool:
    """Whether a name is a time zone that this machine knows."""
    try:
        return bool(name) and ZoneInfo(name).key == name
    except (OSError, ValueError, KeyError):  # a directory, a path, an unknown name
        return False


def letters(wanted: str, count: int, value: object, where: Where) -> str:
    """So many Latin letters, as capitals; ``wanted`` names the phrase of the fault."""
    if isinstance(value, str) and re.fullmatch(rf"[A-Za-z]{{{count}}}", value):
        return value.upper()
    raise where.wrong(wanted, value)


def path(value: object, where: Where) -> Path:
    """A path, absolute; relative ones start where the value was written."""
    return where.base / Path(os.path.expanduser(text(value, where)))


def store(value: object, where: Where) -> str:
    """A path as text, absolute; the address of a database stays as it is.

    Raises:
        Invalid: an address that is mistyped, or words for libpq: a file called so would show the password.
    """
    named = text(value, where)
    if "://" not in named and _NEARLY_ADDRESS.match(named):
        raise Invalid(
            N_("{source}: {field} looks like the address of a database and is none. Write it as "
               "postgresql+psycopg://callcenter@host/callcenter."),
            source=where.source, field=where.key,
        )  # fmt: skip
    return named if "://" in named else str(path(named, where))


def moment(spelled: str) -> datetime:
    """A time with an offset, in ISO 8601, such as ``2026-03-02T14:30+08:00``.

    Raises:
        Invalid: it is no time, or one without an offset.
    """
    try:
        at = datetime.fromisoformat(spelled.strip())
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Invalid(
            N_("{text} is no time with an offset. Write it as 2026-03-02T14:30+08:00."), text=spelled
        )
    return at.astimezone(UTC)


def toml(file: Path) -> dict[str, Any]:
    """A TOML file as it stands.

    Raises:
        Invalid: it can't be read, or is none.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Invalid(
            N_("The settings file {source} can't be read: {fault}. Make it readable or name another one."),
            source=str(file), fault=error.strerror or type(error).__name__,
        ) from error  # fmt: skip
    except UnicodeDecodeError as error:
        raise Invalid(
            N_("The settings file {source} is not UTF-8 text. Save it as UTF-8."), source=str(file)
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise Invalid(
            N_("The settings file {source} is not TOML: {fault}. Correct that line."),
            source=str(file), fault=str(error),
        ) from error  # fmt: skip
