"""What stands at the right of a service point's top line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from callcenter import clock
from callcenter.i18n import _, fill

from ..widgets.status_line import Part, Status

if TYPE_CHECKING:
    from callcenter.desk.point_console import PointConsole
    from callcenter.desk.views import PointCase


def in_hand(desk: "PointConsole") -> "tuple[str, Sequence[PointCase]]":
    """Who sits here, and all that is open: asked of the desk in one go."""
    return f"{desk.me.name} · {desk.seat.name}", desk.cases()


def standing(who: str, cases: "Sequence[PointCase]") -> Status:
    """Who sits here, how many offers want an answer, how many of them late, how many cases are in hand."""
    now = clock.now()
    asked = [case for case in cases if "accept" in case.can]
    late = sum(case.answer_due_at is not None and case.answer_due_at < now for case in asked)
    wanted = (
        (late, _("! no answer {n}"), "late"),
        (len(asked), _("to answer {n}"), "soon"),
        (len(cases) - len(asked), _("in hand {n}"), ""),
    )
    return Status(
        who, tuple(Part(fill(words, {"n": number}), tone) for number, words, tone in wanted if number)
    )
