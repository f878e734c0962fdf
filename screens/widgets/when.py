"""A time to come as agents type it: 14:30, tomorrow 9, Tue 10:00, 2026-03-05 14:00, in 2 h, 明天9点.

A text is a day, a time of day, or both, in either order. A time alone means its next coming; a weekday the
next one. All of it is read in the reader's zone.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY_ENDS = time(18)
"""The hour that a day without a time means."""
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("mon monday 一", "tue tues tuesday 二", "wed wednesday 三", "thu thur thurs thursday 四",
         "fri friday 五", "sat saturday 六", "sun sunday 日 天")
    )
    for name in names.split()
}  # fmt: skip
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"), 1
    )
    for name in names.split()
}  # fmt: skip
_NEXT_DAYS = {
    "today": 0, "tonight": 0, "今天": 0, "今日": 0, "今晚": 0,
    "tomorrow": 1, "tmr": 1, "tom": 1, "明天": 1, "明日": 1, "明晚": 1, "后天": 2, "大后天": 3,
}  # fmt: skip
_UNITS = {
    "min": "minutes", "m": "minutes", "分": "minutes", "分钟": "minutes",
    "h": "hours", "hour": "hours", "小时": "hours", "个小时": "hours", "钟头": "hours",
    "d": "days", "day": "days", "天": "days", "日": "days", "week": "weeks", "周": "weeks", "星期": "weeks",
}  # fmt: skip
_UNIT = r"(min|m|hour|h|day|d|week|分钟|分|个小时|小时|钟头|天|日|周|星期)"
_SPAN = re.compile(rf"(?:in |\+ ?)(\d{{1,4}}) ?{_UNIT}s?|(\d{{1,4}}) ?{_UNIT}s?(?:后|之后|以后| later)")
_MOMENT = r"(早上|上午|中午|下午|晚上|晚|傍晚)?"
_TIME = re.compile(
    rf"(?:^|(?<=[\s,，T天日号一二三四五六])){_MOMENT} ?(?:at )?(\d{{1,2}})"
    r"(?:(?:[:.h：](\d{2})|点(半|\d{1,2}分?)?|时(\d{1,2}分?)?) ?(am|pm|点)?| ?(am|pm))?(?= |,|$)",
)
_LATER = frozenset({"下午", "晚上", "晚", "傍晚", "pm"})
_NAMES = "|".join(sorted((*_NEXT_DAYS,), key=len, reverse=True))
_MONTH_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_EN_DAYS = "|".join(sorted((name for name in _WEEKDAYS if name.isascii()), key=len, reverse=True))


def read_when(text: str, now: datetime, zone: tzinfo, *, day_ends: time = DAY_ENDS) -> datetime | None:
    """Return the time that a text means, in UTC, or None where it means none that is still to come.

    Args:
        text: as typed, in English or Chinese.
        now: the time, aware.
        zone: the reader's zone.
        day_ends: the hour of a day that was named without one.
    """
    said = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    try:
        found = _span(said, now) if _SPAN.fullmatch(said) else _moment(said, now.astimezone(zone), day_ends)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and found > now else None


def _span(said: str, now: datetime) -> datetime:
    plus, unit, later, later_unit = _SPAN.fullmatch(said).groups()  # type: ignore[union-attr]
    return now.astimezone(UTC) + timedelta(**{_UNITS[unit or later_unit]: int(plus or later)})


def _moment(said: str, here: datetime, day_ends: time) -> datetime | None:
    day, rest, again = _day(said, here)
    at = _time(rest)
    if at is None and (rest or day is None):
        return None
    if day is None:
        day = here.date()
        found = _aware(day, at, here)
        return found if found > here else _aware(day + timedelta(1), at, here)
    evening = any(word in said for word in ("tonight", "今晚", "明晚"))
    if at is not None and evening and at.hour < 12:
        at = at.replace(hour=at.hour + 12)
    found = _aware(day, at or day_ends, here)
    return found if found > here or not again else _aware(day + timedelta(7), at or day_ends, here)


def _aware(day: date, at: time | None, here: datetime) -> datetime:
    return datetime.combine(day, at or time(), here.tzinfo).astimezone(UTC)


def _time(rest: str) -> time | None:
    """The time of day that is all of the text."""
    found = _TIME.fullmatch(rest)
    if found is None:
        return None
    moment, hours, minutes, dot, of, mark, bare = found.groups()
    given = minutes or (dot or of or "").removesuffix("分")
    hour, minute = int(hours), 30 if given == "半" else int(given or 0)
    half = moment if moment in _LATER else mark or bare
    if half in _LATER and hour < 12 and not (half == "晚上" and hour == 0):
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    elif moment == "中午" and hour < 6:
        hour += 12
    return time(hour, minute)


def _day(said: str, here: datetime) -> tuple[date | None, str, bool]:
    """The day that is named at the beginning or at the end, what is left, and whether it comes each week."""
    for pattern, meaning in _DAYS:
        for found in (pattern.match(said), re.search(rf"(?:{pattern.pattern})$", said)):
            if found is None:
                continue
            rest = (said[: found.start()] + said[found.end() :]).strip(" ,t的")
            if (day := meaning(found.groupdict(), here.date())) is not None:
                return day, rest, meaning is _weekday
    return None, said, False


def _iso(given: dict[str, str], today: date) -> date:
    return date(int(given["y"]), int(given["m"]), int(given["d"]))


def _near(given: dict[str, str], today: date) -> date:
    """A day without its year: this year's, or the next one's where it is over."""
    month = int(given["m"]) if given["m"].isdigit() else _MONTHS[given["m"]]
    this = date(today.year, month, int(given["d"]))
    return this if this >= today else date(today.year + 1, month, int(given["d"]))


def _named(given: dict[str, str], today: date) -> date:
    return today + timedelta(_NEXT_DAYS[given["name"]])


def _weekday(given: dict[str, str], today: date) -> date:
    ahead = (_WEEKDAYS[given["week"]] - today.weekday()) % 7
    if given.get("next") == "下":  # 下周二: of the next week, whatever today is
        return today + timedelta(7 - today.weekday() + _WEEKDAYS[given["week"]])
    return today + timedelta(ahead or (7 if given.get("next") else 0))


_DAYS: tuple[tuple[re.Pattern[str], Callable[[dict[str, str], date], date | None]], ...] = (
    (re.compile(r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})[日号]?"), _iso),
    (re.compile(r"(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?"), _near),
    (re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?!\d)"), _near),
    (re.compile(rf"(?P<d>\d{{1,2}})\.? (?P<m>{_MONTH_NAMES})\b"), _near),
    (re.compile(rf"(?P<m>{_MONTH_NAMES}) (?P<d>\d{{1,2}})(?![\d:])"), _near),
    (re.compile(rf"(?P<name>{_NAMES})"), _named),
    (re.compile(r"(?P<next>下|这|本)?(?:周|星期|礼拜)(?P<week>[一二三四五六日天])"), _weekday),
    (re.compile(rf"(?P<next>next )?(?P<week>{_EN_DAYS})\b\.?"), _weekday),
)
