"""The form of a split: what the second problem is, what it is of, and what goes along with it."""

from typing import TYPE_CHECKING, Any

from textual import on

from callcenter import i18n
from callcenter.desk.views import CaseSplit, Split, SplitPiece, SplitPreview
from callcenter.i18n import N_, _, fill, say, time_text

from ..widgets.asks import Ask
from ..widgets.field import Drafting
from ..widgets.pick import Pick
from ..widgets.short_form import ShortForm, Values
from .forms import Seen

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk

MOST = 9
"""Pieces that can be marked: one digit each."""
_SAME, _OTHER = "same", "other"


class SplitForm(ShortForm):
    """Asks for the second problem; categories are proposed as its words are typed.

    Args:
        shown: the case as it was seen.
    """

    CSS_PATH = "../widgets/short_form.tcss"  # read beside the module of the class that is made

    def __init__(self, shown: SplitPreview) -> None:
        self.shown = shown
        self._unsafe, self._chosen = False, False
        self._proposed: tuple[str, ...] = ()
        seen = Seen(shown.case_id, shown.version)
        draft = f"case:{shown.case_id}"
        made: list[CaseSplit] = []

        def save(desk: "AgentDesk", request: str, values: Values) -> None:
            made.append(desk.split_case(request, seen.case_id, seen.version, self._part(values), draft=draft))

        title = fill(_("The second problem of {number}"), {"number": shown.number})
        super().__init__(
            f"{title}  {shown.summary}", _asks(shown), save,
            told=lambda _none: _("; ").join(say(one) for one in made[-1].said),
            draft=("split", draft), drops=False, renew=seen.renew,
        )  # fmt: skip

    def on_mount(self) -> None:
        """The safety question stands only where it must be asked."""
        self._show_asked()

    @on(Drafting.DraftPause, "#description")
    def _suggest(self, event: Drafting.DraftPause) -> None:
        words, line = event.value, self._line()

        def look(desk: "AgentDesk") -> tuple[tuple[str, ...], dict[str, str], bool]:
            taxonomy = desk.taxonomy()
            codes = tuple(one.code for one in desk.suggest(words, line=line))
            names = {code: taxonomy.name(code, i18n.language()) for code in codes}
            unsafe = bool(desk.safety_signs(words) or any(taxonomy.by_code[one].safety for one in codes[:1]))
            return codes, names, unsafe

        self.ask(look, self._suggested, group="suggest")

    def _suggested(self, found: tuple[tuple[str, ...], dict[str, str], bool]) -> None:
        codes, names, self._unsafe = found
        pick = self.query_one("#category", Pick)
        self._proposed = codes
        pick.answers = (*((code, names[code]) for code in codes), ("", _("none of these")))
        pick.put(pick.value if self._chosen and pick.value in codes else next(iter(codes), ""))
        pick.refresh(layout=True)
        self._show_asked()

    @on(Pick.Changed, "#category")
    def _picked_category(self, event: Pick.Changed) -> None:
        self._chosen = True

    def _show_asked(self) -> None:
        super()._show_asked()
        self.query_one("#safety_answer-row").display = self._unsafe
        self.query_one("#category-row").display = bool(self._proposed)
        self.query_one("#pieces-row").display = bool(self.shown.pieces)

    def _line(self) -> str:
        """The product line of the item that is picked."""
        picked = self.typed["item"]
        if picked == _SAME:
            return self.shown.line
        return next((one.line for one in self.shown.items if str(one.item_id) == picked), "")

    def _part(self, values: Values) -> Split:
        item: Any = values["item"]
        return Split(
            description=values["description"],
            category=values["category"],
            category_by="chosen" if self._chosen else "suggested",
            item_id=int(item) if item.isdigit() else None,
            item_said=values["item_said"] if item == _OTHER else "",
            safety_answer=values["safety_answer"] if self._unsafe else "",
            pieces=tuple(filter(None, values["pieces"].split(","))),
        )


def _asks(shown: SplitPreview) -> tuple[Ask, ...]:
    items = tuple((str(one.item_id), one.name) for one in shown.items[: MOST - 1])
    pieces = tuple((one.key, _piece(one)) for one in shown.pieces[-MOST:])
    if shown.item_said:
        items = ((_SAME, shown.item_said), *items)
    here = items[0][0] if items else _OTHER
    asks = [
        Ask("description", N_("What happens"), "words", N_("the second problem, in the caller's words"),
            needed=True),
        Ask("category", N_("Category"), "pick"),
        Ask("safety_answer", N_("Safety"), hint=N_("ask the safety question, and note the answer")),
        Ask("item", N_("Item"), "pick", answers=(*items, (_OTHER, _("something else"))), value=here),
        Ask("item_said", N_("Which item"), hint=N_("as the caller names it"), only=("item", _OTHER)),
        Ask("pieces", N_("Goes along"), "marks", answers=pieces),
    ]  # fmt: skip
    return tuple(asks)


def _piece(one: SplitPiece) -> str:
    who = " ".join(filter(None, (time_text(one.at), one.who)))
    return " · ".join(filter(None, (say(f"piece.{one.kind}"), one.words, who)))
