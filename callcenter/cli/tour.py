"""``callcenter tour``: one call from the ring to the closed case, in plain text, by the agent's own verbs.

It works on a copy of the demo store and owns its clock, so it can be taken again and waits for nothing.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcenter import clock, i18n
from callcenter.cli.context import OK, Commands, Context, add_command
from callcenter.cli.demo import AGENT, demo_store
from callcenter.cli.output import print_json, print_lines
from callcenter.i18n import _, say, time_text

if TYPE_CHECKING:
    from callcenter.callers.views import Card, ItemView
    from callcenter.cases.views import CaseView, Intake, Logged
    from callcenter.desk.agent import AgentDesk
    from callcenter.dispatch.views import Candidate, Proposal

NUMBER = "021 5888 1234"
"""What rings: a number that two people share."""
WANG = "王小明"
"""Who it is: always in the demo store, and has a car."""
_SAID = {
    "zh_CN": "踩刹车时有尖锐的异响，早上更明显",
    "en": "Brakes squeal at low speed, worse in the morning",
}
_CATEGORY = "brakes.noise"


def register(commands: Commands) -> None:
    """Add the command."""
    add_command(
        commands, "tour", run, "Take one call from the ring to the closed case, step by step, in plain text."
    )


def run(context: Context) -> int:
    """Make the demo store where needed and take the tour on a copy of it."""
    return tour(context, demo_store(context))


def tour(context: Context, place: Path | str) -> int:
    """Take the tour.

    Args:
        context: of the command.
        place: a demo store; it stays as it is.

    Returns:
        the exit status.
    """
    from callcenter.desk.agent import open_agent_desk
    from callcenter.desk.demo import keeping

    with tempfile.TemporaryDirectory(prefix="callcenter-tour-") as folder, _own_time(keeping.made_for(place)):
        copied = Path(folder) / "tour.sqlite3"
        keeping.copy(place, copied)
        chosen = replace(
            context.settings,
            store=str(copied),
            agent=AGENT,
            region="CN",
            currency="CNY",
            zone="Asia/Shanghai",
        )
        i18n.use(zone=chosen.zone)
        desk = open_agent_desk(chosen)
        try:
            taken = Tour(desk, quiet=context.json)
            taken.take()
        finally:
            desk.store.close()
    if context.json:
        print_json(taken.told)
    return OK


@contextmanager
def _own_time(start: datetime | None) -> Iterator[None]:
    """A clock that the tour moves by itself; afterwards the process has its own again."""
    clock.use(_Hands(start or clock.now()))
    try:
        yield
    finally:
        clock.use(None)


class _Hands:
    """A clock that goes on by a second whenever somebody looks, and further when told."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class Tour:
    """The journey; each step says what the agent sees then."""

    desk: "AgentDesk"
    quiet: bool = False
    told: dict[str, Any] = field(default_factory=dict)
    _step: int = 0

    def take(self) -> None:
        """All of it, in the order of a call."""
        card = self._ring()
        item = next(one for one in card.items if one.line == "car")
        card = self._verify(card)
        intake = self._issue(card, item)
        logged = self._log(intake)
        self._read_back(logged)
        self._point_answers(logged)
        self._work(logged)
        self._look_back(logged)

    def _ring(self) -> "Card":
        """The number rings, two share it, one is opened."""
        self._head(_("The telephone rings: {number}").format(number=NUMBER))
        found = self.desk.find(NUMBER)
        for row in found.rows:
            self._say(f"{row.name} {row.latin}".strip(), row.place, ", ".join(row.items), say(row.why))
        customer = next(row for row in found.rows if row.name == WANG)
        self.told["found"] = [row.name for row in found.rows]
        self._head(_("It is {name}: Enter opens the card").format(name=customer.name))
        card = self.desk.card(customer.customer_id or 0, calling=found.number.e164 if found.number else None)
        self._card(card)
        return card

    def _card(self, card: "Card") -> None:
        self._say(f"{card.name} {card.latin}".strip(), say(f"tier.{card.tier}"), card.place)
        self._say(*(phone.text for phone in card.phones))
        for case in card.open_cases:
            self._say(_("OPEN"), case.number, case.summary, say(f"case_state.{case.state}"), case.where)
        for item in card.items:
            self._say(_("OWNS"), item.name, item.plate or item.serial or "")
        for repair in card.repairs[:3]:
            self._say(_("REPAIR"), str(repair.received_on or ""), repair.where, repair.work)

    def _verify(self, card: "Card") -> "Card":
        """Two details are asked; what matched is recorded, never the answer."""
        asked = card.ask[:2]
        self._head(_("Not verified yet: two of these are asked"))
        self._say(*(say(code) for code in card.ask))
        self.desk.verify("tour-verify", card.customer_id, asked)
        card = self.desk.card(card.customer_id, calling=card.calling)
        self._say(
            _("verified: {details}").format(details=_(", ").join(say(code) for code in asked)),
            card.address or "",
        )
        return card

    def _issue(self, card: "Card", item: "ItemView") -> "Intake":
        """What is wrong, in the caller's words; the category that they point at is taken."""
        from callcenter.cases.views import Intake

        said = _SAID[i18n.language()]
        self._head(_("“n”: what is wrong with the {item}?").format(item=item.name))
        self._say(said)
        suggested = [one.code for one in self.desk.suggest(said, line=item.line or "")]
        names = self.desk.taxonomy()
        self._say(*(names.name(code, i18n.language()) for code in suggested))
        category = next((code for code in suggested if code.startswith("brakes.")), _CATEGORY)
        for one in self.desk.similar(item.item_id, category)[:2]:
            self._say(
                _("like it: {number}").format(number=one.number), one.summary, say(f"case_state.{one.state}")
            )
        taken = "suggested" if category in suggested else "chosen"
        intake = Intake(
            kind="fault", description=said, customer_id=card.customer_id, caller=NUMBER, reporter=card.name,
            item_id=item.item_id, category=category, category_by=taken,
        )  # fmt: skip
        self.told["category"] = category
        return self.desk.completed(intake, card)

    def _log(self, intake: "Intake") -> "Logged":
        """The points, best first; Enter sends to the first: case and dispatch in one transaction."""
        from callcenter.dispatch.views import Choice

        self._head(_("Where to: the points that can take it, best first"))
        proposal = self.desk.propose(self.desk.wish_for(intake))
        self._proposal(proposal)
        self._head(_("Enter sends it to the first"))
        logged = self.desk.log("tour-log", intake, Choice(proposal.rows[0].point_id, proposal))
        held = time_text(logged.held_until) if logged.held_until else ""
        self._say(_("case {number}").format(number=logged.number), say(f"case_state.{logged.state}"))
        self._say(_("held until {time}, then it leaves").format(time=held) if held else "")
        self.told |= {"number": logged.number, "point": proposal.rows[0].name}
        return logged

    def _proposal(self, proposal: "Proposal") -> None:
        for row in proposal.rows[:3]:
            self._say(row.name, _km(row), *(say(one) for one in (*row.matches, *row.reasons)))
        for row in proposal.rejected[:3]:
            self._say(_("not:"), row.name, _km(row), say(row.cause) if row.cause else "")

    def _read_back(self, logged: "Logged") -> None:
        """What the caller hears before hanging up."""
        self._head(_("The read-back, in the caller's language"))
        self._say(self.desk.read_back(logged.case_id).text)
        self.desk.told("tour-told", logged.case_id)

    def _point_answers(self, logged: "Logged") -> None:
        """The outbox makes its attempt; a point without a computer is told by telephone."""
        from callcenter.desk.system import SystemDesk

        self._head(_("The point hears of it and accepts"))
        self._wait(seconds=self.desk.settings.hold_seconds + 1)
        SystemDesk(self.desk.store, self.desk.settings).work_outbox()
        seen = self.desk.case(logged.case_id)
        if seen.dispatch:
            self._say(
                seen.dispatch.point,
                say(f"dispatch_state.{seen.dispatch.state}"),
                seen.dispatch.point_phone or "",
            )
        expected = clock.now() + timedelta(hours=3)
        whom = {"zh_CN": "前台小刘", "en": "Xiao Liu at the desk"}[i18n.language()]
        self.desk.told_point("tour-accepted", logged.dispatch_id or 0, whom, "accepted", promised_at=expected)
        self._stands(logged)

    def _work(self, logged: "Logged") -> None:
        """The work, from the counter to the customer's yes."""
        from callcenter.cases.views import MoveDetails

        work = {
            "zh_CN": ("刹车片硬化", "打磨刹车片，清洁卡钳"),
            "en": ("pads glazed", "pads dressed, calipers cleaned"),
        }
        cause, done = work[i18n.language()]
        steps = (
            (_("The car arrives"), "receive", MoveDetails(), 3),
            (
                _("The work is done"),
                "resolve",
                MoveDetails(outcome="repaired", cause=cause, work=done, km=61500),
                2,
            ),
            (_("The customer is asked and says yes"), "close", MoveDetails(close_reason="customer_yes"), 20),
        )
        for head, move, details, hours in steps:
            self._wait(seconds=hours * 3600)
            self._head(head)
            version = self.desk.case(logged.case_id).version
            self.desk.move(f"tour-{move}", logged.case_id, version, move, details)
            self._stands(logged)

    def _look_back(self, logged: "Logged") -> None:
        """The timeline as everybody sees it."""
        seen = self.desk.case(logged.case_id)
        self._head(_("The timeline of {number}").format(number=seen.number))
        names = self.desk.taxonomy()
        for row in seen.timeline:
            category = names.name(str(row.what.params.get("category", "")), i18n.language())
            self._say(time_text(row.at), say(row.what, category=category), row.said)
        self.told["state"] = seen.state
        self.told["timeline"] = [row.what.code for row in seen.timeline]

    def _stands(self, logged: "Logged") -> "CaseView":
        seen = self.desk.case(logged.case_id)
        expected = (
            _("expected {time}").format(time=time_text(seen.expected_at))
            if seen.expected_at and seen.due_at
            else ""
        )
        due = _("due {time}").format(time=time_text(seen.due_at)) if seen.due_at else ""
        self._say(seen.number, say(f"case_state.{seen.state}"), expected, due)
        return seen

    def _wait(self, *, seconds: float) -> None:
        """Time passes."""
        clock.use(_Hands(clock.now() + timedelta(seconds=seconds)))

    def _head(self, words: str) -> None:
        self._step += 1
        if not self.quiet:
            sys.stdout.write(f"\n{self._step:2}  {words}\n")

    def _say(self, *parts: str) -> None:
        if not self.quiet:
            print_lines("    " + "  ".join(part for part in parts if part))


def _km(row: "Candidate") -> str:
    return "" if row.metres is None else f"{row.metres / 1000:.1f} km"
