"""How an offer to a service point stands, in one line."""

from datetime import datetime

from callcenter.desk.views import DispatchView
from callcenter.i18n import _, fill, say, time_text

from ..widgets.words import in_or_over


def delivery(sent: DispatchView, now: datetime) -> tuple[str, str]:
    """The words and their tone: "", soon, late or over.

    Args:
        sent: the live or last dispatch.
        now: the time.
    """
    if sent.nobody:
        return fill(_("! nobody took it, {asked} asked"), {"asked": sent.nobody}), "late"
    held = sent.state == "queued" and now < sent.held_until
    if held:
        return fill(_("held, leaves at {at}"), {"at": _seconds(sent.held_until)}), "soon"
    if sent.state == "failed":
        why = sent.last_error or "-"
        return fill(_("! delivery failed: {why}"), {"why": why}), "late"
    if sent.state == "by_phone" and not sent.told_whom:
        return _to_tell(sent, now)
    return _answered(sent, now)


def _to_tell(sent: DispatchView, now: datetime) -> tuple[str, str]:
    parts, tone = [_("! to be told by phone")], "soon"
    if sent.answer_due_at is not None and sent.answer_due_at <= now:
        parts, tone = [fill(_("! nobody told them by {at}"), {"at": time_text(sent.answer_due_at)})], "late"
    return " · ".join([*parts, *_nth(sent)]), tone


def _nth(sent: DispatchView) -> list[str]:
    return (
        [fill(_("asked {asked} of {of}"), {"asked": sent.asked, "of": sent.asked_of})] if sent.asked else []
    )


def _answered(sent: DispatchView, now: datetime) -> tuple[str, str]:
    parts, tone = [say(f"dispatch_state.{sent.state}")], "" if sent.live else "over"
    if sent.state == "declined" and sent.decline_reason:
        parts.append(say(f"decline_reason.{sent.decline_reason}"))
    at = sent.answered_at or sent.delivered_at
    if at is not None:
        parts.append(time_text(at))
    if sent.told_whom:
        parts.append(fill(_("told {whom}"), {"whom": sent.told_whom}))
    if sent.live and sent.answered_at is None and sent.answer_due_at is not None:
        far, tone = in_or_over(sent.answer_due_at, now)
        parts.append(fill(_("answer due {at}, {far}"), {"at": time_text(sent.answer_due_at), "far": far}))
    if sent.live and sent.answered_at is None:
        parts += _nth(sent)
    if sent.last_error and sent.state == "queued":
        parts.append(fill(_("tried {attempts} times: {why}"),
                          {"attempts": sent.attempts, "why": sent.last_error}))  # fmt: skip
    return " · ".join(parts), tone


def _seconds(at: datetime) -> str:
    from callcenter.i18n import local

    return f"{local(at):%H:%M:%S}"
