"""What stands there when the window is too small for anything else; typing and drafts go on beneath."""

from rich.text import Text
from textual.widget import Widget

from callcenter.i18n import _, fill

from ..base import LEAST


class TooSmall(Widget):
    """One sentence over all of the screen."""

    def render(self) -> Text:
        """The sentence, at its start even in the smallest window."""
        words = fill(
            _("The window is too small: make it at least {width}x{height}. What you typed is kept."),
            {"width": LEAST[0], "height": LEAST[1]},
        )
        return Text(words, end="")
