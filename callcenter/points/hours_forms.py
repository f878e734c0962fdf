"""The forms in which firms write opening hours, turned into OSM ``opening_hours``.

A small grammar over tokens: days (English, German, Chinese, some French), times, dashes, separators, "closed"
and "24 hours". A word that is none of these means that the text is in no known form: better refused
than half understood.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from unicodedata import normalize

WEEK = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOLIDAY = 7
_NOON, _MIDNIGHT = 12 * 60, 24 * 60

_DAY_NAMES: tuple[tuple[str, int], ...] = (
    ("monday mon mo montag lundi lun 周一 星期一 礼拜一", 0),
    ("tuesday tues tue tu dienstag di mardi 周二 星期二 礼拜二", 1),
    ("wednesday wed we mittwoch mi mercredi mer 周三 星期三 礼拜三", 2),
    ("thursday thurs thur thu th donnerstag do jeudi jeu 周四 星期四 礼拜四", 3),
    ("friday fri fr freitag vendredi ven 周五 星期五 礼拜五", 4),
    ("saturday sat sa samstag samedi sam 周六 星期六 礼拜六", 5),
    ("sunday sun su sonntag so dimanche dim 周日 星期日 礼拜日 周天 星期天 礼拜天", 6),
    ("ph holidays holiday 法定节假日 节假日", HOLIDAY),
)
_DAYS = {name: (day,) for names, day in _DAY_NAMES for name in names.split()} | {
    **dict.fromkeys(("daily", "everyday", "every day", "täglich", "每天", "每日", "全周"), tuple(range(7))),
    **dict.fromkeys(("weekdays", "工作日", "平日"), tuple(range(5))),
    **dict.fromkeys(("weekends", "weekend", "周末"), (5, 6)),
}
_SHORT_DAYS = dict(zip("一二三四五六日天", (0, 1, 2, 3, 4, 5, 6, 6), strict=True))
_CLOSED = ("closed", "off", "geschlossen", "fermé", "ferme", "休息", "关闭", "停业", "不营业", "歇业")
_ALL_DAY = (
    "24 hours",
    "24hours",
    "24hrs",
    "24 hrs",
    "24/7",
    "24小时",
    "全天",
    "24h",
    "24 h",
    "around the clock",
    "7x24小时",
    "7×24小时",
    "7*24小时",
    "7x24",
)
_NOISE = ("营业时间", "营业", "服务", "opening hours", "hours", "open", "uhr", "hrs", "du", ":", ".")
_SEPARATORS = ("and", "und", "et", "和", "及", "&", ",", ";", "/", "、", "\n", "|", "。")
_DASHES = ("-", "to", "until", "till", "bis", "au", "至", "到")


def _choice(words: Iterable[str]) -> str:
    """Longest first; a Latin word must end where it ends."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(
        re.escape(word) + (r"(?![a-zé])" if word[-1].isascii() and word[-1].isalpha() else "")
        for word in ordered
    )


_TOKEN = re.compile(
    rf"""\s*(?:
    (?P<full>{_choice(_ALL_DAY)}) |
    (?P<day>{_choice(_DAYS)})\.? |
    (?P<closed>{_choice(_CLOSED)}) |
    (?P<time>(?P<half>上午|下午|晚上|早上|早|晚)?\s*(?P<hour>\d{{1,2}})(?!\d)
        (?:\s*[:.h点时]\s*(?P<minute>\d{{2}}|半)?(?!\d)分?)?\s*(?P<mark>[ap]\.?m\.?(?![a-z]))?) |
    (?P<noon>noon|midnight) |
    (?P<dash>{_choice(_DASHES)}) |
    (?P<separator>{_choice(_SEPARATORS)}) |
    (?P<short>[一二三四五六日天]) |
    (?P<noise>{_choice(_NOISE)})
    )[ \t]*""".replace("\\ ", "[ ]"),
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time as written: minutes after midnight, and what says which half of the day it is."""

    minutes: int
    half: str  # "am", "pm" or "" where nothing says
    plain: bool  # no leading zero, at most 12: may be a time on a twelve-hour dial


@dataclass(slots=True)
class _Week:
    """What has been read so far."""

    spans: dict[int, list[tuple[_Clock, _Clock]]] = field(default_factory=dict)
    days: list[int] = field(default_factory=list)
    told: bool = False

    def day(self, days: tuple[int, ...], ranged: bool) -> None:
        if self.told:
            self.days, self.told = [], False
        if ranged:
            days = tuple((self.days[-1] + step) % 7 for step in range(1, (days[0] - self.days[-1]) % 7 + 1))
        self.days.extend(days)

    def tell(self, span: tuple[_Clock, _Clock] | None) -> None:
        self.told = True
        for day in self.days or range(7):
            self.spans.setdefault(day, []).extend([span] if span else [])


@lru_cache(maxsize=4096)
def normalise(text: str) -> str | None:
    """Turn opening hours as people and files write them into OSM form.

    What is valid OSM is taken as OSM. Known beside it: ``Mon: 10-9; Tue: 10-9``, ``24 hours``,
    ``Mo-Fr 9-18``, ``Mon-Fri 9am-5:30pm``, ``周一至周五 9:00-18:00``, ``上午9点到下午5点半``.
    Where nothing says which half of the day is meant, an end that is not after its start lies in the
    afternoon (10-9 is 10:00-21:00) if that helps, and else after midnight; 0-11:59 is the whole day.

    Args:
        text: the hours as given.

    Returns:
        The hours in OSM form, or None when they are in no form we know.
    """
    text = text.strip()
    if _is_osm(text):
        return text
    week = _read(_plain(text))
    osm = _written(week) if week else ""
    return osm if osm and _is_osm(osm) else None


def _is_osm(text: str) -> bool:
    from opening_hours import validate

    return bool(text) and bool(validate(text))


def _plain(text: str) -> str:
    folded = normalize("NFKC", text).lower()
    folded = re.sub("[‐‑‒–—―−~〜─]+", "-", folded)
    return re.sub(r"-{2,}", "-", folded).replace("星期", "周").replace("礼拜", "周")


def _read(text: str) -> _Week | None:
    """Read the whole text, or nothing."""
    week, at, before, start = _Week(), 0, "", None
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found or found.end() == at:
            return None
        at, kind = found.end(), _kind(found)
        if kind == "noise":
            continue
        if kind in ("time", "noon"):
            clock = _clock(found)
            if clock is None or (start is not None and before != "dash"):
                return None
            if start is None:
                start = clock
            else:
                week.tell((start, clock))
                start = None
        elif not _put(week, kind, found, before, start):
            return None
        before = kind
    return week if start is None and before not in ("day", "dash", "") and week.told else None


def _kind(found: re.Match[str]) -> str:
    kinds = ("full", "day", "closed", "time", "noon", "dash", "separator", "short", "noise")
    return next(kind for kind in kinds if found[kind] is not None)


def _put(week: _Week, kind: str, found: re.Match[str], before: str, start: _Clock | None) -> bool:
    """Take one token that isn't a time; False where it makes no sense."""
    if kind == "dash":
        return (before in ("time", "noon") and start is not None) or (
            before in ("day", "short") and bool(week.days)
        )
    if start is not None:
        return False
    if kind == "separator":
        return before != "dash"
    if kind in ("day", "short"):
        return _put_day(week, kind, found, before)
    if before == "dash":
        return False
    week.tell((_Clock(0, "am", False), _Clock(_MIDNIGHT, "", False)) if kind == "full" else None)
    return True


def _put_day(week: _Week, kind: str, found: re.Match[str], before: str) -> bool:
    if kind == "short" and (not week.days or week.told):
        return False
    days = _DAYS[found["day"]] if kind == "day" else (_SHORT_DAYS[found["short"]],)
    if before == "dash" and (len(days) != 1 or HOLIDAY in (days[0], week.days[-1])):
        return False
    week.day(days, ranged=before == "dash")
    return True


def _clock(found: re.Match[str]) -> _Clock | None:
    if found["noon"]:
        return _Clock(12 * 60, "pm", False) if found["noon"] == "noon" else _Clock(0, "am", False)
    hour = int(found["hour"])
    minute = 30 if found["minute"] == "半" else int(found["minute"] or 0)
    if hour * 60 + minute > 24 * 60 or minute > 59:
        return None
    mark = (found["mark"] or "")[:1]
    half = "am" if mark == "a" or found["half"] in ("上午", "早上", "早") else ""
    half = "pm" if mark == "p" or found["half"] in ("下午", "晚上", "晚") else half
    plain = (not half and hour <= 12 and not found["hour"].startswith("0")) or found["hour"] == "0"
    if half == "pm" and hour < 12:
        hour += 12
    elif mark == "a" and hour == 12:
        hour = 0
    return _Clock(hour * 60 + minute, half, plain)


def _dial(week: _Week) -> bool:
    """Whether the times are plainly on a twelve-hour dial: all may be, and some would else run backwards."""
    spans = [span for told in week.spans.values() for span in told]
    all_plain = all(start.plain and end.plain for start, end in spans)
    return all_plain and any(end.minutes <= start.minutes for start, end in spans)


def _span(start: _Clock, end: _Clock, dial: bool) -> tuple[int, int]:
    """Opening and closing minute; the closing one may lie beyond 24:00, as OSM allows."""
    opens, closes = start.minutes, end.minutes
    if start.plain and end.plain and (opens, closes) == (0, _NOON - 1):
        return 0, _MIDNIGHT
    if end.half == "pm" and start.plain and opens < closes % _NOON:
        opens += _NOON  # 1-5pm
    elif start.plain and end.plain and opens < closes <= 7 * 60 and opens < 6 * 60:
        opens, closes = opens + _NOON, closes + _NOON  # Sun 1-5
    elif end.plain and _in_the_evening(opens, closes, dial):
        closes += _NOON
    return (opens, closes) if opens < closes else (opens, closes + _MIDNIGHT)


def _in_the_evening(opens: int, closes: int, dial: bool) -> bool:
    if closes <= opens:
        return opens < closes + _NOON
    # Among "10-9" and the like, 9-10 is thirteen hours and not one, and 8-11:59 lasts till midnight.
    return dial and (closes - opens < 2 * 60 or closes == _NOON - 1)


def _written(week: _Week) -> str:
    dial = _dial(week)
    told = {day: _day_written(spans, dial) for day, spans in week.spans.items()}
    if all(told.get(day) == "00:00-24:00" for day in range(7)) and told.get(HOLIDAY, "x"):
        return "24/7"
    rules = []
    for hours, group in groupby(range(7), lambda day: told.get(day, "")):
        days = list(group)
        name = WEEK[days[0]] if len(days) == 1 else f"{WEEK[days[0]]}-{WEEK[days[-1]]}"
        rules += [f"{name} {hours}"] if hours else []
    if HOLIDAY in told:
        rules.append(f"PH {told[HOLIDAY] or 'off'}")
    return "; ".join(rules) if any(told.values()) else "off"


def _day_written(spans: list[tuple[_Clock, _Clock]], dial: bool) -> str:
    minutes = sorted({_span(start, end, dial) for start, end in spans})
    return ",".join(f"{_hhmm(opens)}-{_hhmm(closes)}" for opens, closes in minutes)


def _hhmm(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
