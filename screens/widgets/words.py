"""Amounts, spans, due times and warranty terms as an agent reads them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from callcenter.i18n import N_, _, fill, local, ngettext, say, time_text

if TYPE_CHECKING:
    from callcenter.desk.views import TermView

SIGN_OF = {"CNY": "¥", "JPY": "¥", "EUR": "€", "GBP": "£", "USD": "$", "INR": "₹", "KRW": "₩", "CHF": "CHF "}
"""Signs by ISO 4217 code; other currencies stand as their code."""
SOON = timedelta(hours=1)
MASK = "•••"
_PERSONAL = ("maker", "legal", "extended")


def money(cost: int | None, currency: str | None) -> str:
    """An amount: ¥680, €12.50; "" where it is unknown.

    Args:
        cost: hundredths of the currency.
        currency: ISO 4217 code.
    """
    if cost is None:
        return ""
    sign = SIGN_OF.get(currency or "", f"{currency} " if currency else "")
    whole, rest = divmod(abs(cost), 100)
    return f"{'-' if cost < 0 else ''}{sign}{whole:,}" + (f".{rest:02}" if rest else "")


def span(length: timedelta) -> str:
    """A length of time: 40 min, 2 h 23, 3 d 4 h; less than a minute is 0 min."""
    minutes = max(0, int(length.total_seconds() // 60))
    days, hours = divmod(minutes // 60, 24)
    if days:
        return fill(_("{days} d {hours} h"), {"days": days, "hours": hours}) if hours else day_count(days)
    if hours:
        return fill(_("{hours} h {minutes:02}"), {"hours": hours, "minutes": minutes % 60})
    return fill(_("{minutes} min"), {"minutes": minutes})


def day_count(days: int) -> str:
    """So many days."""
    return fill(ngettext("{days} day", "{days} days", days), {"days": days})


def in_or_over(at: datetime, now: datetime) -> tuple[str, str]:
    """How far off a time is and its tone: "in 2 h 23", "in 40 min" (soon), "over by 10 min" (late)."""
    if at < now:
        return fill(_("over by {span}"), {"span": span(now - at)}), "late"
    return fill(_("in {span}"), {"span": span(at - now)}), "soon" if at - now <= SOON else ""


def due(at: datetime | None, now: datetime) -> tuple[str, str]:
    """A due time, whole: "due 13:03, in 2 h 23", with its tone; "-" where there is none."""
    if at is None:
        return "-", "over"
    far, tone = in_or_over(at, now)
    return fill(_("due {at}, {far}"), {"at": time_text(at), "far": far}), tone


def day(on: date | None) -> str:
    """A date as written everywhere: 2025-03-02."""
    return "" if on is None else f"{on:%Y-%m-%d}"


def month(on: date | None) -> str:
    """A month: 2025-03."""
    return "" if on is None else f"{on:%Y-%m}"


def day_of(at: datetime, now: datetime) -> str:
    """The day of a past time: today 09:12, Tue 09:12, or the date."""
    if local(at).date() == local(now).date():
        return fill(_("today {at}"), {"at": f"{local(at):%H:%M}"})
    return time_text(at)


def term(one: TermView) -> str:
    """One warranty term: "maker's 3 years: over since 2025-05", "compressor: to 2027-11"."""
    name = _term_name(one)
    if one.over:
        values = {"name": name, "month": month(one.until_on)}
        return fill(_("{name}: over since {month}") if one.until_on else _("{name}: over"), values)
    limits = [month(one.until_on), _kilometres(one.until_km)]
    until = _(" or ").join(limit for limit in limits if limit)
    return fill(_("{name}: to {until}") if until else _("{name}: runs"), {"name": name, "until": until})


def terms(all_of_them: tuple[TermView, ...]) -> str:
    """All terms of an item in one line."""
    return " · ".join(term(one) for one in all_of_them)


def _term_name(one: TermView) -> str:
    if one.kind not in _PERSONAL and one.covers:
        return one.covers
    kind = say(f"term_kind.{one.kind}")
    if one.years:
        years = fill(ngettext("{years} year", "{years} years", one.years), {"years": one.years})
        kind = fill(_("{kind} {years}"), {"kind": kind, "years": years})
    return f"{kind} ({one.covers})" if one.covers else kind


def _kilometres(km: int | None) -> str:
    return "" if km is None else fill(_("{km:,} km"), {"km": km})


def clauses(*parts: str) -> str:
    """Parts of one sentence, a comma between them; empty ones are left out."""
    said = ""
    for part in parts:
        said = fill(_("{said}, {part}"), {"said": said, "part": part}) if said and part else said or part
    return said


def times(count: int) -> str:
    """How often a fault has come: 3rd time."""
    last = 0 if count % 100 in (11, 12, 13) else count % 10
    return fill(_(_TIMES.get(last, _NTH)), {"count": count})


_TIMES = {1: N_("{count}st time"), 2: N_("{count}nd time"), 3: N_("{count}rd time")}
_NTH = N_("{count}th time")
