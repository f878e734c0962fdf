"""What was typed and not saved: a quiet list on the empty desk; Enter on a line goes on with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from callcenter.errors import NotFound
from callcenter.i18n import N_, _, fill, time_text

from ..widgets.ledger import Cell, Column, Ledger

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk
    from callcenter.desk.views import DraftView

    from .acts import CallerActs

MOST = 5
FORMS = {"log": N_("unsaved log"), "customer": N_("unsaved customer"), "note": N_("unsaved note")}


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A draft that can be gone on with."""

    form: str
    subject: str
    at: datetime
    whose: str
    words: str
    customer_id: int | None = None
    number: str = ""
    case_id: int | None = None


class Drafts(Ledger[Unsaved]):
    """The list."""

    def __init__(self) -> None:
        columns = (
            Column("", 18, priority=9),
            Column("", 24, priority=8),
            Column("", 10, priority=5),
            Column("", 20, grow=1, priority=4),
        )
        super().__init__(columns, _cells, key=_key, choose=N_("go on"), header=False, id="drafts")


def _key(row: Unsaved) -> tuple[str, str]:
    return row.form, row.subject


def _cells(row: Unsaved) -> tuple[Cell, ...]:
    form = _(FORMS.get(row.form, N_("unsaved words")))
    whose = fill(_("for {whose}"), {"whose": row.whose}) if row.whose else ""
    return (form, "soon"), (whose, "strong"), (time_text(row.at), "over"), (row.words, "over")


def read_drafts(desk: "AgentDesk") -> tuple[Unsaved, ...]:
    """The newest drafts that the desk can lead back to, with the names of those they are about."""
    found = (_unsaved(desk, draft) for draft in desk.drafts()[:MOST])
    return tuple(one for one in found if one is not None)


def go_on(desk: "CallerActs", draft: Unsaved) -> None:
    """Open the form that a draft stands in."""
    if draft.form == "log":
        desk.console.go("log", draft.customer_id, calling=draft.number)
    elif draft.form == "customer" and draft.customer_id is None:
        desk.new_customer(draft.number)
    elif draft.customer_id is not None:
        desk.open_card(draft.customer_id, "")
    elif draft.case_id is not None:
        desk.console.go("case", draft.case_id)


def _unsaved(desk: "AgentDesk", draft: "DraftView") -> Unsaved | None:
    kind, _colon, which = draft.subject.partition(":")
    body = draft.body
    words = str(body.get("description") or body.get("words") or body.get("name") or "")
    try:
        if kind == "customer" and which.isdigit():
            name = desk.card(int(which)).name
            return Unsaved(draft.form, draft.subject, draft.at, name, words, customer_id=int(which))
        if kind == "case" and which.isdigit():
            number = desk.case(int(which)).number
            return Unsaved(draft.form, draft.subject, draft.at, number, words, case_id=int(which))
    except NotFound:
        return None
    return (
        Unsaved(draft.form, draft.subject, draft.at, which, words, number=which) if kind == "number" else None
    )
