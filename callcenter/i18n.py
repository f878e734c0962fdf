"""Words: codes and English inside, the reader's language outside.

English is the source. A *phrase* is a code with parameters that room modules register with ``phrases()``;
``say()`` turns it into words where text is painted, sent or printed. Templates are ``str.format`` templates
with these conversions beside ``!s`` and ``!r``:

    {x!w}  the words of the code (or Phrase) x
    {x!t}  a time, in the reader's zone: 14:30, Tue 14:30, 2026-03-02
    {x!f}  the full time: 2026-03-02 14:30
    {x!d}  a date: 2026-03-02

Language and zone are context variables: threads must run in ``contextvars.copy_context()``.
"""

import gettext
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from callcenter import clock

LANGUAGES = ("en", "zh_CN")
_LOCALES = Path(__file__).parent / "locales"
_language: ContextVar[str] = ContextVar("language", default="en")
_zone: ContextVar[tzinfo] = ContextVar("zone", default=UTC)
_phrases: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A code and its parameters: what is stored, compared and sent; words are made late."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class Told(Protocol):
    """Anything with a template and parameters: an error."""

    template: str
    params: dict[str, Any]


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a message for translation without translating it here."""
    return message


def phrases(templates: Mapping[str, str]) -> None:
    """Register the English templates of codes, as ``{"case.routed": N_("sent to {point}")}``.

    Raises:
        ValueError: a code already stands for other words.
    """
    for code, template in templates.items():
        if _phrases.setdefault(code, template) != template:
            raise ValueError(f"{code} has two meanings")


def known_phrases() -> Mapping[str, str]:
    """Every registered code with its English template."""
    return dict(_phrases)


def use(language: str | None = None, zone: str | tzinfo | None = None) -> None:
    """Set the reader's language and zone for this context.

    Args:
        language: any spelling of Chinese (``zh``, ``zh-Hans``, ``zh_CN.UTF-8``); all others mean English.
        zone: an IANA name or a tzinfo.
    """
    if language is not None:
        _language.set(nearest(language))
    if zone is not None:
        _zone.set(ZoneInfo(zone) if isinstance(zone, str) else zone)


def nearest(language: str) -> str:
    """The supported language nearest to a locale name."""
    return "zh_CN" if language.lower().startswith("zh") else "en"


def language() -> str:
    """The reader's language: ``en`` or ``zh_CN``."""
    return _language.get()


def zone() -> tzinfo:
    """The reader's time zone."""
    return _zone.get()


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("callcenter", _LOCALES, [language], fallback=True)


def _(message: str) -> str:
    """The message in the reader's language."""
    return _catalogue(_language.get()).gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The form of a message that fits ``n``, in the reader's language."""
    return _catalogue(_language.get()).ngettext(one, many, n)


def say(phrase: Phrase | str, **params: Any) -> str:
    """The words of a phrase or code in the reader's language; an unknown code says itself."""
    if isinstance(phrase, Phrase):
        params = {**phrase.params, **params}
        phrase = phrase.code
    return fill(_(_phrases.get(phrase, phrase)), params)


def sentence(error: Told) -> str:
    """An error's sentence in the reader's language."""
    return fill(_(error.template), error.params)


def fill(template: str, params: Mapping[str, Any]) -> str:
    """Fill the gaps of a template; a missing value leaves an ellipsis, never an exception.

    Args:
        template: already in the reader's language.
        params: the values by name.
    """
    return _FORMATTER.vformat(template, (), params) if "{" in template else template


def local(at: datetime | str) -> datetime:
    """A time (aware, or ISO text with an offset) in the reader's zone."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment.astimezone(_zone.get())


def time_text(at: datetime | str) -> str:
    """A time as an agent reads it: 14:30 today, "Tue 14:30" within six days, the date beyond."""
    here, today = local(at), local(clock.now()).date()
    days = abs((here.date() - today).days)
    if days == 0:
        return f"{here:%H:%M}"
    return f"{weekday(here)} {here:%H:%M}" if days < 7 else f"{here:%Y-%m-%d}"


def weekday(day: date) -> str:
    """The short name of a day's weekday."""
    return _(_WEEKDAYS[day.weekday()])


_WEEKDAYS: Sequence[str] = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


class _Gaps(Formatter):
    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        value = kwargs.get(str(key))
        return "…" if value is None else value

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if value == "…" or conversion not in _CONVERSIONS:
            return super().convert_field(value, conversion)
        return _CONVERSIONS[conversion](value)


def _full(at: datetime | str) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"


def _date(day: date | str) -> str:
    return day if isinstance(day, str) else f"{day:%Y-%m-%d}"


def _words(value: Any) -> str:
    if isinstance(value, list | tuple):
        return _(", ").join(_words(one) for one in value)
    if isinstance(value, Mapping):
        return say(Phrase(str(value["code"]), value.get("params", {})))
    return say(value if isinstance(value, Phrase) else str(value))


_CONVERSIONS = {"w": _words, "t": time_text, "f": _full, "d": _date}
_FORMATTER = _Gaps()
