"""``callcenter points near``: the service points that can take it, with their reasons."""

from typing import Any

from callcenter.cli.context import MISUSED, OK, REFUSED, Commands, Context, add_command
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.dispatch.views import Candidate, Proposal, Wish
from callcenter.errors import Invalid
from callcenter.i18n import N_, _, say
from callcenter.reading import moment


def register(commands: Commands) -> None:
    """Add the command and its one verb."""
    verbs = commands.add_parser("points", help="Find service points.").add_subparsers(
        metavar="VERB", required=True
    )
    parser = add_command(
        verbs, "near", run, "The nearest points that can take it, best first, each with its reasons."
    )
    parser.add_argument("--place", metavar="TEXT", help="a city or postcode")
    parser.add_argument("--country", metavar="CC", default="", help="the country of the place")
    parser.add_argument("--lat", type=float, metavar="DEGREES")
    parser.add_argument("--lon", type=float, metavar="DEGREES")
    parser.add_argument("--skill", default="", metavar="S")
    parser.add_argument("--way", default="", metavar="W", choices=("", *_WAYS), help=", ".join(_WAYS))
    parser.add_argument("--brand", default="", metavar="B")
    parser.add_argument("--authorised", action="store_true", help="only points authorised for the brand")
    parser.add_argument("--at", metavar="ISO-TIME", help="as if it were then, with an offset; default now")
    parser.add_argument("--limit", type=int, default=8, metavar="N")


_WAYS = ("bring_in", "on_site", "pick_up", "mail_in", "roadside")


def run(context: Context) -> int:
    """Print the ranked points and the nearer ones that may not."""
    asked = context.arguments
    if (asked.lat is None) != (asked.lon is None) or (asked.lat is None) == (not asked.place):
        print_lines(_("Say where: --place TEXT, or --lat and --lon."))
        return MISUSED
    lat, lon = _where(context)
    wish = Wish(
        way=asked.way, lat=lat, lon=lon, skill=asked.skill, brand=asked.brand, authorised=asked.authorised
    )
    proposal = context.agent.propose(wish, at=moment(asked.at) if asked.at else None, limit=asked.limit)
    if context.json:
        print_json(as_mapping(proposal))
    else:
        print_proposal(proposal)
    return OK if proposal.rows else REFUSED


def _where(context: Context) -> tuple[float, float]:
    asked = context.arguments
    if asked.lat is not None:
        if not (-90 <= asked.lat <= 90 and -180 <= asked.lon <= 180):
            raise Invalid(N_("--lat takes -90 to 90 and --lon -180 to 180 degrees."))
        return asked.lat, asked.lon
    places = context.agent.find_place(asked.place, country=asked.country)
    if not places:
        raise Invalid(
            N_("No city or postcode {place} is known. Try the next larger town."), place=asked.place
        )
    return places[0].lat, places[0].lon


def as_mapping(proposal: Proposal) -> dict[str, Any]:
    """A proposal for scripts: ``points`` best first, ``rejected`` each with its cause."""
    return {
        "points": [_candidate(one) for one in proposal.rows],
        "rejected": [{**_candidate(one), **_cause(one)} for one in proposal.rejected],
    }


def _cause(one: Candidate) -> dict[str, str]:
    return (
        {"cause": say(one.cause), "cause_code": one.cause.code}
        if one.cause
        else {"cause": "", "cause_code": ""}
    )


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "point_id": one.point_id,
        "external_id": one.external_id,
        "name": one.name,
        "metres": None if one.metres is None else round(one.metres),
        "open": one.open,
        "opens_at": one.opens_at.isoformat() if one.opens_at else None,
        "room": one.room,
        "work_on": one.work_on.isoformat(),
        "reasons": [say(reason) for reason in (*one.reasons, *one.matches)],
    }


def print_proposal(proposal: Proposal) -> None:
    """A proposal for people."""
    if not proposal.rows:
        print_lines(_("No service point can take it."))
    print_table(
        [
            (str(one.point_id), one.name, one.city, _distance(one), _open(one), _room(one),
             ", ".join(say(reason) for reason in (*one.matches, *one.reasons)))
            for one in proposal.rows
        ]
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
    from callcenter.i18n import time_text

    if one.open is None:
        return _("hours unknown")
    if one.open:
        return _("open to {time}").format(time=time_text(one.closes_at)) if one.closes_at else _("open")
    return _("opens {time}").format(time=time_text(one.opens_at)) if one.opens_at else _("closed")
