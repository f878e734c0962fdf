"""The words of a case: what the store holds is the short text, what people read is the phrase."""

import re
from enum import StrEnum

from callcenter.i18n import N_, phrases


def code(word: StrEnum) -> str:
    """The phrase code of a word: ``code(CaseState.IN_PROGRESS)`` is ``"case_state.in_progress"``."""
    return f"{re.sub(r'(?<!^)(?=[A-Z])', '_', type(word).__name__).lower()}.{word.value}"


class CaseKind(StrEnum):
    """What the caller wants."""

    FAULT = "fault"
    QUESTION = "question"
    COMPLAINT = "complaint"
    RECALL_WORK = "recall_work"


class CaseState(StrEnum):
    """Where a case stands; the rules between them are in ``lifecycle``."""

    NEW = "new"
    ROUTED = "routed"
    ACCEPTED = "accepted"
    EXPECTED = "expected"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class CaseMove(StrEnum):
    """What can be done with a case."""

    LOG = "log"
    ROUTE = "route"
    SOLVE_ON_PHONE = "solve_on_phone"
    ACCEPT = "accept"
    DECLINE = "decline"
    EXPIRE = "expire"
    SEND_ELSEWHERE = "send_elsewhere"
    EXPECT = "expect"
    MISS_DATE = "miss_date"
    RECEIVE = "receive"
    WAIT = "wait"
    RESUME = "resume"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"
    MERGE = "merge"


class Way(StrEnum):
    """How item and service point come together."""

    BRING_IN = "bring_in"
    ON_SITE = "on_site"
    PICK_UP = "pick_up"
    MAIL_IN = "mail_in"
    ROADSIDE = "roadside"


class Cover(StrEnum):
    """Who pays; None while that is open."""

    WARRANTY = "warranty"
    RECALL = "recall"
    EXTENDED = "extended"
    GOODWILL = "goodwill"
    PAID = "paid"
    DISPUTED = "disputed"


class Priority(StrEnum):
    """How soon; declared from the most to the least urgent."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Outcome(StrEnum):
    """How a case was resolved."""

    REPAIRED = "repaired"
    NO_FAULT_FOUND = "no_fault_found"
    ADVISED = "advised"
    EXCHANGED = "exchanged"
    REFUNDED = "refunded"
    REFUSED = "refused"


class WaitFor(StrEnum):
    """What a waiting case waits for."""

    CUSTOMER = "customer"
    PARTS = "parts"


class ClockKind(StrEnum):
    """Whose clock: the point's pauses for customer and parts, the customer's for the customer only."""

    POINT = "point"
    CUSTOMER = "customer"


class CloseReason(StrEnum):
    """Why a resolved case was closed."""

    CUSTOMER_YES = "customer_yes"
    THREE_TRIES = "three_tries"
    DAYS_PASSED = "days_passed"
    MERGED = "merged"
    """It goes on as another case; only merging closes so."""


CLOSES = tuple(reason for reason in CloseReason if reason is not CloseReason.MERGED)
"""The reasons for which somebody closes a resolved case."""


class LinkKind(StrEnum):
    """How two cases belong together."""

    RELATED = "related"
    REPEAT_OF = "repeat_of"
    MERGED = "merged"
    SPLIT = "split"


class PromiseState(StrEnum):
    """What became of a promise."""

    OPEN = "open"
    KEPT = "kept"
    MISSED = "missed"


phrases(
    {
        "case_kind.fault": N_("fault"),
        "case_kind.question": N_("question"),
        "case_kind.complaint": N_("complaint"),
        "case_kind.recall_work": N_("recall work"),
        "case_state.new": N_("new"),
        "case_state.routed": N_("sent to a point"),
        "case_state.accepted": N_("accepted"),
        "case_state.expected": N_("expected"),
        "case_state.in_progress": N_("in progress"),
        "case_state.waiting": N_("waiting"),
        "case_state.resolved": N_("resolved"),
        "case_state.closed": N_("closed"),
        "case_state.cancelled": N_("cancelled"),
        "case_move.log": N_("log"),
        "case_move.route": N_("send to a point"),
        "case_move.solve_on_phone": N_("solved on the phone"),
        "case_move.accept": N_("point accepts"),
        "case_move.decline": N_("point declines"),
        "case_move.expire": N_("no answer from the point"),
        "case_move.send_elsewhere": N_("send elsewhere"),
        "case_move.expect": N_("set the expected date"),
        "case_move.miss_date": N_("expected date missed"),
        "case_move.receive": N_("work begins"),
        "case_move.wait": N_("wait"),
        "case_move.resume": N_("resume"),
        "case_move.resolve": N_("resolve"),
        "case_move.close": N_("close"),
        "case_move.reopen": N_("reopen"),
        "case_move.cancel": N_("cancel the case"),
        "case_move.merge": N_("merge into another case"),
    }
)
phrases(
    {
        "way.bring_in": N_("bring in"),
        "way.on_site": N_("on-site"),
        "way.pick_up": N_("pick-up"),
        "way.mail_in": N_("mail-in"),
        "way.roadside": N_("roadside"),
        "cover.warranty": N_("warranty"),
        "cover.recall": N_("recall"),
        "cover.extended": N_("extended warranty"),
        "cover.goodwill": N_("goodwill"),
        "cover.paid": N_("paid"),
        "cover.disputed": N_("disputed"),
        "priority.urgent": N_("urgent"),
        "priority.high": N_("high"),
        "priority.normal": N_("normal"),
        "priority.low": N_("low"),
        "outcome.repaired": N_("repaired"),
        "outcome.no_fault_found": N_("no fault found"),
        "outcome.advised": N_("advised"),
        "outcome.exchanged": N_("exchanged"),
        "outcome.refunded": N_("refunded"),
        "outcome.refused": N_("refused"),
        "wait_for.customer": N_("the customer"),
        "wait_for.parts": N_("parts"),
        "clock_kind.point": N_("their clock"),
        "clock_kind.customer": N_("our clock"),
        "close_reason.customer_yes": N_("the customer said yes"),
        "close_reason.three_tries": N_("not reached on three days"),
        "close_reason.days_passed": N_("no objection in time"),
        "close_reason.merged": N_("merged into another case"),
        "promise_state.open": N_("open"),
        "promise_state.kept": N_("kept"),
        "promise_state.missed": N_("missed"),
    }
)
phrases(
    {
        "case.logged": N_("logged by {who!w}"),
        "case.category_suggested": N_("{category} (suggested, taken)"),
        "case.category_chosen": N_("{category} (chosen)"),
        "case.routed": N_("sent to {point}"),
        "case.routed_why": N_("sent to {point}, {why!w}"),
        "case.solved_on_phone": N_("solved on the phone: {outcome!w}"),
        "case.accepted": N_("accepted by {point}"),
        "case.declined": N_("declined by {point}"),
        "case.declined_why": N_("declined by {point}: {why!w}"),
        "case.expired": N_("no answer from {point}"),
        "case.silent": N_("{point} did not answer by {due_at!t}"),
        "case.asked_next": N_("asked next ({asked} of {of}): {point}, {why!w}"),
        "case.nobody_took_it": N_("nobody took it, {asked} asked: choose another point or ring one"),
        "case.sent_elsewhere": N_("taken away from {point}"),
        "case.sent_elsewhere_why": N_("taken away from {point}: {why!w}"),
        "case.expected": N_("expected {expected_at!t}"),
        "case.date_missed": N_("expected date missed"),
        "case.received": N_("work began"),
        "case.waiting": N_("waiting for {wait_for!w}"),
        "case.resumed": N_("goes on"),
        "case.resolved": N_("resolved: {outcome!w}"),
        "case.closed": N_("closed: {close_reason!w}"),
        "case.reopened": N_("reopened by {who!w}"),
        "case.cancelled": N_("cancelled by {who!w}"),
        "case.cancelled_why": N_("cancelled by {who!w}: {why!w}"),
        "case.undone": N_("{who!w} took back: {undid!w}"),
        "case.noted": N_("note of {who!w}"),
        "case.promised": N_("promised by {by_at!t}"),
        "case.promise_kept": N_("promise kept"),
        "case.promise_missed": N_("promise missed"),
        "case.chased": N_("chaser"),
        "case.tried": N_("not reached"),
        "case.reached": N_("reached"),
        "case.taken": N_("taken by {who!w}"),
        "case.repeats": N_("repeat of {number}"),
        "case.cover_set": N_("cover: {cover!w}"),
        "case.cover_open": N_("cover: open"),
        "asked.whom": N_("whom you spoke with"),
        "asked.close_reason": N_("a reason for closing"),
        "alarm.raised": N_("safety alarm"),
        "alarm.raised_by_symptom": N_("safety alarm: {category}"),
        "alarm.acknowledged": N_("safety alarm seen by {who!w}"),
    }
)
