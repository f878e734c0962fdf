"""What a service point says on the phone: whom we spoke to, what they answer, and when it will be done."""

from typing import TYPE_CHECKING

from callcenter.desk.views import DeclineReason
from callcenter.i18n import N_, _, fill, say

from ..widgets.asks import Ask
from ..widgets.short_form import ShortForm, Values

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk


def tell_point(dispatch_id: int, point: str, phone: str | None = None) -> ShortForm:
    """The form for a talk with a service point; push it, True comes back when the talk is recorded.

    Args:
        dispatch_id: the offer they were told of.
        point: the point's name.
        phone: its number, shown in the title.
    """

    def save(desk: "AgentDesk", request: str, values: Values) -> None:
        desk.told_point(
            request, dispatch_id, values["whom"], values["answer"],
            promised_at=values["promised_at"], reason=values["reason"] or "", note=values["note"],
        )  # fmt: skip

    title = fill(_("{point} on the phone"), {"point": point})
    return ShortForm(
        f"{title}  {phone}" if phone else title,
        _asks(),
        save,
        told=fill(_("{point}: what they said is noted"), {"point": point}),
        draft=("told", f"dispatch:{dispatch_id}"),
    )


def tell_end(dispatch_id: int, point: str, phone: str | None = None) -> ShortForm:
    """The form for telling a service point that an offer is over.

    Args:
        dispatch_id: the offer that is over.
        point: the point's name.
        phone: its number, shown in the title.
    """

    def save(desk: "AgentDesk", request: str, values: Values) -> None:
        desk.told_end(request, dispatch_id, values["whom"], values["note"])

    title = fill(_("Tell {point}: the offer is over"), {"point": point})
    return ShortForm(
        f"{title}  {phone}" if phone else title,
        (
            Ask("whom", N_("Spoke to"), hint=N_("the name they give"), needed=True),
            Ask("note", N_("Note"), hint=N_("what else they said")),
        ),
        save,
        told=fill(_("{point}: told that the offer is over"), {"point": point}),
        draft=("end_told", f"dispatch:{dispatch_id}"),
    )


def _asks() -> tuple[Ask, ...]:
    reasons = tuple((reason.value, say(f"decline_reason.{reason.value}")) for reason in DeclineReason)
    answers = (
        ("accepted", _("they take it")),
        ("declined", _("they decline")),
        ("told", _("told, they will answer later")),
    )
    return (
        Ask("whom", N_("Spoke to"), hint=N_("the name they give"), needed=True),
        Ask("answer", N_("Their answer"), "pick", needed=True, answers=answers),
        Ask("promised_at", N_("Done by"), "when", N_("14:30, tomorrow 9, Tue 10:00; may stay empty"),
            only=("answer", "accepted")),
        Ask("reason", N_("Why not"), "pick", needed=True, answers=reasons, only=("answer", "declined")),
        Ask("note", N_("Note"), hint=N_("what else they said")),
    )  # fmt: skip
