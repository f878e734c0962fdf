"""``callcenter points``: the service points that can take it, with their reasons; their secrets."""

from datetime import datetime
from typing import Any

from callcenter.cli import points_secret
from callcenter.cli.context import (
    OK,
    REFUSED,
    Commands,
    Context,
    Misused,
    add_command,
    add_group,
    code,
    count,
)
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.dispatch.views import Candidate, Proposal, Wish
from callcenter.errors import Invalid
from callcenter.i18n import N_, _, language, say, time_text
from callcenter.points.views import Place
from callcenter.reading import moment


def register(commands: Commands) -> None:
    """Add the command and its verbs."""
    verbs = add_group(commands, "points", "Find service points; secrets that sign messages to them.")
    points_secret.register(verbs)
    parser = add_command(
        verbs, "near", run, "The nearest points that can take it, best first, each with its reasons."
    )
    parser.add_argument("--place", metavar="TEXT", help="a city or postcode")
    parser.add_argument("--country", metavar="CC", default="", help="the country of the place")
    parser.add_argument("--lat", type=float, metavar="DEGREES")
    parser.add_argument("--lon", type=float, metavar="DEGREES")
    parser.add_argument("--skill", default="", metavar="S", type=code, help="engine, laundry ...")
    parser.add_argument("--way", default="", metavar="W", type=code, choices=_WAYS, help=", ".join(_WAYS))
    parser.add_argument("--brand", default="", metavar="B")
    parser.add_argument("--authorised", action="store_true", help="only points authorised for the brand")
    parser.add_argument("--at", metavar="ISO-TIME", help="as if it were then, with an offset; default now")
    parser.add_argument("--limit", type=count, default=8, metavar="N")


_WAYS = ("bring_in", "on_site", "pick_up", "mail_in", "roadside")


def run(context: Context) -> int:
    """Print the ranked points and the nearer ones that may not."""
    asked = context.arguments
    at = moment_said("--at", asked.at)
    lat, lon = _where(context)
    wish = Wish(
        way=asked.way, lat=lat, lon=lon, skill=asked.skill, brand=asked.brand, authorised=asked.authorised
    )
    proposal = context.agent.propose(wish, at=at, limit=asked.limit)
    if context.json:
        print_json(as_mapping(proposal))
    else:
        print_proposal(proposal)
    return OK if proposal.rows else REFUSED


def moment_said(option: str, said: str | None) -> datetime | None:
    """The time given with an option; None where it wasn't.

    Raises:
        Misused: it is no time with an offset.
    """
    try:
        return moment(said) if said else None
    except Invalid as error:
        raise Misused(
            N_("{option}: {text} is no time with an offset. Write it as 2026-03-02T14:30+08:00."),
            option=option, text=said,
        ) from error  # fmt: skip


def _where(context: Context) -> tuple[float, float]:
    asked = context.arguments
    if (asked.lat is None) != (asked.lon is None) or (asked.lat is None) == (not asked.place):
        raise Misused(N_("Say where: either --place TEXT, or --lat and --lon."))
    if asked.lat is None:
        place = place_said(context)
        if not context.json:
            print_lines(_near(place))
        return place.lat, place.lon
    if not (-90 <= asked.lat <= 90 and -180 <= asked.lon <= 180):
        raise Misused(N_("--lat takes -90 to 90 and --lon -180 to 180 degrees."))
    return asked.lat, asked.lon


def _near(place: Place) -> str:
    name = place.zh if place.zh and language() == "zh_CN" else place.name
    return _("Near {place}:").format(place=f"{name} ({place.country})")


def place_said(context: Context) -> Place:
    """The place given with --place and --country.

    Raises:
        Invalid: the gazetteer has no such place.
    """
    asked = context.arguments
    places = context.agent.find_place(asked.place, country=asked.country)
    if not places:
        raise Invalid(
            N_("No city or postcode {place} is known. Try the next larger town."), place=asked.place
        )
    return places[0]


def as_mapping(proposal: Proposal) -> dict[str, Any]:
    """A proposal for scripts: ``points`` best first, ``rejected`` each with its cause."""
    return {
        "points": [_candidate(one) for one in proposal.rows],
        "rejected": [
            _candidate(one) | {"cause": say(one.cause) if one.cause else ""} for one in proposal.rejected
        ],
    }


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "point_id": one.point_id,
        "external_id": one.external_id,
        "name": one.name,
        "metres": None if one.metres is None else round(one.metres),
        "open": one.open,
        "room": one.room,
        "reasons": [say(reason) for reason in (*one.reasons, *one.matches)],
    }


_HEADINGS = (N_("ID"), N_("Point"), N_("City"), N_("Distance"), N_("Hours"), N_("Room"), N_("Why"))


def print_proposal(proposal: Proposal) -> None:
    """A proposal for people."""
    if not proposal.rows:
        print_lines(_("No service point can take it."))
    print_table(
        [
            (str(one.point_id), one.name, one.city, _distance(one), _open(one), _room(one),
             _(", ").join(map(say, (*one.matches, *one.reasons))))
            for one in proposal.rows
        ],
        _HEADINGS,
    )  # fmt: skip
    for one in proposal.rejected:
        print_lines(
            _("not: {name}, {cause}").format(name=one.name, cause=say(one.cause) if one.cause else "")
        )


def _distance(one: Candidate) -> str:
    return "-" if one.metres is None else f"{one.metres / 1000:.1f} km"


def _room(one: Candidate) -> str:
    return "-" if one.room is None else _("{room} of {capacity}").format(room=one.room, capacity=one.capacity)


def _open(one: Candidate) -> str:
    if one.open is None:
        return _("hours unknown")
    if one.open:
        return (
            _("open to {time}").format(time=time_text(one.closes_at))
            if one.closes_at
            else say("reason.open_now")
        )
    return _("opens {time}").format(time=time_text(one.opens_at)) if one.opens_at else _("not open")
