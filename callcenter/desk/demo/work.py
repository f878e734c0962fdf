"""The work of the demo's service points: how cases are resolved, and the repairs that this leaves."""

from zoneinfo import ZoneInfo

from callcenter.callers.models import Repair
from callcenter.callers.words import RepairCover
from callcenter.cases.models import CaseWait
from callcenter.cases.rules import Who
from callcenter.cases.taxonomy import CategoryView
from callcenter.cases.waiting import THOUGHT_SOLVED
from callcenter.cases.words import CaseMove, Cover, Outcome, WaitFor, code
from callcenter.desk.demo.intakes import Matter
from callcenter.desk.demo.story import SETTINGS, Story


def resolve(story: Story, matter: Matter, category: CategoryView, *, who: Who) -> None:
    """Resolve a case that a point has: mostly repaired, which leaves a repair on the item."""
    outcome = _outcome(story, matter)
    job_no = None
    words = None
    if outcome == Outcome.REPAIRED:
        cause, work, parts = matter.done or ("", matter.answer, "")
        words = " · ".join(part for part in (cause, work, parts) if part)
        if story.case["item_id"] is not None:
            job_no = _repair(story, category, cause, work, parts)
    case = story.case
    story.move(
        CaseMove.RESOLVE,
        who=who,
        given={"outcome": outcome.value},
        params={"outcome": code(outcome), "job_no": job_no},
        words=words,
        outcome=outcome,
        resolved_at=story.at,
        handed_back_at=story.at if case["received_at"] else None,
    )


def repair_of(story: Story) -> int | None:
    """The repair that this case left."""
    last = story.stage.rows.of(Repair)
    return next((row["id"] for row in reversed(last) if row["case_id"] == story.case["id"]), None)


def thought_solved(story: Story) -> None:
    """From resolved until now nobody worked on it: our clock stood still."""
    resolved_at = story.case["resolved_at"]
    story.waits.append(
        story.stage.rows.add(
            CaseWait,
            case_id=story.case["id"],
            wait_for=WaitFor.CUSTOMER,
            reason=THOUGHT_SOLVED,
            from_at=resolved_at,
            to_at=story.at,
        )
    )


def _outcome(story: Story, matter: Matter) -> Outcome:
    if matter.done and matter.sure:
        return Outcome.REPAIRED
    outcomes = (Outcome.REPAIRED, Outcome.NO_FAULT_FOUND, Outcome.ADVISED, Outcome.EXCHANGED, Outcome.REFUSED)
    return story.chance.choices(outcomes, (90, 4, 3, 2, 1))[0]


def _repair(story: Story, category: CategoryView, cause: str, work: str, parts: str) -> str | None:
    case, zone = story.case, ZoneInfo(SETTINGS.zone)
    if any(row["case_id"] == case["id"] for row in story.stage.rows.of(Repair)[-40:]):
        return None  # one repair a case, also after it was reopened
    job_no = f"{story.at.astimezone(zone):%y%m}-{case['id']:05}"
    cover: Cover | None = case["cover"]
    paid_by = None if cover in (None, Cover.DISPUTED) else RepairCover(cover.value)
    story.stage.rows.add(
        Repair,
        external_id=None,
        item_id=case["item_id"],
        point_id=case["point_id"],
        case_id=case["id"],
        received_on=(case["received_at"] or story.at).astimezone(zone).date(),
        handed_back_on=story.at.astimezone(zone).date(),
        complaint=case["description"],
        cause=cause or None,
        work=work,
        parts=parts or None,
        component=category.component,
        symptom=case["category"],
        job_no=job_no,
        cost=case["cost_told"] if paid_by == RepairCover.PAID else None,
        currency=case["currency"] if paid_by == RepairCover.PAID else None,
        cover=paid_by,
        result=Outcome.REPAIRED.value,
    )
    return job_no
