"""The one quiet line for news, outcomes and errors. It never takes the focus and never moves anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text
from textual.screen import Screen
from textual.widget import Widget

from callcenter.i18n import N_, _

from ..guard import Guarded

SIGNS = {"news": ("·", ""), "good": ("✓", ""), "warn": ("!", N_("Note:")), "wrong": ("✗", N_("Not done:"))}
"""Sign and word by tone: colour is never alone."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in the reader's language and its tone: news, good, warn or wrong.

    ``holds`` says where and for how long: ``here`` doesn't follow to another screen (a question that failed,
    not the outcome of a write), ``away`` goes when the store is back.
    """

    text: str
    tone: str = "news"
    holds: str = ""

    def __str__(self) -> str:
        """Sign, word and sentence."""
        sign, word = SIGNS[self.tone]
        return " ".join(part for part in (sign, _(word), self.text) if part)


class MessageLine(Guarded, Widget):
    """Shows the newest; news doesn't cover an error, it is counted behind it."""

    COMPONENT_CLASSES = {"message--good", "message--warn", "message--wrong"}

    def __init__(self) -> None:
        super().__init__()
        self.said: Said | None = None
        self.behind = 0

    def tell(self, said: Said) -> None:
        """Show a sentence."""
        covered = self.said is not None and self.said.tone == "wrong" and said.tone == "news"
        if covered:
            self.behind += 1
        else:
            self.said, self.behind = said, 0
        self.refresh()

    def quiet(self) -> None:
        """Empty the line."""
        self.said, self.behind = None, 0
        self.refresh()

    def render(self) -> Text:
        """The line, cut by cells with an ellipsis where it is too long; the help shows it whole."""
        if self.said is None:
            return Text("")
        more = f"  +{self.behind}" if self.behind else ""
        room = max(1, self.size.width - 2 - cell_len(more))
        text = str(self.said)
        if cell_len(text) > room:
            text = set_cell_size(text, room - 1).rstrip() + "…"
        return Text(" ", no_wrap=True, end="").append(text + more, self.tone_style())

    def tone_style(self) -> Style | str:
        """How the sentence is painted."""
        tone = self.said.tone if self.said is not None else "news"
        return self.get_component_rich_style(f"message--{tone}") if tone != "news" else ""


def hush(stacks: Iterable[Iterable[Screen[Any]]], holds: str) -> None:
    """Empty the lines whose sentence isn't so any more; the help still has it."""
    for line in (line for stack in stacks for screen in stack for line in screen.query(MessageLine)):
        if line.said is not None and line.said.holds == holds:
            line.quiet()
