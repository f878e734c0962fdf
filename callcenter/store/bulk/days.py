"""Reading a date as files hold it. Pure."""

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

from callcenter.errors import Invalid
from callcenter.i18n import N_

_EXCEL_ZERO = date(1899, 12, 30)
"""Day 0 of Excel's 1900 date system, right from March 1900 on (ECMA-376, 18.17.4.1)."""
_TIME = r"(?:[T ]+\d{1,2}[:时h].*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*[日号]?\s*{_TIME}")
_COMPACT = re.compile(rf"(\d{{4}})(\d\d)(\d\d){_TIME}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})[-/.](\d{{4}})\s*{_TIME}")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_MONTHS = dict(
    zip("jan feb mar apr may jun jul aug sep oct nov dec".split(), range(1, 13), strict=True)  # noqa: SIM905
)
_DAY_MONTH = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[ .-]*([a-z]{{3,9}})[ .,-]*(\d{{4}})\s*{_TIME}")
_MONTH_DAY = re.compile(rf"([a-z]{{3,9}})[ .]*(\d{{1,2}})(?:st|nd|rd|th)?[ ,]+(\d{{4}})\s*{_TIME}")


@lru_cache(maxsize=20_000)
def day(text: str) -> date:
    """A date: 2026-03-02, 2026/3/2, 20260302, 2026年3月2日, 02.03.2026, 2 March 2026, an Excel serial.

    02/03/2026 is refused: it may be March or February; 25/03/2026 can only be March. A time of day behind it
    is left out.

    Raises:
        Invalid: it is no date, none between 1900 and 2100, or may be two.
    """
    said = " ".join(unicodedata.normalize("NFKC", text).split())
    try:
        found = _read(said)
    except ValueError:
        found = None
    if found is None or not 1900 <= found.year <= 2100:
        raise Invalid(N_("“{given}” is no date. Write it like 2026-03-02."), given=text)
    return found


def _read(said: str) -> date | None:
    if match := _YEAR_FIRST.fullmatch(said) or _COMPACT.fullmatch(said):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.fullmatch(said):
        return _year_last(said, int(match[1]), match[2], int(match[3]), int(match[4]))
    if match := _SERIAL.fullmatch(said):
        return _EXCEL_ZERO + timedelta(days=int(match[1]))
    low = said.casefold()
    if match := _DAY_MONTH.fullmatch(low):
        return date(int(match[3]), _MONTHS.get(match[2][:3], 0), int(match[1]))
    if match := _MONTH_DAY.fullmatch(low):
        return date(int(match[3]), _MONTHS.get(match[1][:3], 0), int(match[2]))
    return None


def _year_last(said: str, first: int, sign: str, second: int, year: int) -> date:
    """With points the day comes first, everywhere; with other signs it depends on the country."""
    if sign == "." or first > 12 or first == second:
        return date(year, second, first)
    if second > 12:
        return date(year, first, second)
    raise Invalid(
        N_("“{given}” may be two dates. Write the year first, like {one} or {other}."),
        given=said,
        one=f"{year}-{second:02}-{first:02}",
        other=f"{year}-{first:02}-{second:02}",
    )
