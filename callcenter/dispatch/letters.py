"""What a service point without a computer of its own reads: offers and their ends as e-mail, in its language.

An e-mail says what the body of the webhook says, and no more: no name, no number, no exact address.
"""

from collections.abc import Iterator, Mapping
from contextvars import copy_context
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from callcenter import i18n
from callcenter.cases.taxonomy import Taxonomy
from callcenter.i18n import N_, local, phrases, say, weekday
from callcenter.points.views import PointFacts
from callcenter.settings import Settings

phrases(
    {
        "point_mail.offered": N_("Can you take case {number}?"),
        "point_mail.safety": N_("Safety: this must not wait."),
        "point_mail.withdrawn": N_("Case {number} is no longer offered to you. Nothing is to be done."),
        "point_mail.appointment": N_("Case {number}: the appointment is {when}."),
        "point_mail.no_appointment": N_("Case {number}: the appointment is cancelled."),
        "point_mail.case": N_("Case"),
        "point_mail.kind": N_("Kind"),
        "point_mail.category": N_("Fault"),
        "point_mail.item": N_("Product"),
        "point_mail.way": N_("Way"),
        "point_mail.where": N_("Where"),
        "point_mail.day": N_("Day"),
        "point_mail.wished": N_("Time wished"),
        "point_mail.cover": N_("Cover"),
        "point_mail.priority": N_("Priority"),
        "point_mail.said": N_("What was said"),
        "point_mail.answer_by": N_("Answer by"),
        "point_mail.private": N_("Name, number and address of the customer open when you accept."),
        "point_mail.answer": N_("Answer"),
        "point_mail.ring": N_("Answer by phone, please."),
    }
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads it, and who signs it."""

    language: str
    zone: str = "UTC"
    house: str = ""


def reader_of(point: PointFacts, settings: Settings) -> Reader:
    """The point's language: Chinese if it speaks it, else English; the house's where nothing is known."""
    spoken = {one.replace("_", "-").partition("-")[0] for one in point.abilities.get("language", ())}
    if spoken or point.country:
        chinese = "zh" in spoken if spoken else point.country == "CN"
        language = "zh_CN" if chinese else "en"
    else:
        language = settings.language
    return Reader(language, point.timezone, settings.telling["house"])


def reader_again(body: Mapping[str, Any]) -> Reader:
    """Who read an earlier e-mail; in English where that is erased."""
    language, house = body.get("reader") or ("en", "")
    return Reader(language, house=house)


def offer(body: Mapping[str, Any], reader: Reader, taxonomy: Taxonomy) -> dict[str, Any]:
    """An offer as the body of an e-mail.

    Args:
        body: of the webhook that the point doesn't have.
        reader: the point.
        taxonomy: the words of categories.
    """
    data = body["data"]

    def values() -> Mapping[str, Any]:
        url = data.get("answer_url") or ""
        return {
            "headline": say("point_mail.offered", number=data["case"]),
            "warning": say("point_mail.safety") if data["safety"] else "",
            "details": list(_details(data, reader, taxonomy)),
            "url": url,
            "button": say("point_mail.answer"),
            "after": [say("point_mail.private"), *([] if url else [say("point_mail.ring")])],
        }

    return _mail(reader, values)


def withdrawal(body: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """The end of an offer as the body of an e-mail; as ``offer``."""
    return _mail(reader, lambda: _headline(say("point_mail.withdrawn", number=body["data"]["case"])))


def appointment(body: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """An appointment that is another one by now, or none, as the body of an e-mail; as ``offer``."""
    number, times = body["data"]["case"], body["data"]["appointment"]

    def values() -> Mapping[str, Any]:
        if times is None:
            return _headline(say("point_mail.no_appointment", number=number))
        when = f"{_moment(times['from'])}-{local(times['to']):%H:%M}"
        return _headline(say("point_mail.appointment", number=number, when=when))

    return _mail(reader, values)


def _headline(words: str) -> Mapping[str, Any]:
    return {"headline": words, "warning": "", "details": [], "url": "", "button": "", "after": []}


def _mail(reader: Reader, values: Any) -> dict[str, Any]:
    def write() -> dict[str, Any]:
        i18n.use(reader.language, reader.zone)
        given = {**values(), "house": reader.house, "language": reader.language.replace("_", "-")}
        subject = " ".join(filter(None, (given["warning"], given["headline"])))
        text, html = (_render(name, given) for name in ("point.txt", "point.html"))
        return {"subject": subject, "text": text, "html": html, "reader": [reader.language, reader.house]}

    return copy_context().run(write)


def _details(data: Mapping[str, Any], reader: Reader, taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    thing = (data["brand"], data["product"], data["model_year"])
    category = data["category"]
    said = {
        "case": data["case"],
        "kind": say(f"case_kind.{data['kind']}"),
        "category": taxonomy.name(category, reader.language) if category else "",
        "item": " ".join(str(one) for one in thing if one),
        "way": say(f"way.{data['way']}"),
        "where": " ".join(filter(None, (data["district"], data["country"]))),
        "day": _day(data["work_on"]),
        "wished": data["time_wished"] or "",
        "cover": say(f"cover.{data['cover']}") if data["cover"] else "",
        "priority": say(f"priority.{data['priority']}"),
        "said": data["description"],
        "answer_by": _moment(data["answer_by"]),
    }
    yield from ((say(f"point_mail.{name}"), value) for name, value in said.items() if value)


def _day(said: str) -> str:
    if not said:
        return ""
    day = date.fromisoformat(said)
    return f"{weekday(day)} {day:%Y-%m-%d}"


def _moment(said: str | None) -> str:
    if not said:
        return ""
    at = local(datetime.fromisoformat(said))
    return f"{weekday(at)} {at:%Y-%m-%d %H:%M}"


def _render(name: str, values: Mapping[str, Any]) -> str:
    return str(_environment().get_template(name).render(values)).strip() + "\n"


@cache
def _environment() -> Any:
    # Imported late: no console that mails nobody pays for it.
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("callcenter.dispatch"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
