"""Two cases that are one problem: what merging them would do, seen before it is done."""

from typing import TYPE_CHECKING
from uuid import uuid4

from rich.style import Style
from textual.app import ComposeResult

from callcenter import clock
from callcenter.desk.views import CaseMergePreview, CasesMerged
from callcenter.errors import Changed, StoreAway
from callcenter.i18n import N_, _, say

from ..base import CallcenterScreen
from ..commands import Command
from ..messages import LanguageChanged, StoreChanged
from ..widgets.paper import Paper
from . import joint_lines

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk

TONES = ("accent", "strong", "soon", "late", "over")


class Both(Paper):
    """Both cases, and what would become of them."""

    COMPONENT_CLASSES = {f"paper--{tone}" for tone in TONES}

    def tone(self, name: str) -> Style:
        """The style of a tone."""
        return self.get_component_rich_style(f"paper--{name}", partial=True)


class MergeCasesScreen(CallcenterScreen[CasesMerged]):
    """The preview of a merge of two cases; dismissed with what was done, or None.

    Args:
        case_id: the case from which one came.
        other_id: the other one.
    """

    CSS_PATH = "case.tcss"
    TAB = "queue"
    HELP_TEXT = N_(
        "Two cases of one problem. The one that goes on keeps the urgency of both and what was promised; the "
        "other one is closed, and its number leads here. s takes the other way round, ^s merges. "
        "It can be taken back on either case, as long as nothing contradicts it."
    )
    ACTIONS = (
        Command("join.merge", "ctrl+s", N_("merge"), N_("Merge the two cases"), 95,
                when=lambda screen: screen.shown is not None and screen.shown.refused is None),
        Command("join.swap", "s", N_("other way round"), N_("The other case goes on"), 80,
                when=lambda screen: screen.shown is not None),
    )  # fmt: skip

    def __init__(self, case_id: int, other_id: int) -> None:
        super().__init__()
        self.case_id, self.other_id = case_id, other_id
        self.swapped = False
        self.shown: CaseMergePreview | None = None
        self._request = uuid4().hex
        self._doing = False

    def body(self) -> ComposeResult:
        """One sheet."""
        yield Both(id="both")

    def arrive(self) -> None:
        """Read both cases."""
        swapped = self.swapped
        self.ask(
            lambda desk: desk.merge_cases_preview(self.case_id, self.other_id, swapped=swapped),
            self._show, group="merge",
        )  # fmt: skip

    def store_changed(self, change: StoreChanged) -> None:
        """One of them changed: show what merging would do now."""
        if not self._doing and any(
            change.touches_one("case", each) for each in (self.case_id, self.other_id)
        ):
            self.arrive()

    def on_language_changed(self, event: LanguageChanged) -> None:
        """The lines are made of words: make them again."""
        self._paint()

    def action_swap(self) -> None:
        """The other one goes on."""
        self.swapped = not self.swapped
        self.arrive()

    def action_merge(self) -> None:
        """Merge them; two customers only after a second question."""
        if self._doing or self.shown is None:
            return
        if self.shown.must_confirm:
            question = _("Two customers. Is it one problem all the same?")
            self.confirm(question, self._merge)
        else:
            self._merge()

    def _merge(self) -> None:
        shown, request = self.shown, self._request
        if shown is None:
            return
        self._doing = True

        def verb(desk: "AgentDesk") -> CasesMerged:
            into, other = shown.survivor, shown.merged
            return desk.merge_cases(
                request, into.case_id, into.version, other.case_id, other.version, anyway=shown.must_confirm
            )

        self.do(verb, self._merged, failed=self._not_merged,
                told=lambda done: _("; ").join(say(one) for one in done.said))  # fmt: skip

    def _merged(self, done: CasesMerged) -> None:
        self.dismiss(done)

    def _not_merged(self, error: Exception) -> None:
        self._doing = False
        if not isinstance(error, StoreAway):  # there it may be done: the next ^s is the same request
            self._request = uuid4().hex
        if isinstance(error, Changed):
            self.arrive()

    def _show(self, shown: CaseMergePreview) -> None:
        self.shown = shown
        self._paint()
        self.refresh_bindings()

    def _paint(self) -> None:
        shown, both = self.shown, self.query_one(Both)
        if shown is not None:
            now = clock.now()
            both.put(lambda width, console: joint_lines.lines(shown, now, both.tone, width, console))
