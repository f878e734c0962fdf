"""What stands on the screen of a merge: both cases side by side, and what merging them would do."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from rich.console import Console
from rich.style import Style
from rich.text import Text

from callcenter.desk.views import CaseMergePreview, CaseSide
from callcenter.i18n import N_, Phrase, _, fill, ngettext, say, time_text

from ..widgets.ledger import fit
from ..widgets.paper import wrapped
from ..widgets.words import in_or_over

LABEL, GAP = 12, 2
MOST = 3
"""Lines of one value."""
WIDEST = 60
"""Cells of a column from which more room stays empty."""


def lines(
    shown: CaseMergePreview, now: datetime, style: Callable[[str], Style], width: int, console: Console
) -> list[Text]:
    """The preview.

    Args:
        shown: what merging would do.
        now: the time.
        style: of a tone: strong, over, soon, late or accent.
        width: cells.
        console: Rich's, for the widths.
    """
    each = max(12, min(WIDEST, (width - LABEL - 2 * GAP) // 2))
    made = [_heads(shown, style, each), Text("")]
    rows = list(_rows(shown, now))
    for label, left, right in rows:
        if left != right:
            made += _row(label, left, right, style, each, console)
    alike = " · ".join(left for _label, left, right in rows if left == right)
    wide = min(width, LABEL + 2 * GAP + 2 * WIDEST)
    if alike:
        head = Text(fit(_("both"), LABEL) + " " * GAP, style("over"))
        made += wrapped(head, Text(alike, style("over")), wide, console)
    made.append(Text(""))
    for label, tone, phrases in _effects(shown):
        for place, phrase in enumerate(phrases):
            head = Text(fit(_(label) if place == 0 else "", LABEL) + " " * GAP, style("over"))
            sign = _("! ") if tone else ""
            words = Text(sign + _told(phrase), style(tone) if tone else "")
            made += wrapped(head, words, wide, console)
    return made


def _heads(shown: CaseMergePreview, style: Callable[[str], Style], each: int) -> Text:
    survivor, merged = shown.survivor, shown.merged
    head = Text(" " * (LABEL + GAP), end="", no_wrap=True)
    stays = fill(_("{number} goes on"), {"number": survivor.number})
    ends = fill(_("{number} becomes part of it"), {"number": merged.number})
    head.append(fit(stays, each), style("accent"))
    return head.append(" " * GAP).append(fit(ends, each), style("strong"))


def _rows(shown: CaseMergePreview, now: datetime) -> Iterator[tuple[str, str, str]]:
    for label, told in (
        (N_("says"), lambda side: side.description or side.summary),
        (N_("state"), lambda side: say(f"case_state.{side.state}")),
        (N_("customer"), lambda side: side.customer),
        (N_("item"), lambda side: side.item),
        (N_("with"), lambda side: side.where or _("nobody yet")),
        (N_("due"), lambda side: _due(side, now)),
        (N_("urgency"), _urgency),
        (N_("logged"), lambda side: time_text(side.logged_at)),
        (N_("in hand of"), lambda side: side.agent or _("nobody")),
        (N_("holds"), _holds),
    ):
        left, right = told(shown.survivor), told(shown.merged)
        if (left, right) not in (("", ""), ("-", "-")):
            yield label, left, right


def _due(side: CaseSide, now: datetime) -> str:
    return f"{time_text(side.due_at)}, {in_or_over(side.due_at, now)[0]}" if side.due_at else "-"


def _urgency(side: CaseSide) -> str:
    return " · ".join(filter(None, (_("▲ safety") if side.safety else "", say(f"priority.{side.priority}"))))


def _holds(side: CaseSide) -> str:
    counts = (
        (side.notes, ngettext("{n} note", "{n} notes", side.notes)),
        (side.chasers, ngettext("{n} chaser", "{n} chasers", side.chasers)),
        (side.promises, ngettext("{n} open promise", "{n} open promises", side.promises)),
        (side.call_backs, ngettext("{n} call-back", "{n} call-backs", side.call_backs)),
    )
    return " · ".join(fill(words, {"n": count}) for count, words in counts if count) or "-"


def _row(
    label: str, left: str, right: str, style: Callable[[str], Style], each: int, console: Console
) -> Iterator[Text]:
    """Both values, each wrapped in its column."""
    mine, theirs = (wrapped(Text(""), Text(words or "-"), each, console)[:MOST] for words in (left, right))
    for place in range(max(len(mine), len(theirs))):
        head = fit(_(label) if place == 0 else "", LABEL)
        cells = [rows[place] if place < len(rows) else Text("") for rows in (mine, theirs)]
        line = Text(head + " " * GAP, style("over"), end="", no_wrap=True)
        line = Text.assemble(line, cells[0], " " * max(0, each - cells[0].cell_len + GAP), cells[1])
        yield line


def _effects(shown: CaseMergePreview) -> Iterator[tuple[str, str, Sequence[Phrase]]]:
    yield N_("why so"), "", (shown.why,)
    if shown.refused:
        yield N_("can't be"), "late", (shown.refused,)
        return
    yield N_("comes over"), "", shown.moves
    yield N_("takes over"), "", shown.takes
    yield N_("ends"), "", shown.ends
    yield N_("think of"), "soon", shown.warns


def _told(phrase: Phrase) -> str:
    """A phrase by its code, or a refusal by its own sentence."""
    return fill(_(phrase.code), phrase.params) if " " in phrase.code else say(phrase)
