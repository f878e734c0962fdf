"""Log, then route, in the same call: the form above, the points that can take it below, at once."""

from collections.abc import Mapping
from time import monotonic
from typing import Any, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import TextArea

from callcenter.desk.views import Card, Proposal, SimilarCase, Taxonomy
from callcenter.i18n import N_, _

from ..base import CallcenterScreen
from ..commands import Command
from ..messages import LanguageChanged, StoreChanged
from ..send.points import PointsList
from ..widgets.field import Words
from ..widgets.ledger import Ledger
from . import sheet
from .editing import POINTS, WORDS
from .form import Issue, LogForm, Suggested
from .letters import COMMANDS, Letters
from .lines import CAPTION, KEYS, FormLabel, FormLine, SafetyLine, SpanLine
from .parts import PARTS
from .picking import Picks
from .saving import FORM, Saves

LOOK_AFTER = 0.2
"""Seconds after the last key until the words are looked at."""
LONGEST_LOOK = 1.5
"""Seconds that keys wait for an answer."""
AGAIN_AFTER = 5.0
"""Seconds at least between two quiet looks at the points when other consoles send."""
STOPS = {
    WORDS: N_("to the words"), POINTS: N_("to the points"), "item": N_("which item?"),
    "place": N_("where is it?"), "drive": N_("may it be driven?"), "answer": N_("the safety answer"),
    "phone": N_("number to call back"),
}  # fmt: skip
"""What Tab is called by where it leads."""


class Opening(NamedTuple):
    """What the form needs first."""

    card: Card | None
    taxonomy: Taxonomy
    currency: str


class LogScreen(Letters, Saves, CallcenterScreen[None]):
    """The form of one issue with the points beneath.

    Args:
        customer_id: whose issue it is; None where the caller is not on file.
        calling: the E.164 number of the call.
        item_id: the item it is about.
        kind: fault, question, complaint or recall_work.
        repeat_of: the earlier case that it repeats.
    """

    CSS_PATH = ["../send/points.tcss", "log.tcss"]
    TAB = "desk"
    HELP_TEXT = N_(
        "Type what the caller says. Tab goes to what is still asked, then to the points; Enter there sends. "
        "In the list each letter before a line changes that line, a digit takes another category. "
        "Esc goes back to the words; what you typed is kept until it is logged."
    )
    ACTIONS = COMMANDS

    def __init__(
        self,
        customer_id: int | None = None,
        *,
        calling: str = "",
        item_id: int | None = None,
        kind: str = "fault",
        repeat_of: int | None = None,
    ) -> None:
        super().__init__()
        form = LogForm(customer_id, calling, kind, item_id=item_id, repeat_of_id=repeat_of,
                       contact_phone=calling)  # fmt: skip
        self.issue = Issue(form)
        self.asked_for = {"kind": kind, "item_id": item_id, "repeat_of_id": repeat_of}
        self.customer_id, self.calling = customer_id, calling
        self._look_timer: Timer | None = None
        self._asking: set[str] = set()
        self._asked_points: object = None
        self._asked_like: object = None
        self._looked_at = 0.0
        self._stepping = False
        self._looked_line = ""
        self._draft: dict[str, Any] | None = None

    # The sheet

    def body(self) -> ComposeResult:
        """The form, the points, and the short list that stands over them."""
        picks = Picks(KEYS + CAPTION, id="picks")
        yield SpanLine(lambda: sheet.head(self.issue), id="head")
        with Vertical(id="sheet"):
            yield self._line("item", "i", picks)
            yield self._line("meant", "i", None)
            with Horizontal(id="line-words"):
                yield FormLabel("", N_("What happens"))
                yield Words(placeholder=N_("in the caller's words"), id="words")
            yield SafetyLine(lambda: sheet.safety(self.issue), id="safety")
            yield self._line("answer", "", picks)
            yield self._line("category", "c", picks)
            yield self._line("others", "", None)
            yield self._line("place", "p", picks)
            yield self._line("how", "w", None)
            yield self._line("cover", "y", picks)
            yield self._line("reach", "r", picks)
            yield self._line("who", "f", picks)
            yield self._line("like", "l", None)
        yield PointsList(id="list")
        yield picks

    def _line(self, name: str, keys: str, picks: Picks | None) -> FormLine:
        captions = {"reach": sheet.TITLES["phone"], "who": sheet.TITLES["reporter"]}
        words = getattr(sheet, name)
        caption = captions.get(name) or sheet.TITLES.get(name, "")
        return FormLine(name, keys, caption, lambda: words(self.issue), picks)

    @property
    def letters_act(self) -> bool:
        """Whether letters are commands now: only in the list."""
        return isinstance(self.focused, Ledger)

    def renew(self) -> None:
        """Paint the lines again; the safety lines come and go."""
        safety = self.issue.safety
        self.set_class(safety, "-safety")
        self.set_class(bool(self.issue.similar), "-like")
        self.set_class(self.issue.meant is not None, "-meant")
        self.set_class(bool(sheet.others(self.issue)), "-others")
        self._safety_first(safety)
        for head in self.query(SpanLine):
            head.refresh()
        for label in self.query(FormLabel):
            label.refresh()
        self.refresh_bindings()

    def _safety_first(self, safety: bool) -> None:
        """In a matter of safety number and place come right after the question."""
        form = self.query_one("#sheet")
        names = [child.id for child in form.children]
        first = ["line-reach", "line-place"]
        if safety and names.index("line-reach") > names.index("line-category"):
            for name in ("reach", "place"):
                form.move_child(self.line(name), before=self.line("category"))
        elif not safety and names.index(first[0]) < names.index("line-category"):
            form.move_child(self.line("place"), before=self.line("how"))
            form.move_child(self.line("reach"), before=self.line("who"))

    # Arriving

    def arrive(self) -> None:
        """The first time: who calls, the categories, the draft."""
        if self.opened:
            self.look_for_points(again=True)
        elif not self._asking:
            self._asking.add("open")
            customer_id, calling = self.customer_id, self.calling
            self.ask(lambda desk: _open(desk, customer_id, calling), self._open)
            self.kept_words(FORM, self.issue.form.subject, self._found_draft)

    def _open(self, opening: Opening) -> None:
        issue = self.issue
        self._asking.discard("open")
        self.opened = True
        issue.card, issue.taxonomy, issue.currency = opening
        if issue.card is not None:
            issue.form.propose_from(issue.card)
        if self._draft is not None:
            issue.form.restore(self._draft)
            self._focus_as_left(str(self._draft.get("focus", "")))
        self.changed()
        self.look()

    def _found_draft(self, body: Mapping[str, Any] | None) -> None:
        """Words that were typed here before stand before those typed meanwhile."""
        self.draft_known = True
        if body is None:
            self.keep_draft()
            return
        words, before = self.query_one(Words), str(body.get("description", ""))
        self._draft = dict(body)
        if words.value:
            words.insert(before, (0, 0), maintain_selection_offset=True)
        else:
            words.put(before)
        self.issue.form.description = words.value
        self.tell(_("What you had typed here is back; ^n starts afresh."))
        if self.opened:
            self.issue.form.restore(self._draft)
            self._focus_as_left(str(body.get("focus", "")))
            self.changed()
            self.look()

    def _focus_as_left(self, part: str) -> None:
        if part in PARTS and self.here == WORDS:
            self.call_after_refresh(self.edit, part)

    def on_mount(self) -> None:
        """The words come first."""
        self.renew()
        self.query_one(Words).focus()

    # Thinking along

    @on(TextArea.Changed, "#words")
    def typed(self) -> None:
        """Look at the words when they pause for a moment."""
        self.issue.form.description = self.query_one(Words).value
        if self._look_timer is not None:
            self._look_timer.stop()
        self._look_timer = self.set_timer(LOOK_AFTER, self.look)

    def look(self) -> None:
        """Ask what the words point at."""
        if self._look_timer is not None:
            self._look_timer.stop()
            self._look_timer = None
        if not self.opened:
            return
        form = self.issue.form
        form.description = self.query_one(Words).value  # the field is ahead of its own messages
        text, line = form.description, form.line_of(self.issue.card)
        self._looked_line = line
        self._asking.add("look")
        self.ask(lambda desk: _signs(desk, text, line), self._looked, group="look")

    def _looked(self, answer: tuple[Suggested, tuple[str, ...], tuple[str, ...]]) -> None:
        issue, form = self.issue, self.issue.form
        self._asking.discard("look")
        issue.suggestions, form.signs, issue.named = answer
        if not form.category_chosen:
            form.category = issue.suggestions[0][0] if issue.suggestions else ""
        self.changed()
        self.release_keys()

    def changed(self) -> None:
        """The form holds something else: way and cover follow, the points and like cases are asked for."""
        self.issue.follow()
        self.renew()
        if self.opened and self.issue.form.line_of(self.issue.card) != self._looked_line:
            self.look()
        if self.opened:
            self._look_for_like()
            self.look_for_points()
            self.keep_draft()

    def _look_for_like(self) -> None:
        form = self.issue.form
        item_id, category = form.item_id, form.category
        if (item_id, category) == self._asked_like:
            return
        self._asked_like = (item_id, category)
        if item_id is None:
            self._found_like(())
        else:
            self.ask(lambda desk: desk.similar(item_id, category), self._found_like, group="like")

    def _found_like(self, found: tuple[SimilarCase, ...]) -> None:
        self.issue.similar = found
        self.renew()

    def look_for_points(self, again: bool = False) -> None:
        """Ask for the points when anything that decides has changed, or again for what others took."""
        form, intake = self.issue.form, self.issue.intake()
        key = (form.way, form.place, form.category, form.cover, form.item_id, form.line, form.brand,
               form.language, self.issue.safety)  # fmt: skip
        if not self.opened or self.saved or (key == self._asked_points and not again):
            return
        self._asked_points, self._looked_at = key, monotonic()
        self._asking.add("points")
        self.query_one(PointsList).looking()
        self.ask(lambda desk: desk.propose(desk.wish_for(intake)), self._found_points, group="points",
                 failed=self._no_points)  # fmt: skip

    def _found_points(self, proposal: Proposal) -> None:
        self._asking.discard("points")
        self.query_one(PointsList).show(proposal)
        self.refresh_bindings()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.chosen_late(wanted)

    def _no_points(self, error: Exception) -> None:
        self._asking.discard("points")
        self._wanted = None
        self.console.outcome("", error)

    def store_changed(self, change: StoreChanged) -> None:
        """Others send cases too: look again, quietly and not too often."""
        if change.touches("dispatch", "point") and monotonic() - self._looked_at > AGAIN_AFTER:
            self.look_for_points(again=True)

    # Moving

    def action_next(self) -> None:
        """Tab. From the words it waits for what they point at: that decides what is asked next.

        Keys typed meanwhile wait as well, else a quick hand would get another question than a slow one.
        """
        field = self.line(self.part.line).field if self.part else None
        if field is not None and field.stale:
            field.take()
        elif self.here != WORDS:
            self.step(1)
        elif not self._stepping:
            self._stepping = True
            self.hold_keys()
            self.look()

    def hold_keys(self) -> None:
        """What is typed waits for an answer that decides where it goes."""
        self.stands = False
        self.set_timer(LONGEST_LOOK, self.release_keys)

    def release_keys(self) -> None:
        """Go on where Tab waited, and let the keys come."""
        if self._stepping:
            self._stepping = False
            self.step(1)
        if not self.stands:
            self.stands = True
            self.app.call_later(self.console.catch_up_keys)

    def action_before(self) -> None:
        """Shift-Tab."""
        self.step(-1)

    def action_back(self) -> None:
        """From a field to the points, from the points to the words, from the words to where one came from."""
        if self.part is not None:
            self.finish()
            self.go_to(POINTS)
        elif self.here == POINTS:
            self.go_to(WORDS)
        else:
            super().action_back()

    def label_of(self, command: Command) -> str:
        """Tab says where it leads."""
        if command.id == "log.next":
            return _(STOPS.get(self.following(self.here), command.label))
        if command.id == "screen.back" and self.here != WORDS:
            return _("the words") if self.here == POINTS else _("the points")
        return super().label_of(command)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Keys before the lines are bright only where they act."""
        for label in self.query(FormLabel):
            label.refresh()
        for head in self.query(SpanLine):
            head.refresh()

    def on_language_changed(self, event: LanguageChanged) -> None:
        """Another reader's words."""
        self.renew()
        if self.part is not None:
            field = self.line(self.part.line).field
            if field is not None:
                field.picks.refresh()


def _open(desk: Any, customer_id: int | None, calling: str) -> Opening:
    """What the form needs first, in one go."""
    card = desk.card(customer_id, calling=calling or None) if customer_id is not None else None
    return Opening(card, desk.taxonomy(), desk.settings.currency)


def _signs(desk: Any, text: str, line: str) -> tuple[Suggested, tuple[str, ...], tuple[str, ...]]:
    """What the words of a description point at."""
    found = tuple((one.code, one.words) for one in desk.suggest(text, line=line))
    return found, desk.safety_signs(text), desk.lines_named(text, line=line)
