"""How cases of the demo go on: a plan is a row of steps, each some time after the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_OPENS, _CLOSES = 8.5, 18.5


@dataclass(frozen=True, slots=True)
class Doing:
    """One step of a plan.

    Attributes:
        what: the name of a method of ``doings.Doings``.
        gap: seconds after the step before.
        by_day: whether it happens in working hours only.
    """

    what: str
    gap: float
    by_day: bool = False


Plan = tuple[Doing, ...]

OPEN_ENDINGS = {
    "new": 12,
    "declined": 6,
    "by_phone": 14,
    "reached": 20,
    "failed": 3,
    "accepted": 20,
    "expected": 25,
    "date_missed": 6,
    "in_progress": 26,
    "parts": 14,
    "customer": 8,
    "resolved": 16,
}
"""How many cases are still open, by where they stand."""
# How long ago the last step of an open case may be, in hours.
_RESTS = {
    "new": (0.05, 3),
    "declined": (0.1, 2),
    "by_phone": (0.03, 0.5),
    "reached": (0.05, 0.6),
    "failed": (0.1, 0.5),
    "accepted": (0.2, 26),
    "expected": (0.3, 36),
    "date_missed": (0.2, 2),
    "in_progress": (0.3, 52),
    "parts": (2, 80),
    "customer": (2, 40),
    "resolved": (1, 60),
}


def plan(chance: Random, ending: str, *, on_phone: bool, safety: bool) -> Plan:
    """Make a plan.

    Args:
        chance: for its length and its turns.
        ending: ``closed``, ``cancelled`` or one of ``OPEN_ENDINGS``.
        on_phone: whether it is solved on the phone.
        safety: whether it began with an alarm.
    """
    steps = [Doing("log", 0)]
    if safety and (ending not in OPEN_ENDINGS or chance.random() < 0.5):
        steps.append(Doing("acknowledge", chance.uniform(40, 400)))
    if ending == "new":
        return tuple(steps)
    if ending == "cancelled" and chance.random() < 0.4:
        return (*steps, Doing("cancel", chance.uniform(_HOUR, 2 * _DAY), True))
    if on_phone:
        steps.append(Doing("solve_on_phone", chance.uniform(90, 900)))
    else:
        steps += _with_point(chance, ending)
    if ending == "closed":
        steps += _closing(chance, at_once=on_phone)
    return tuple(steps)


def times(chance: Random, steps: Plan, ending: str, zone: str, anchor: datetime) -> tuple[datetime, ...]:
    """When each step happens: in order, by day where it must, and all before the anchor.

    Args:
        chance: for the day and hour.
        steps: the plan.
        ending: where it leads; an open case's last step is not long ago.
        zone: the caller's zone, for day and night.
        anchor: now.
    """
    rest = chance.uniform(*_RESTS[ending]) * _HOUR if ending in _RESTS else _HOUR
    if ending in OPEN_ENDINGS:
        start = anchor - timedelta(seconds=round(sum(step.gap for step in steps) + rest))
    else:
        days = 420 * chance.random() ** 2  # the house has grown: there are more calls now than a year ago
        start = by_day(anchor - timedelta(days=days), zone, chance)
    while True:
        told = tuple(_from(start, steps, zone))
        late = (told[-1] - anchor).total_seconds() + min(rest, 300)
        if late <= 0:
            return told
        start -= timedelta(seconds=round(late + 600))


def by_day(at: datetime, zone: str, chance: Random | None = None) -> datetime:
    """The same moment if it is in working hours there, else one soon after the doors open."""
    local = at.astimezone(ZoneInfo(zone))
    hour = local.hour + local.minute / 60
    if _OPENS <= hour <= _CLOSES:
        return at.replace(microsecond=0)
    opens = local.replace(hour=8, minute=30, second=local.second, microsecond=0) + timedelta(
        minutes=at.minute
    )
    later = chance.randint(0, 9 * 60) if chance else 0
    day = timedelta(days=1 if hour > _CLOSES else 0)
    return (opens + day + timedelta(minutes=later)).astimezone(at.tzinfo)


def _from(start: datetime, steps: Sequence[Doing], zone: str) -> list[datetime]:
    at, told = start.replace(microsecond=0), []
    for step in steps:
        at += timedelta(seconds=round(step.gap))
        at = by_day(at, zone) if step.by_day else at
        told.append(at)
    return told


def _with_point(chance: Random, ending: str) -> list[Doing]:
    steps = [Doing("route", chance.uniform(30, 170)), Doing("read_back", chance.uniform(20, 120))]
    if ending == "failed":
        return [*steps, Doing("fail", chance.uniform(600, 1200))]
    if ending == "by_phone":
        return [*steps, Doing("deliver", chance.uniform(11, 20))]
    steps.append(Doing("reach", chance.uniform(12, 12 * _MINUTE)))
    if ending == "reached":
        return steps
    if ending == "declined" or chance.random() < 0.07:
        steps.append(Doing("decline", chance.uniform(3 * _MINUTE, 50 * _MINUTE)))
        if ending == "declined":
            return steps
        steps += [Doing("route", chance.uniform(200, 2000)), Doing("reach", chance.uniform(12, 900))]
    elif chance.random() < 0.025:
        steps += [
            Doing("expire", 4.1 * _HOUR),
            Doing("route", chance.uniform(200, 2000)),
            Doing("reach", 300),
        ]
    if ending == "cancelled" and chance.random() < 0.5:
        return [*steps, Doing("cancel", chance.uniform(_HOUR, _DAY), True)]
    steps.append(Doing("accept", chance.uniform(2 * _MINUTE, 70 * _MINUTE)))
    return steps + _accepted(chance, ending)


def _accepted(chance: Random, ending: str) -> list[Doing]:
    steps: list[Doing] = []
    if ending == "accepted":
        return steps + _talk(chance)
    if ending in ("expected", "date_missed") or chance.random() < 0.55:
        steps.append(Doing("expect", chance.uniform(20, 300)))
    if ending == "date_missed":
        return [*steps, Doing("expect_soon", 60), Doing("miss_date", chance.uniform(4, 20) * _HOUR)]
    steps += _talk(chance)
    if ending == "expected":
        return steps
    if ending == "cancelled":
        return [*steps, Doing("cancel", chance.uniform(_HOUR, 2 * _DAY), True)]
    if chance.random() < 0.03:
        steps += [Doing("send_elsewhere", chance.uniform(_HOUR, _DAY), True), Doing("route", 60),
                  Doing("reach", 400), Doing("accept", chance.uniform(200, 3000))]  # fmt: skip
    steps.append(Doing("receive", chance.uniform(0.5, 22) * _HOUR, True))
    return steps + _at_work(chance, ending)


def _at_work(chance: Random, ending: str) -> list[Doing]:
    steps: list[Doing] = []
    if ending == "in_progress":
        return _talk(chance)
    if ending == "parts" or chance.random() < 0.16:
        steps.append(Doing("wait_parts", chance.uniform(0.5, 5) * _HOUR, True))
        if ending == "parts":
            return steps + _talk(chance)
        steps += [*_talk(chance), Doing("resume", chance.uniform(1, 4) * _DAY, True)]
    if ending == "customer" or chance.random() < 0.05:
        steps.append(Doing("wait_customer", chance.uniform(0.5, 5) * _HOUR, True))
        if ending == "customer":
            return steps
        steps.append(Doing("resume", chance.uniform(0.5, 3) * _DAY, True))
    return [*steps, Doing("resolve", chance.uniform(1, 20) * _HOUR, True)]


def _closing(chance: Random, *, at_once: bool) -> list[Doing]:
    if at_once:
        return [Doing("close_yes", chance.uniform(20, 120))]
    again = chance.random() < 0.03
    steps = _again(chance) if again else []
    match chance.choices(("yes", "tries", "days"), (74, 8, 18))[0]:
        case "yes":
            return [
                *steps,
                Doing("reached", chance.uniform(3 * _HOUR, 2 * _DAY), True),
                Doing("close_yes", 60),
            ]
        case "tries":
            tries = [Doing("tried", 1.02 * _DAY, True) for _ in range(3)]
            return [*steps, *tries, Doing("close_tries", 90)]
    return [*steps, Doing("close_days", 7.1 * _DAY)]


def _again(chance: Random) -> list[Doing]:
    """It came back: the case is opened again and goes to a point once more."""
    return [
        Doing("reopen", chance.uniform(0.5, 4) * _DAY, True),
        Doing("route", 120),
        Doing("reach", 300),
        Doing("accept", chance.uniform(200, 3000)),
        Doing("receive", chance.uniform(3, 20) * _HOUR, True),
        Doing("resolve", chance.uniform(2, 20) * _HOUR, True),
    ]


def _talk(chance: Random) -> list[Doing]:
    """Notes, chasers and promises on the way."""
    said = []
    if chance.random() < 0.3:
        said.append(Doing("note", chance.uniform(10 * _MINUTE, 3 * _HOUR)))
    if chance.random() < 0.14:
        said.append(Doing("chase", chance.uniform(_HOUR, 8 * _HOUR), True))
        if chance.random() < 0.6:
            said.append(Doing("promise", 40))
    return said
