"""Paints both panes of a case."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text
from textual.screen import Screen

from callcenter.desk.views import CaseView
from callcenter.i18n import _

from ..widgets.ledger import fit
from ..widgets.paper import Paper, wrapped
from . import timeline
from .fact import Fact
from .facts import facts

news = timeline.news
LABEL, MOST_LABEL = 11, 16
"""Cells of the labels of the facts, at least and at most."""


def paint(screen: Screen[Any], case: CaseView, now: datetime, name_of: Callable[[str], str]) -> None:
    """Show a case in the panes of its screen.

    Args:
        screen: with the panes ``#timeline`` and ``#facts``.
        case: the case.
        now: the time.
        name_of: gives the words of a category's code.
    """
    styles = _styles(screen)
    rows = case.timeline
    screen.query_one("#timeline", Paper).put(
        lambda width, console: timeline.lines(
            rows, now, name_of, styles["late"], styles["over"], width, console
        )
    )
    found = facts(case, now, name_of)
    screen.query_one("#facts", Paper).put(lambda width, console: fact_lines(found, styles, width, console))


def fact_lines(found: list[Fact], styles: dict[str, Style], width: int, console: Console) -> list[Text]:
    """The facts, their labels in one column.

    Args:
        found: the facts.
        styles: by tone.
        width: cells.
        console: Rich's, for the widths.
    """
    label = min(MOST_LABEL, max([LABEL, *(cell_len(_(one.label)) for one in found)]))
    lines: list[Text] = []
    for one in found:
        head = Text(fit(_(one.label), label) + "  ", styles["over"])
        lines += wrapped(head, Text(one.text, styles.get(one.tone, "")), width, console)
    return lines


def _styles(screen: Screen[Any]) -> dict[str, Style]:
    paper = screen.query_one("#facts", Paper)
    return {
        tone: paper.get_component_rich_style(f"paper--{tone}", partial=True)
        for tone in ("soon", "late", "over")
    }
