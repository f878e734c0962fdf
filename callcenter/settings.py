"""What a house may set: one TOML file, environment variables over it, the command line over both.

Each setting stands once, as a field of ``Settings`` with its words, its reader and its default; the file
that documents itself (``documented``) and ``docs/settings.md`` (``reference``) are written from there.
Where a value is not given it is taken from the place: the locale, the time zone, the platform's directories.
"""

import getpass
import os
import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from callcenter import i18n, reading, tables

THEMES = ("dark", "light", "16", "plain")
ROLES = ("agent", "supervisor", "admin", "point")
_PREFIX = "CALLCENTER_"
_FALLBACK_REGION = "CN"
_CURRENCIES = {"CN": "CNY", "HK": "HKD", "TW": "TWD", "JP": "JPY", "KR": "KRW", "SG": "SGD", "IN": "INR"} | {
    "US": "USD", "GB": "GBP", "AU": "AUD", "CA": "CAD", "CH": "CHF", "BR": "BRL", "MX": "MXN"
}  # fmt: skip
_EURO = frozenset(["AT", "BE", "DE", "ES", "FI", "FR", "GR", "IE", "IT", "LU", "NL", "PT"])


_Reader = Callable[[Any, reading.Where], Any]


def _setting(read: _Reader, words: str, default: Any = None, shown: str = "") -> Any:
    """A field of ``Settings``: its reader, its words, its default; ``shown`` where the place gives it."""
    return field(
        default_factory=lambda: default,  # tables are frozen, but dataclasses refuse them as a plain default
        repr=read is not reading.store and not isinstance(default, Mapping),
        metadata={"read": read, "words": words, "default": default, "shown": shown},
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Every setting, read and checked. The store may hold a password and is kept out of ``repr``."""

    store: str = _setting(
        reading.store,
        "The store: the path of an SQLite file (relative to this file), or a database of PostgreSQL 15 or "
        "later, like postgresql+psycopg://callcenter@host/callcenter (see docs/administration.md). "
        "Without it: callcenter.sqlite3 in the platform's data directory.",
        shown='"callcenter.sqlite3"',
        default="callcenter.sqlite3",
    )
    agent: str = _setting(
        reading.text, "Who sits here. Without it: the operating system's user.", "agent", '"wangfang"'
    )
    language: str = _setting(reading.language, "en or zh_CN. Without it: the locale's.", "en", '"zh_CN"')
    zone: str = _setting(
        reading.zone,
        "The time zone in which times are shown. Without it: the system's.",
        "UTC",
        '"Asia/Shanghai"',
    )
    region: str = _setting(
        partial(reading.letters, "region", 2),
        f"The country of numbers that name none. Without it: the locale's, else {_FALLBACK_REGION}.",
        _FALLBACK_REGION,
        f'"{_FALLBACK_REGION}"',
    )
    currency: str = _setting(
        partial(reading.letters, "currency", 3),
        "The currency of new costs. Without it: the region's.",
        "CNY",
        '"CNY"',
    )
    theme: str | None = _setting(
        partial(reading.choice, THEMES),
        "The colours of the screens: dark, light, 16 (as many colours) or plain (none). "
        "Without it: what fits the terminal.",
        shown='"dark"',
    )
    taxonomy: Path | None = _setting(  # noqa: RUF009 - a field like the others
        reading.path,
        "A file of categories instead of the built-in one (relative to this file).",
        shown='"taxonomy.toml"',
    )
    hold_seconds: int = _setting(
        reading.whole, "How long an offer waits for being taken back before it leaves, in seconds.", 10
    )
    close_after_days: int = _setting(reading.whole, "A resolved case closes by itself after so many days.", 7)
    reopen_days: int = _setting(reading.whole, "A closed case may be reopened for so many days.", 14)
    webhook_timeout_s: float = _setting(
        reading.positive, "How long a service point's computer may take to answer, in seconds.", 10.0
    )
    points_asked: int = _setting(
        reading.whole, "How many service points are asked one after the other, without a person, while none "
        "answers in time (see docs/service-points.md); then a person decides. 0: silence is only shown.", 3
    )  # fmt: skip
    allow_private_addresses: bool = _setting(
        reading.switch, "Whether offers may be sent to addresses within the house's own network.", False
    )
    full_numbers: str = _setting(
        partial(reading.some, ROLES),
        "The roles that see whole telephone numbers: agent, supervisor, admin, point. All others see them "
        "without their last four digits.",
        "agent, admin",
    )
    erasures: Path | None = _setting(  # noqa: RUF009
        reading.path,
        "Where erasures of customers are written down for the day on which a backup is restored "
        "(relative to this file). Without it: beside the store's file, as callcenter.sqlite3.erasures.",
        shown='"callcenter.erasures"',
    )
    secret_key: Path | None = _setting(  # noqa: RUF009
        reading.path,
        "The file of keys under which webhook secrets are kept and links are signed (relative to this file); "
        "it is made at first use and belongs into the backup. Without it: beside the store's file, as "
        "callcenter.sqlite3.secret; for a database in the platform's data directory.",
        shown='"callcenter.secret"',
    )
    retention: Mapping[str, int] = _setting(
        partial(reading.days, tables.RETENTION),
        "For how many days things are kept; 0: for ever. cases: the words of closed ones (figures stay). "
        "calls: their numbers. messages: what was sent. drafts: what was typed and not saved. "
        "customers: those without any case or item. requests: results of repeated requests.",
        MappingProxyType(tables.RETENTION),
    )
    answer_times: Mapping[str, timedelta] = _setting(
        tables.answer_times,
        "How long a service point has to accept an offer, by priority, counted in its opening hours. "
        "emergency: where it is about safety or at the roadside, round the clock.",
        MappingProxyType(tables.ANSWER_TIMES),
    )  # fmt: skip
    targets: Mapping[str, tables.Target] = _setting(
        tables.targets,
        "What callers are promised, by priority and, where it differs, by customer tier, round the clock. "
        "first: somebody answers. resolve: it is solved. Setting a priority drops its built-in tier lines.",
        MappingProxyType(tables.TARGETS),
    )
    telephony: Mapping[str, str] = _setting(
        partial(tables.parts, tables.TELEPHONY),
        "What `callcenter api` needs (docs/telephony.md). public_url: its address as telephone systems reach "
        "it. caller_names: what displays show, off, masked or full. sipgate_key: the file of sipgate's "
        "public key. placetel_secret, twilio_token: what requests are signed with.",
        MappingProxyType(tables.usual(tables.TELEPHONY)),
    )
    ami: Mapping[str, Any] = _setting(
        partial(tables.parts, tables.AMI),
        "Asterisk's manager interface, for `callcenter ami` (docs/telephony.md): where it listens, the "
        "account, and how it dials: the channel of an agent's telephone, the context for the number, what is "
        "dialled for its plus (00 where the lines want that). tls: whether the line is encrypted.",
        MappingProxyType(tables.usual(tables.AMI)),
    )
    email: Mapping[str, Any] = _setting(
        partial(tables.parts, tables.EMAIL),
        "The server for outgoing e-mail. security: starttls, tls or none (loopback only). sender: the "
        "address it comes from. Without a host no e-mail leaves.",
        MappingProxyType(tables.usual(tables.EMAIL)),
    )
    sms: Mapping[str, Any] = _setting(
        partial(tables.parts, tables.SMS),
        "The SMS gateway (docs/administration.md). Without a url no SMS leaves.",
        MappingProxyType(tables.usual(tables.SMS)),
    )
    telling: Mapping[str, Any] = _setting(
        partial(tables.parts, tables.TELLING),
        "What customers are told by themselves, and never between quiet_from and quiet_to on their own "
        "clock. house: the name that signs.",
        MappingProxyType(tables.usual(tables.TELLING)),
    )
    points: Mapping[str, Any] = _setting(
        partial(tables.parts, tables.POINTS),
        "Service points (docs/service-points.md). public_url: the address of `callcenter api` as they reach "
        "it, for the links in messages. link_days: how long a link works. open_days: how long after closing "
        "the customer's name and number stay open. alarm: when an undelivered message concerns everybody.",
        MappingProxyType(tables.usual(tables.POINTS)),
    )
    roads: Mapping[str, Any] = _setting(
        partial(tables.parts, tables.ROADS),
        "A routing service that speaks OSRM's table format. Without a url distances are straight lines.",
        MappingProxyType(tables.usual(tables.ROADS)),
    )
    geocoder: Mapping[str, Any] = _setting(
        partial(tables.parts, tables.GEOCODER),
        "A geocoder that speaks Nominatim's format, for addresses the gazetteer can't place.",
        MappingProxyType(tables.usual(tables.GEOCODER)),
    )
    extensions: Mapping[str, str] = _setting(
        tables.flat,
        'Whose an extension or a number of the house is: "201" = "wangfang".',
        MappingProxyType({}),
    )
    keys: Mapping[str, str] = _setting(
        tables.flat, 'Keys of commands, by the command\'s name: "case.log" = "n".', MappingProxyType({})
    )

    def target(self, priority: str, tier: str | None = None) -> tables.Target:
        """The service level of a case; a tier without a line of its own gets its priority's."""
        return self.targets.get(f"{priority}.{tier}") or self.targets[priority]

    def answer_time(self, priority: str) -> timedelta:
        """How long a service point has to accept an offer of this priority, or of an ``emergency``."""
        return self.answer_times[priority]


_FIELDS: Mapping[str, Field[Any]] = {one.name: one for one in fields(Settings)}


def load(
    path: Path | None = None, environment: Mapping[str, str] | None = None, **given: str | None
) -> Settings:
    """Read the settings: command line over environment over file over the place.

    Args:
        path: the file; else ``CALLCENTER_SETTINGS``, else ``settings.toml`` in the platform's directory.
        environment: the variables; else the process's own.
        **given: settings from the command line, by name; None and "" mean not given.

    Raises:
        Invalid: a file can't be read, or a key or value doesn't fit; says where and what to do.
    """
    variables = os.environ if environment is None else environment
    values = _from_file(path, variables)
    for name, value in _named(variables).items():
        values[name] = _read(name, value, _PREFIX + name.upper(), Path.cwd())
    for name, said in given.items():
        if said:
            values[name] = _read(name, said, "--" + name.replace("_", "-"), Path.cwd())
    for name, guess in _GUESSES.items():
        if name not in values:
            values[name] = guess(variables, values)
    return Settings(**values)


def _read(name: str, value: object, source: str, base: Path) -> Any:
    return _FIELDS[name].metadata["read"](value, reading.Where(source, name, base))


def _named(variables: Mapping[str, str]) -> dict[str, str]:
    found = {name: variables.get(_PREFIX + name.upper(), "") for name in _FIELDS if not _is_table(name)}
    return {name: value for name, value in found.items() if value}


def _is_table(name: str) -> bool:
    return isinstance(_FIELDS[name].metadata["default"], Mapping)


def default_file() -> Path:
    """Where the settings stand if nothing else is said; need not exist."""
    import platformdirs

    return Path(platformdirs.user_config_path("callcenter", appauthor=False)) / "settings.toml"


def _from_file(path: Path | None, variables: Mapping[str, str]) -> dict[str, Any]:
    named = path or (Path(said) if (said := variables.get(_PREFIX + "SETTINGS")) else None)
    file = named or default_file()
    if named is None and not file.exists():
        return {}
    for key in (table := reading.toml(file)):
        if key not in _FIELDS:
            raise reading.unknown(str(file), key, key, _FIELDS)
    return {name: _read(name, value, str(file), file.parent.absolute()) for name, value in table.items()}


def _locale(variables: Mapping[str, str]) -> str:
    names = (variables.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next(filter(None, names), "C")


def _guess_store(variables: Mapping[str, str], values: Mapping[str, Any]) -> str:
    import platformdirs

    return str(platformdirs.user_data_path("callcenter", appauthor=False) / "callcenter.sqlite3")


def _guess_agent(variables: Mapping[str, str], values: Mapping[str, Any]) -> str:
    try:
        return variables.get("LOGNAME") or variables.get("USER") or getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        return "agent"


def _guess_region(variables: Mapping[str, str], values: Mapping[str, Any]) -> str:
    country = re.match(r"[a-z]{2,3}_([A-Z]{2})\b", _locale(variables))
    return country[1] if country else _FALLBACK_REGION


def _guess_currency(variables: Mapping[str, str], values: Mapping[str, Any]) -> str:
    region = values["region"]
    return "EUR" if region in _EURO else _CURRENCIES.get(region, "USD")


def _guess_zone(variables: Mapping[str, str], values: Mapping[str, Any]) -> str:
    linked = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    names = (variables.get("TZ", "").removeprefix(":"), linked)
    return next(filter(reading.is_zone, names), "UTC")


_GUESSES: Mapping[str, Callable[[Mapping[str, str], Mapping[str, Any]], str]] = {
    "store": _guess_store,
    "agent": _guess_agent,
    "language": lambda variables, values: i18n.nearest(_locale(variables)),
    "region": _guess_region,
    "zone": _guess_zone,
    "currency": _guess_currency,
}


def documented() -> str:
    """A settings file with every setting at its default, each with its words; loads as it stands."""
    return "\n".join(_documented(one) for one in _FIELDS.values())


def _documented(one: Field[Any]) -> str:
    words = textwrap.wrap(one.metadata["words"], 100, initial_indent="# ", subsequent_indent="# ")
    if _is_table(one.name):
        return "\n".join([*words, f"[{one.name}]", *_lines(one.metadata["default"]), ""])
    named = f"# Also {_PREFIX}{one.name.upper()}."
    shown = one.metadata["shown"]
    value = f"# {one.name} = {shown}" if shown else f"{one.name} = {_toml_value(one.metadata['default'])}"
    return "\n".join([*words, named, value, ""])


def _lines(table: Mapping[str, Any]) -> list[str]:
    names = {name: f'"{name}"' if "." in name else name for name in table}
    return [f"{names[name]} = {_toml_value(value)}" for name, value in table.items()]


def _toml_value(value: Any) -> str:
    if isinstance(value, tables.Target):
        return f"{{ first = {_toml_value(value.first)}, resolve = {_toml_value(value.resolve)} }}"
    return reading.quoted(reading.duration_text(value) if isinstance(value, timedelta) else value)


def reference() -> str:
    """``docs/settings.md``: the documented file with how it is found."""
    return (
        "# Settings\n\n"
        "Nothing has to be set. What is set is read from the command line, from environment variables\n"
        f"(`{_PREFIX}` and the setting's name), and from one TOML file: `{_PREFIX}SETTINGS` names it, else\n"
        "it is `callcenter/settings.toml` in the platform's directory for settings (`~/.config` on Linux).\n"
        "A key or value that doesn't fit is refused with one sentence that names the file, the key and the\n"
        "nearest known one. Lengths of time are written `90s`, `15m`, `4h`, `3d` or together, `1h30m`.\n\n"
        "This is the file with every default; a line with `#` in front shows how it is written, its default\n"
        "comes from the place.\n\n"
        f"```toml\n{documented()}```\n"
    )
