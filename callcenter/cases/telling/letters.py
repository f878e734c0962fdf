"""What a customer reads: a sentence, who and where, the house's name. No name of theirs, no diagnosis."""

from collections.abc import Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from callcenter import i18n
from callcenter.callers.phones import pretty
from callcenter.cases.words import Way
from callcenter.i18n import N_, local, phrases, say, weekday

phrases(
    {
        # Short: they must fit into an SMS.
        "letter.signed": N_("{house}: {text}"),
        "letter.routed": N_("{point} takes care of your case {number}."),
        "letter.booked": N_("Your appointment for case {number}: {when}."),
        "letter.moved": N_("Your appointment for case {number} has moved to {when}."),
        "letter.cancelled": N_("Your appointment for case {number} on {when} is cancelled."),
        "letter.collect": N_("Case {number} is ready: you can collect it."),
        "letter.ready": N_("The work on your case {number} is done."),
        "letter.closed": N_("Your case {number} is closed."),
        "letter.again": N_("If something is not right, ring us within {days} days and name its number."),
        "letter.comes": N_("They come to you."),
        "letter.where": N_("Where"),
        "letter.who": N_("Service point"),
        "letter.telephone": N_("Telephone"),
        "letter.when": N_("When"),
        "letter.event": N_("Service appointment, case {number}"),
        "letter.automatic": N_("This message was sent automatically. Please ring us with questions."),
    }
)
COMES = frozenset({Way.ON_SITE, Way.PICK_UP, Way.ROADSIDE})
"""The ways in which the point comes to the customer."""
_WHO = frozenset({"routed", "booked", "moved", "cancelled", "collect"})
"""The letters that name the point."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a letter is made from."""

    number: str
    """The case number as shown."""
    house: str = ""
    language: str = "en"
    way: Way | None = None
    point: str = ""
    address: str = ""
    phone: str = ""
    zone: str = "UTC"
    """The point's, on whose clock an appointment is."""
    from_at: datetime | None = None
    to_at: datetime | None = None
    reopen_days: int = 14


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, for either channel."""

    subject: str
    text: str
    html: str
    sms: str
    event: str = ""
    """What a calendar calls the appointment."""


def write(what: str, facts: Facts) -> Letter:
    """Write a letter in the customer's language.

    Args:
        what: ``routed``, ``booked``, ``moved``, ``cancelled``, ``collect``, ``ready`` or ``closed``.
        facts: what it says.
    """
    return copy_context().run(_write, what, facts)


def _write(what: str, facts: Facts) -> Letter:
    i18n.use(facts.language, facts.zone)
    if what not in _WHO:
        facts = replace(facts, point="", address="", phone="")
    when = _when(facts.from_at, facts.to_at)
    sentence = say(f"letter.{what}", number=facts.number, point=facts.point, when=when)
    lines, details = _lines(what, facts), _details(what, facts)
    subject = sentence.rstrip(".。")
    values = {
        "subject": subject, "sentence": sentence, "lines": lines, "details": details, "house": facts.house,
        "language": facts.language.replace("_", "-"), "automatic": say("letter.automatic"),
    }  # fmt: skip
    event = say("letter.event", number=facts.number)
    return Letter(subject, _render("letter.txt", values), _render("letter.html", values),
                  _sms(sentence, lines, details, facts.house), event)  # fmt: skip


def _lines(what: str, facts: Facts) -> Sequence[str]:
    if what in ("booked", "moved") and facts.way in COMES:
        return [say("letter.comes")]
    if what == "closed":
        return [say("letter.again", days=facts.reopen_days)]
    return []


def _details(what: str, facts: Facts) -> Sequence[tuple[str, str]]:
    named = what != "routed"  # there the sentence names the point
    said = (
        ("letter.who", facts.point if named else ""),
        ("letter.where", "" if facts.way in COMES else facts.address),
        ("letter.telephone", pretty(facts.phone) if facts.phone else ""),
    )
    return [(say(label), value) for label, value in said if value]


def _when(from_at: datetime | None, to_at: datetime | None) -> str:
    if from_at is None or to_at is None:
        return ""
    begin, end = local(from_at), local(to_at)
    return f"{weekday(begin)} {begin:%Y-%m-%d %H:%M}-{end:%H:%M}"


def _sms(sentence: str, lines: Sequence[str], details: Sequence[tuple[str, str]], house: str) -> str:
    said = (sentence, *lines, ", ".join(value for _label, value in details))
    text = " ".join(" ".join(filter(None, said)).split())
    return say("letter.signed", house=house, text=text) if house else text


def _render(name: str, values: Mapping[str, Any]) -> str:
    return str(_environment().get_template(name).render(values)).strip() + "\n"


@cache
def _environment() -> Any:
    # Imported late: no console that tells nobody pays for it.
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("callcenter.cases.telling"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
