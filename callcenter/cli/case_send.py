"""``callcenter case dispatch``, and what ``case log --send`` shares with it: choosing a point, sending."""

import sys

from callcenter.cases.words import CaseState
from callcenter.cli.case_options import values
from callcenter.cli.case_shown import shown, the_case
from callcenter.cli.context import Context, Misused
from callcenter.dispatch.views import Candidate, Choice, Proposal, Wish
from callcenter.dispatch.words import OverrideReason
from callcenter.errors import CallcenterError, Invalid, Refused
from callcenter.i18n import N_, sentence

_ALL = 100_000


def run(context: Context) -> int:
    """Offer a logged case to a point and make one attempt to deliver the offer."""
    desk, case = context.agent, the_case(context)
    choice = choose(context, desk.wish_of(case.case_id))
    if case.state == CaseState.ROUTED and case.point_id == choice.point_id:
        raise Refused(
            N_("{number} is with {point} already. Name another point with --point and --reason."),
            number=case.number, point=case.where,
        )  # fmt: skip
    desk.dispatch(context.request(), case.case_id, case.version, choice)
    deliver(context)
    return shown(context, case.case_id)


def choose(context: Context, wish: Wish) -> Choice:
    """The best point, or the one of ``--point``.

    Raises:
        Invalid: nobody can take it, or not that point.
    """
    asked = context.arguments
    proposal = context.agent.propose(wish, limit=_ALL if asked.point else 8)
    if asked.point:
        return _other(proposal, _named(proposal, asked.point), asked.reason)
    if proposal.rows:
        return Choice(proposal.rows[0].point_id, proposal)
    if wish.lat is None:
        raise Invalid(N_("Where is it? Name a city or postcode with --place."))
    if proposal.rejected:
        nearest = proposal.rejected[0]
        raise Invalid(
            N_("No service point can take it; {point}: {cause!w}. Change the place or the way."),
            point=nearest.name, cause=nearest.cause,
        )  # fmt: skip
    raise Invalid(N_("No service point can take it. Change the place or the way, or log it without --send."))


def _other(proposal: Proposal, row: Candidate, reason: str) -> Choice:
    if not reason and row is not proposal.rows[0]:
        raise Misused(
            N_("{first} comes first: say why another one, with --reason: {choices}."),
            first=proposal.rows[0].name, choices=", ".join(values(OverrideReason)),
        )  # fmt: skip
    return Choice(row.point_id, proposal, reason if row is not proposal.rows[0] else "")


def _named(proposal: Proposal, said: str) -> Candidate:
    by_theirs = {one.external_id: one for one in proposal.rows if one.external_id}
    by_ours = {str(one.point_id): one for one in proposal.rows}
    named = [one for one in proposal.rows if one.name.casefold() == said.strip().casefold()]
    found = by_theirs.get(said) or by_ours.get(said) or (named[0] if len(named) == 1 else None)
    if found is not None:
        return found
    for one in proposal.rejected:
        if one.cause and said in {one.external_id, str(one.point_id)}:
            raise Invalid(
                N_("{point} can't take it: {cause!w}. Choose another one."), point=one.name, cause=one.cause
            )
    raise Invalid(
        N_("Point {point} is not among those that can take it. See: callcenter case route"), point=said
    )


def deliver(context: Context) -> None:
    """One attempt after the commit; what fails stays in the outbox for the next worker."""
    from callcenter.desk.system import SystemDesk

    try:
        SystemDesk(context.agent.store, context.settings).work_outbox()
    except CallcenterError as error:  # the case stands all the same
        sys.stderr.write(f"callcenter: {sentence(error)}\n")
