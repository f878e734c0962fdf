"""The short forms of calls: promising a call back, what came of a call, a call noted by hand."""

from typing import TYPE_CHECKING, Any

from callcenter.desk.views import Callee, Noted, WrapUpCode
from callcenter.i18n import N_, _, fill, say, time_text

from ..case.forms import TIMES
from ..widgets.asks import Ask
from ..widgets.choose import Choice
from ..widgets.short_form import ShortForm, Values
from .entries import Entry

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk


def codes() -> list[Choice]:
    """What can come of a call, with the digits 1 to 9."""
    return [Choice(one.value, say(f"wrap_up.{one.value}")) for one in WrapUpCode]


def _whose() -> tuple[tuple[str, str], ...]:
    return ("me", _("me")), ("anyone", _("anyone"))


def call_back(callee: Callee, who: str, subject: str) -> ShortForm:
    """Promise to call somebody back.

    Args:
        callee: whom.
        who: their name or number.
        subject: of the draft.
    """
    warned: list[bool] = []

    def save(desk: "AgentDesk", request: str, values: Values) -> None:
        made = desk.call_back(request, callee, values["at"], anyone=values["whose"] == "anyone",
                              note=values["note"])  # fmt: skip
        warned.append(made.do_not_call)

    def told(_result: Any) -> str:
        words = _("{who}: a call-back is promised. They want no calls: ask first.")
        return fill(words if warned[-1:] == [True] else _("{who}: a call-back is promised"), {"who": who})

    asks = (
        Ask("at", N_("When"), "when", TIMES, needed=True),
        Ask("whose", N_("By"), "pick", answers=_whose(), value="me"),
        Ask("note", N_("Note"), hint=N_("what it is about")),
    )
    title = fill(_("Call {who} back"), {"who": who})
    return ShortForm(title, asks, save, told=told, draft=("call_back", subject))


def moved(entry: Entry) -> ShortForm:
    """Put a call-back off, or into other hands."""
    row = entry.back
    assert row is not None, "only a call-back is moved"

    def save(desk: "AgentDesk", request: str, values: Values) -> None:
        desk.move_call_back(request, row.call_back_id, values["at"], anyone=values["whose"] == "anyone",
                            note=values["note"])  # fmt: skip

    asks = (
        Ask("at", N_("When"), "when", TIMES, needed=True),
        Ask("whose", N_("By"), "pick", answers=_whose(), value="me" if row.agent_id else "anyone"),
        Ask("note", N_("Note"), hint=N_("what it is about"), value=row.note),
    )
    title = fill(_("Call {who} back at another time than {at}"), {"who": entry.who, "at": time_text(row.at)})
    return ShortForm(title, asks, save, told=fill(_("{who}: the call back is moved"), {"who": entry.who}),
                     draft=("move_call_back", f"call_back:{row.call_back_id}"))  # fmt: skip


def wrapped(call_id: int, who: str, code: str) -> ShortForm:
    """What came of a call, in words, and the case that it was about."""

    def save(desk: "AgentDesk", request: str, values: Values) -> None:
        case_id = desk.case_by_number(values["case"]).case_id if values["case"] else None
        desk.wrap_up(request, call_id, values["code"], values["note"], case_id=case_id)

    asks = (
        Ask("note", N_("Note"), "words", N_("what was said, what was agreed")),
        Ask("code", N_("Came of it"), "pick", value=code or WrapUpCode.OTHER.value,
            answers=tuple((one.code, one.text) for one in codes())),
        Ask("case", N_("Case"), hint=N_("its number, 4821-7, where it was about one")),
    )  # fmt: skip
    title = fill(_("After the call with {who}"), {"who": who})
    return ShortForm(title, asks, save,
                     told=fill(_("{who}: noted"), {"who": who}),
                     draft=("wrap_up", f"call:{call_id}"))  # fmt: skip


def noted(number: str = "", customer_id: int | None = None, who: str = "") -> ShortForm:
    """A call that no telephone system told of.

    Args:
        number: what is known of it.
        customer_id: whose card stands.
        who: their name.
    """

    def save(desk: "AgentDesk", request: str, values: Values) -> None:
        case_id = desk.case_by_number(values["case"]).case_id if values["case"] else None
        desk.note_call(request, Noted(
            number=values["number"], direction=values["direction"], code=values["code"], note=values["note"],
            customer_id=customer_id, case_id=case_id,
        ))  # fmt: skip

    directions = tuple((code, say(f"direction.{code}")) for code in ("in", "out"))
    asks = (
        Ask("number", N_("Number"), hint=N_("139 1234 5678"), value=number),
        Ask("direction", N_("Who rang"), "pick", answers=directions, value="in"),
        Ask("code", N_("Came of it"), "pick", value=WrapUpCode.OTHER.value,
            answers=tuple((one.code, one.text) for one in codes())),
        Ask("note", N_("Note"), "words", N_("what was said, what was agreed")),
        Ask("case", N_("Case"), hint=N_("its number, 4821-7, where it was about one")),
    )  # fmt: skip
    title = fill(_("A call with {who}"), {"who": who}) if who else _("A call, noted by hand")
    return ShortForm(title, asks, save, told=_("the call is noted"),
                     draft=("note_call", f"customer:{customer_id}" if customer_id else "new"))  # fmt: skip
