"""How a case of the demo is offered to points, and what they say."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.cases.numbers import show
from callcenter.cases.rules import Who
from callcenter.cases.words import CaseMove
from callcenter.desk.demo.routes import Routes, Way
from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.story import SETTINGS, Story, spoken
from callcenter.desk.demo.talk import phrase
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.offer_body import OfferFacts, offer_body
from callcenter.dispatch.words import DeclineReason, DispatchState, OverrideReason
from callcenter.i18n import Phrase
from callcenter.outbox.models import Attempt, Message
from callcenter.outbox.words import Channel, MessageState

OFFERED = "dispatch.offered"


def route(
    story: Story, routes: Routes, skill: str, *, point: Values | None = None, by_webhook: bool = False
) -> Values | None:
    """Send the case to a point and return the dispatch; None where no point may take it.

    Args:
        story: a case that is new.
        routes: the points.
        skill: what the point must be able to do.
        point: this very one.
        by_webhook: one that is told by a webhook.
    """
    case = story.case
    by_warranty = case["cover"] is not None and case["cover"].value in ("warranty", "recall")
    way = routes.to(case, point) if point else None
    way = way or routes.choose(
        story.chance, case, skill, authorised=by_warranty, without=story.not_to, by_webhook=by_webhook
    )
    if way is None:
        return None
    story.point = way.point
    dispatch = _dispatch(story, way)
    if dispatch["state"] == DispatchState.QUEUED:
        _message(story, dispatch)
    params = {"point": way.point["name"], "point_id": way.point["id"], "rank": way.rank}
    story.tell(OFFERED, "dispatch", dispatch["id"], params=params, timeline=False)
    story.move(CaseMove.ROUTE, params={"why": _why(way, dispatch["override"])}, point_id=way.point["id"])
    return dispatch


def reach(story: Story, dispatch: Values) -> None:
    """The offer has reached the point: by its webhook, or by telephone without an answer yet."""
    point = story.point or {}
    dispatch |= {"delivered_at": story.at, "version": dispatch["version"] + 1}
    wait = SETTINGS.answer_time(story.case["priority"].value)
    dispatch["answer_due_at"] = story.at + wait
    if dispatch["state"] != DispatchState.QUEUED:
        dispatch["told_whom"] = phrase(story.chance, "whom", story.language)
        story.tell(
            "dispatch.told",
            "dispatch",
            dispatch["id"],
            params={"point": point["name"]},
            words=dispatch["told_whom"],
        )
        return
    dispatch["state"] = DispatchState.DELIVERED
    message = _message_of(story, dispatch)
    _attempt(story, message, 200, None)
    message |= {"state": MessageState.DELIVERED, "done_at": story.at, "next_at": story.at}
    story.tell(
        "dispatch.delivered", "dispatch", dispatch["id"], who="system", params={"point": point["name"]}
    )


def fail(story: Story, dispatch: Values, *, for_good: bool) -> None:
    """The point's computer doesn't answer; it is tried again later, or given up."""
    message = _message_of(story, dispatch)
    _attempt(story, message, 503, "503 Service Unavailable")
    message |= {"last_error": "503 Service Unavailable", "next_at": story.at + timedelta(minutes=30)}
    if for_good:
        message |= {"state": MessageState.FAILED, "done_at": story.at}
        dispatch |= {"state": DispatchState.FAILED, "version": dispatch["version"] + 1}
        story.tell(
            "dispatch.failed",
            "dispatch",
            dispatch["id"],
            who="system",
            params={"point": (story.point or {})["name"]},
        )


def accept(story: Story, dispatch: Values) -> None:
    """The point takes it: itself where it has a webhook, else told on the telephone."""
    who, whom = _who(story, dispatch)
    story.accepted_at = story.at
    dispatch |= {
        "state": DispatchState.ACCEPTED,
        "answered_at": story.at,
        "told_whom": whom,
        "delivered_at": dispatch["delivered_at"] or story.at,
        "version": dispatch["version"] + 1,
    }
    _said(story, dispatch, "dispatch.accepted", who)
    story.move(CaseMove.ACCEPT, who=who, words=whom)


def decline(story: Story, dispatch: Values) -> None:
    """The point doesn't take it; the case is ours again."""
    who, whom = _who(story, dispatch)
    reason = story.chance.choice((DeclineReason.NO_CAPACITY, DeclineReason.NO_PARTS, DeclineReason.CLOSED))
    why = f"decline_reason.{reason.value}"
    dispatch |= {
        "state": DispatchState.DECLINED,
        "answered_at": story.at,
        "ended_at": story.at,
        "told_whom": whom,
        "decline_reason": reason,
        "delivered_at": dispatch["delivered_at"] or story.at,
        "version": dispatch["version"] + 1,
    }
    _said(story, dispatch, "dispatch.declined", who, reason=why)
    story.move(CaseMove.DECLINE, who=who, given={"reason": reason}, params={"why": why}, words=whom)
    story.not_to += (dispatch["point_id"],)


def expire(story: Story, dispatch: Values) -> None:
    """The point didn't answer in time."""
    dispatch |= {"state": DispatchState.EXPIRED, "ended_at": story.at, "version": dispatch["version"] + 1}
    _said(story, dispatch, "dispatch.expired", "system")
    story.move(CaseMove.EXPIRE, who="system")
    story.not_to += (dispatch["point_id"],)


def withdraw(story: Story, dispatch: Values | None, reason: str) -> None:
    """The offer, if it is still live, stands no more."""
    live = (DispatchState.QUEUED, DispatchState.DELIVERED, DispatchState.BY_PHONE, DispatchState.ACCEPTED)
    if dispatch is None or dispatch["state"] not in live:
        return
    if dispatch["state"] == DispatchState.QUEUED:
        _message_of(story, dispatch).update(state=MessageState.WITHDRAWN, done_at=story.at)
    dispatch |= {
        "state": DispatchState.WITHDRAWN,
        "ended_at": story.at,
        "version": dispatch["version"] + 1,
    }
    by_phone = dispatch["told_whom"] is not None
    verb = "dispatch.withdrawn_tell" if by_phone else "dispatch.withdrawn"
    params = {"point": (story.point or {})["name"]}
    story.tell(verb, "dispatch", dispatch["id"], params=params, words=reason, timeline=by_phone)


def _dispatch(story: Story, way: Way) -> Values:
    case, point = story.case, way.point
    held_until = story.at + timedelta(seconds=SETTINGS.hold_seconds)
    local = story.at.astimezone(ZoneInfo(point["timezone"]))
    work_on = local.date() + timedelta(days=1 if local.hour >= 16 else 0)
    reasons = [spoken(Phrase("reason.nearest" if way.rank == 1 else "reason.best"))]
    row = {
        "point_id": point["id"],
        "name": point["name"],
        "metres": round(way.metres),
        "open": True,
        "room": None,
        "work_on": work_on.isoformat(),
        "matches": [],
        "reasons": reasons,
    }
    reasons_of_the_list: dict[str, Any] = {"at": story.at.isoformat(), "rows": [row], "rejected": []}
    overrides = (OverrideReason.CALLER_WISH, OverrideReason.KNOWS_ITEM, OverrideReason.SOONER)
    return story.stage.rows.add(
        Dispatch,
        case_id=case["id"],
        point_id=point["id"],
        state=DispatchState.QUEUED if point["webhook"] else DispatchState.BY_PHONE,
        way=case["way"],
        work_on=work_on,
        metres=way.metres,
        rank=way.rank,
        reasons=reasons_of_the_list,
        override=story.chance.choice(overrides) if way.rank > 1 else None,
        agent_id=story.agent["id"],
        queued_at=story.at,
        held_until=held_until,
        answer_due_at=held_until + SETTINGS.answer_time(case["priority"].value),
    )


def _message(story: Story, dispatch: Values) -> None:
    case, point = story.case, story.point or {}
    facts = OfferFacts(
        dispatch_id=dispatch["id"],
        number=show(case["number"]),
        kind=case["kind"].value,
        way=case["way"].value,
        category=case["category"],
        description=case["description"],
        line=case["line"],
        brand=case["brand"],
        city=case["place_city"],
        country=case["place_country"],
        priority=case["priority"].value,
        safety=case["safety"],
        work_on=dispatch["work_on"].isoformat(),
        answer_due_at=dispatch["answer_due_at"],
    )
    story.stage.rows.add(
        Message,
        idempotency_key=f"msg_{story.chance.getrandbits(128):032x}",
        channel=Channel.WEBHOOK,
        destination=point["webhook"],
        kind=OFFERED,
        body=offer_body(facts, story.at),
        about="dispatch",
        about_id=dispatch["id"],
        made_at=story.at,
        next_at=dispatch["held_until"],
    )


def _message_of(story: Story, dispatch: Values) -> Values:
    return next(row for row in reversed(story.stage.rows.of(Message)) if row["about_id"] == dispatch["id"])


def _attempt(story: Story, message: Values, status: int, error: str | None) -> None:
    message["attempts"] += 1
    story.stage.rows.add(
        Attempt,
        message_id=message["id"],
        at=story.at,
        status=status,
        milliseconds=story.chance.randint(60, 900),
        error=error,
    )


def _who(story: Story, dispatch: Values) -> tuple[Who, str | None]:
    """Who says it, and whom we spoke with where it was on the telephone."""
    if dispatch["state"] == DispatchState.DELIVERED:
        return "point", None
    return "agent", dispatch["told_whom"] or phrase(story.chance, "whom", story.language)


def _said(story: Story, dispatch: Values, verb: str, who: Who, **params: str) -> None:
    told = {"point": (story.point or {})["name"]} | params
    story.tell(verb, "dispatch", dispatch["id"], who=who, params=told, timeline=False)


def _why(way: Way, override: OverrideReason | None) -> list[dict[str, Any]]:
    why = [Phrase(f"override_reason.{override.value}") if override else Phrase("reason.nearest")]
    return [spoken(one) for one in (*why, Phrase("reason.distance", {"km": round(way.metres / 1000, 1)}))]
