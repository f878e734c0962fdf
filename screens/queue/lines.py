"""The lines above and below a queue, and what stands in an empty one."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.widget import Widget

from callcenter.i18n import N_, _, fill

from ..guard import Guarded
from ..widgets.one_line import one_line

SCOPES = (("1", "mine", N_("mine")), ("2", "team", N_("my team's")), ("3", "all", N_("all open")))
"""Key, code and words of each queue."""


class ScopeLine(Guarded, Widget):
    """Which queue this is, and the keys of the others."""

    COMPONENT_CLASSES = {"scope--here"}
    SCOPES: ClassVar[Sequence[tuple[str, str, str]]] = SCOPES

    def __init__(self) -> None:
        super().__init__()
        self.scope = self.SCOPES[0][1]

    def put(self, scope: str) -> None:
        """Another queue is shown."""
        self.scope = scope
        self.refresh(layout=True)

    def get_content_width(self, container: object, viewport: object) -> int:
        """As wide as its words."""
        return self._line().cell_len

    def render(self) -> Text:
        """The line."""
        return self._line()

    def _line(self) -> Text:
        line = Text(no_wrap=True, end="")
        for index, (key, code, words) in enumerate(self.SCOPES):
            style = self.get_component_rich_style("scope--here") if code == self.scope else ""
            line.append("   " if index else "").append(f"{key} {_(words)}", style)
        return line


class Totals(Guarded, Widget):
    """The foot: figures of what is loaded."""

    COMPONENT_CLASSES = {"totals--soon", "totals--late", "totals--over"}

    def __init__(self) -> None:
        super().__init__()
        self.figures: Sequence[tuple[str, str]] = ()

    def put(self, figures: Sequence[tuple[str, str]]) -> None:
        """Other figures: words and tone of each."""
        self.figures = figures
        self.refresh()

    def render(self) -> Text:
        """The line."""
        line = Text(no_wrap=True, end="")
        for index, (words, tone) in enumerate(self.figures):
            style = self.get_component_rich_style(f"totals--{tone}") if tone else ""
            line.append(" · " if index else "").append(words, style)
        return one_line(self, line)


class Nothing(Guarded, Widget):
    """What an empty queue says: that all is well, or what to do next."""

    COMPONENT_CLASSES = {"nothing--strong", "nothing--over"}

    def __init__(self) -> None:
        super().__init__()
        self.scope, self.filter = "mine", ""

    def put(self, scope: str, filter_: str) -> None:
        """Which queue is empty, and with which filter."""
        self.scope, self.filter = scope, filter_
        self.refresh()

    def render(self) -> Text:
        """A sentence, and the keys that lead on."""
        strong = self.get_component_rich_style("nothing--strong")
        over = self.get_component_rich_style("nothing--over")
        text = Text(justify="center", end="")
        for number, line in enumerate(self._sentences()):
            text.append("\n\n" if number else "").append(line, over if number else strong)
        return text

    def _sentences(self) -> tuple[str, ...]:
        if self.filter:
            return (
                fill(_("No case here fits “{text}”."), {"text": self.filter}),
                _("Esc clears the filter   3 looks in all open cases"),
            )
        return {
            "mine": (_("Nothing waits for you."), _("2 my team's cases   3 all open cases   F2 to the desk")),
            "team": (_("Nothing waits in your team's queue."), _("3 all open cases   F2 to the desk")),
            "all": (_("No case is open."), _("F2 to the desk: the next call begins there")),
        }[self.scope]
