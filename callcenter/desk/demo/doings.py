"""The steps of a plan, done: what each does to the case, its timeline and all that hangs on it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from callcenter.callers.models import RecallItem
from callcenter.calls.models import CallBack
from callcenter.cases.models import Alarm, Chaser, ContactTry, Promise
from callcenter.cases.rules import Who
from callcenter.cases.taxonomy import CategoryView
from callcenter.cases.words import (
    CaseKind,
    CaseMove,
    CaseState,
    CloseReason,
    Cover,
    Outcome,
    PromiseState,
    WaitFor,
    code,
)
from callcenter.desk.demo import offers, work
from callcenter.desk.demo.intakes import Matter
from callcenter.desk.demo.plans import OPEN_ENDINGS, by_day
from callcenter.desk.demo.points import hand_made
from callcenter.desk.demo.routes import Routes
from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.story import Story
from callcenter.desk.demo.talk import phrase
from callcenter.dispatch.words import DispatchState

_HOUR = timedelta(hours=1)
_GONE_WHEN_REOPENED = (
    "resolved_at", "outcome", "close_reason", "expected_at", "received_at", "handed_back_at",
)  # fmt: skip


class Doings:
    """What can be done with one case; the methods are the words of the plans."""

    def __init__(self, story: Story, routes: Routes, matter: Matter, category: CategoryView) -> None:
        self.story, self.routes, self.matter, self.category = story, routes, matter, category
        self.dispatch: Values | None = None
        self.promised: Values | None = None
        self.supervisor: Values = story.agent
        if matter.ending in OPEN_ENDINGS:
            story.not_to = hand_made(story.stage)

    def log(self) -> None:
        """The case is logged, with its category, and the alarm where it is a matter of safety."""
        story, case = self.story, self.story.case
        story.begin()
        params = {
            "move": "log",
            "kind": case["kind"].value,
            "priority": case["priority"].value,
            "safety": case["safety"],
        }
        story.tell("case.logged", params=params)
        story.tell(f"case.category_{case['category_by']}", params={"category": case["category"]})
        if case["safety"]:
            alarm = story.stage.rows.add(Alarm, case_id=case["id"], raised_at=story.at, sign=case["category"])
            story.tell("alarm.raised_by_symptom", "alarm", alarm["id"], params={"category": case["category"]})

    def acknowledge(self) -> None:
        """A supervisor has seen the alarm."""
        story = self.story
        alarm = next(
            one for one in reversed(story.stage.rows.of(Alarm)) if one["case_id"] == story.case["id"]
        )
        alarm |= {"acknowledged_at": story.at, "acknowledged_by": self.supervisor["id"]}
        story.tell("alarm.acknowledged", "alarm", alarm["id"], who="supervisor", actor=self.supervisor)

    def route(self) -> None:
        """The case is sent to a point."""
        if self.story.standing.state == CaseState.NEW:
            self.dispatch = offers.route(
                self.story,
                self.routes,
                self.category.skill,
                point=self.matter.point,
                by_webhook=self.matter.ending == "failed",
            )

    def read_back(self) -> None:
        """The caller is told how it goes on."""
        if self.story.case["told_at"] is None and self.dispatch:
            self.story.case["told_at"] = self.story.at
            self.story.tell("read_back.told")

    def reach(self) -> None:
        """The offer reaches the point."""
        if self.dispatch and self.dispatch["state"] in (DispatchState.QUEUED, DispatchState.BY_PHONE):
            by_phone = self.dispatch["state"] == DispatchState.BY_PHONE
            # Most points answer while they are told: then there is no line for the telling alone.
            if not by_phone or self.story.chance.random() < 0.25 or self.matter.ending == "reached":
                offers.reach(self.story, self.dispatch)

    def deliver(self) -> None:
        """Where the point has a webhook the offer has arrived; else somebody must still ring."""
        if self.dispatch and self.dispatch["state"] == DispatchState.QUEUED:
            offers.reach(self.story, self.dispatch)

    def fail(self) -> None:
        """The offer doesn't get through."""
        if self.dispatch and self.dispatch["state"] == DispatchState.QUEUED:
            offers.fail(self.story, self.dispatch, for_good=True)

    def accept(self) -> None:
        """The point takes the case."""
        if self.dispatch and self.story.standing.state == CaseState.ROUTED:
            offers.accept(self.story, self.dispatch)

    def decline(self) -> None:
        """The point declines."""
        if self.dispatch and self.story.standing.state == CaseState.ROUTED:
            if self.dispatch["state"] == DispatchState.QUEUED:
                offers.reach(self.story, self.dispatch)
            offers.decline(self.story, self.dispatch)

    def expire(self) -> None:
        """The point stays silent."""
        offered = (DispatchState.DELIVERED, DispatchState.BY_PHONE)
        if (
            self.dispatch
            and self.story.standing.state == CaseState.ROUTED
            and self.dispatch["state"] in offered
        ):
            offers.expire(self.story, self.dispatch)

    def expect(self) -> None:
        """The point says when."""
        self._expect(self.matter.expected_in or self.story.chance.choice((3, 5, 6, 20, 22, 26)) * _HOUR)

    def expect_soon(self) -> None:
        """The point says when, and it will be missed."""
        self._expect(2 * _HOUR)

    def _expect(self, wait: timedelta) -> None:
        if self.story.standing.state not in (CaseState.ACCEPTED, CaseState.EXPECTED):
            return
        story = self.story
        zone = (story.point or {})["timezone"]
        when = by_day(story.at + wait, zone).astimezone(ZoneInfo(zone))
        when = when.replace(minute=when.minute // 30 * 30, second=0).astimezone(story.at.tzinfo)
        when = max(when, story.at + timedelta(minutes=20))
        if self.matter.ending == "expected":
            when = max(when, story.stage.anchor + timedelta(minutes=30))
        if self.dispatch:
            self.dispatch["promised_at"] = when
        params = {"expected_at": when.isoformat()}
        story.move(
            CaseMove.EXPECT,
            who=self._by_point(),
            given={"expected_at": when},
            params=params,
            expected_at=when,
        )

    def miss_date(self) -> None:
        """The expected date has passed: somebody must ring back."""
        story = self.story
        if story.standing.state != CaseState.EXPECTED:
            return
        story.move(CaseMove.MISS_DATE, who="system")
        case = story.case
        story.stage.rows.add(
            CallBack,
            at=story.at + _HOUR,
            number=case["caller_e164"] or case["contact_phone"],
            customer_id=case["customer_id"],
            case_id=case["id"],
            agent_id=story.agent["id"],
        )

    def receive(self) -> None:
        """The work begins."""
        if self.story.standing.state in (CaseState.ACCEPTED, CaseState.EXPECTED):
            self.story.move(
                CaseMove.RECEIVE,
                who=self._by_point(),
                received_at=self.story.case["received_at"] or self.story.at,
                handed_back_at=None,
            )

    def wait_parts(self) -> None:
        """Parts are waited for."""
        if self.story.standing.state == CaseState.IN_PROGRESS:
            self.story.wait(WaitFor.PARTS, phrase(self.story.chance, "parts", self.story.language))

    def wait_customer(self) -> None:
        """The customer is waited for."""
        if self.story.standing.state == CaseState.IN_PROGRESS:
            self.story.wait(WaitFor.CUSTOMER, phrase(self.story.chance, "away", self.story.language))

    def resume(self) -> None:
        """It goes on."""
        if self.story.standing.state == CaseState.WAITING:
            self.story.resume()

    def send_elsewhere(self) -> None:
        """Another point shall do it."""
        if self.story.standing.state in (CaseState.ACCEPTED, CaseState.EXPECTED):
            reason = phrase(self.story.chance, "elsewhere", self.story.language)
            offers.withdraw(self.story, self.dispatch, reason)
            self.story.not_to += (self.story.case["point_id"],)
            self.story.move(CaseMove.SEND_ELSEWHERE, given={"reason": reason}, words=reason, expected_at=None)

    def resolve(self) -> None:
        """The work is done; where no point could take it, it was solved on the phone."""
        if self.story.standing.state == CaseState.IN_PROGRESS:
            work.resolve(self.story, self.matter, self.category, who=self._by_point())
            self._recall_done()
        elif self.story.standing.state == CaseState.NEW:
            self.solve_on_phone()

    def solve_on_phone(self) -> None:
        """Advice helps, or a question is answered."""
        story = self.story
        if story.standing.state != CaseState.NEW:
            return
        outcome = (
            Outcome.REFUNDED
            if self.matter.kind == CaseKind.COMPLAINT and story.chance.random() < 0.2
            else Outcome.ADVISED
        )
        story.move(
            CaseMove.SOLVE_ON_PHONE,
            given={"outcome": outcome.value},
            params={"outcome": code(outcome)},
            words=self.matter.answer,
            outcome=outcome,
            resolved_at=story.at,
        )

    def reopen(self) -> None:
        """It wasn't solved after all."""
        story, case = self.story, self.story.case
        if story.standing.state != CaseState.RESOLVED:
            return
        reason = phrase(story.chance, "reopen", story.language)
        offers.withdraw(story, self.dispatch, reason)
        work.thought_solved(story)
        case |= dict.fromkeys(_GONE_WHEN_REOPENED)
        story.move(CaseMove.REOPEN, given={"reason": reason}, words=reason, reopened=case["reopened"] + 1)

    def cancel(self) -> None:
        """It is called off."""
        story = self.story
        if story.standing.state in (None, CaseState.CLOSED, CaseState.CANCELLED):
            return
        reason = phrase(story.chance, "cancel", story.language)
        offers.withdraw(story, self.dispatch, reason)
        story.end_waits()
        story.move(CaseMove.CANCEL, given={"reason": reason}, words=reason, expected_at=None)

    def reached(self) -> None:
        """The customer was asked whether all is well."""
        self._try(reached=True)

    def tried(self) -> None:
        """The customer was not reached."""
        self._try(reached=False)

    def _try(self, *, reached: bool) -> None:
        story = self.story
        if story.standing.state == CaseState.RESOLVED:
            story.stage.rows.add(
                ContactTry, case_id=story.case["id"], at=story.at, agent_id=story.agent["id"], reached=reached
            )
            story.tell("case.reached" if reached else "case.tried")

    def close_yes(self) -> None:
        """Closed: the customer said yes."""
        self._close(CloseReason.CUSTOMER_YES)

    def close_tries(self) -> None:
        """Closed: not reached on three days."""
        self._close(CloseReason.THREE_TRIES)

    def close_days(self) -> None:
        """Closed: nobody objected."""
        self._close(CloseReason.DAYS_PASSED)

    def _close(self, reason: CloseReason) -> None:
        if self.story.standing.state == CaseState.RESOLVED:
            who: Who = "system" if reason == CloseReason.DAYS_PASSED else "agent"
            params = {"close_reason": code(reason)}
            self.story.move(
                CaseMove.CLOSE, who=who, given={"reason": reason.value}, params=params, close_reason=reason
            )

    def note(self) -> None:
        """Somebody writes a note."""
        self.story.tell("case.noted", words=phrase(self.story.chance, "notes", self.story.language))

    def chase(self) -> None:
        """The customer asks how it stands."""
        story = self.story
        if story.case["closed_at"] is not None:
            return
        asked = self.matter.asked or phrase(story.chance, "asked", story.language)
        answered = phrase(story.chance, "answered", story.language)
        who = story.case["reporter"]
        story.stage.rows.add(
            Chaser,
            case_id=story.case["id"],
            at=story.at,
            who=who,
            asked=asked,
            answered=answered,
            agent_id=story.agent["id"],
        )
        story.tell("case.chased", words=f"{who}: {asked} → {answered}" if who else f"{asked} → {answered}")

    def promise(self) -> None:
        """We promise something."""
        story = self.story
        what = self.matter.promise or phrase(story.chance, "promise", story.language)
        by_at = (story.at + self.matter.promise_in).replace(second=0)
        row = story.stage.rows.add(
            Promise,
            case_id=story.case["id"],
            customer_id=story.case["customer_id"],
            what=what,
            to_whom=story.case["contact"],
            by_at=by_at,
            agent_id=story.agent["id"],
            made_at=story.at,
        )
        story.tell("case.promised", params={"by_at": by_at.isoformat(), "promise_id": row["id"]}, words=what)
        self.promised = row

    def settle(self) -> None:
        """What was promised and should be over by now is settled."""
        story, row = self.story, self.promised
        if row is None or row["by_at"] > story.stage.anchor - _HOUR:
            return
        kept = story.chance.random() < 0.85
        story.at = max(
            story.at, row["by_at"] - timedelta(minutes=20) if kept else row["by_at"] + timedelta(minutes=5)
        )
        row |= {"state": PromiseState.KEPT if kept else PromiseState.MISSED, "settled_at": story.at}
        params = {"promise_id": row["id"]}
        story.tell(f"case.promise_{row['state'].value}", params=params, words=row["what"])

    def _by_point(self) -> Who:
        return "agent" if self.dispatch and self.dispatch["told_whom"] else "point"

    def _recall_done(self) -> None:
        story, case = self.story, self.story.case
        if case["cover"] != Cover.RECALL or case["outcome"] != Outcome.REPAIRED:
            return
        for row in story.stage.rows.of(RecallItem):
            if row["item_id"] == case["item_id"]:
                row |= {"done_on": story.at.date(), "repair_id": work.repair_of(story)}
