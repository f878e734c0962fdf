"""The agent's figures as the top line says them."""

from typing import TYPE_CHECKING

from callcenter.i18n import _, ngettext

from .widgets.status_line import Part, Status

if TYPE_CHECKING:
    from callcenter.desk.views import Counts


def status_of(who: str, counts: "Counts") -> Status:
    """What stands at the right of the top line: what needs somebody first, nothing that is zero but "mine".

    Args:
        who: the agent's name.
        counts: the figures.
    """
    wanted = (
        (counts.alarms, ngettext("! {n} alarm", "! {n} alarms", counts.alarms), "late"),
        (counts.stuck, _("! not told {n}: F10"), "late"),
        (counts.overdue, _("overdue {n}"), "late"),
        (counts.due_soon, _("due soon {n}"), "soon"),
        (counts.by_phone, _("tell by phone {n}"), "soon"),
        (counts.undelivered, _("not delivered {n}"), "late"),
        (counts.unanswered, _("no answer {n}"), "late"),
        (counts.untaken, _("nobody took it {n}"), "late"),
        (counts.call_backs, _("call back {n}"), "soon"),
    )
    parts = [Part(words.format(n=number), tone) for number, words, tone in wanted if number]
    return Status(who, (Part(_("mine {n}").format(n=counts.mine)), *parts))
